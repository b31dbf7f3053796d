/** What a person can ask of a move under way: to abort it, or to force it to its end. */
import { Move } from '@evenkeel/contract';
import type { Command } from 'commander';
import { findOpenMove } from '../api/open-moves.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { refusal } from '../errors.ts';
import { percentOf, stateInWords } from '../following/words.ts';
import { confirm } from '../output/confirm.ts';
import { note, printJson, printLine } from '../output/print.ts';
import { printable } from '../output/text.ts';

interface Control {
  name: string;
  path: string;
  key: keyof NonNullable<Move['controls']>;
  description: string;
  /** Such as `Abort the move of web-01`. */
  question: string;
  notDone: string;
  after: string;
}

const MOVE = `
MOVE is the id of a move or its unique beginning, or an instance that is being
moved. What it costs the guest is said before it is asked; without a terminal
--yes is needed. Exit code 0 once it was asked for; how it ends is told by
evenkeel watch.
`;

const ABORT: Control = {
  name: 'abort',
  path: 'abort',
  key: 'abort',
  description: 'abort a move: the instance stays where it is',
  question: 'Abort the move of',
  notDone: 'Nothing was aborted',
  after: `${MOVE}
Examples:
  $ evenkeel abort web-01
  $ evenkeel abort 3f4443a9 --yes && evenkeel watch
`,
};

const FORCE_COMPLETE: Control = {
  name: 'force-complete',
  path: 'force-complete',
  key: 'forceComplete',
  description: 'force a copy that does not come to its end, at the cost of the guest',
  question: 'Force the end of the move of',
  notDone: 'Nothing was forced',
  after: `${MOVE}
Examples:
  $ evenkeel force-complete busy-cache-01
  $ evenkeel force-complete 3f4443a9 --yes --json
`,
};

export function addAbort(program: Command): void {
  addControl(program, ABORT);
}

export function addForceComplete(program: Command): void {
  addControl(program, FORCE_COMPLETE);
}

function addControl(program: Command, control: Control): void {
  program
    .command(control.name)
    .argument('<move>', 'a move or an instance')
    .description(control.description)
    .option('--yes', 'do not ask')
    .addHelpText('after', control.after)
    .action(async (typed: string, _options: unknown, command: Command) => {
      const { yes, json, ...options } = command.optsWithGlobals<GlobalOptions & { yes?: boolean }>();
      const client = await clientFor(options);
      const move = await findOpenMove(client, typed);
      const may = move.controls?.[control.key];
      const name = printable(move.instanceName);
      if (!may?.allowed) {
        const reason = may?.reason ?? 'The move has ended.';
        throw refusal(
          `${control.name}-not-possible`,
          `${control.notDone}. ${reason}`,
          'evenkeel watch shows how far it is.',
        );
      }
      const percent = percentOf(move);
      const stands = `${stateInWords(move)}${percent === null ? '' : `, ${percent} %`}`;
      if (yes) note(`${name} (${stands}): ${may.cost}`);
      else await confirm(`${control.question} ${name} (${stands})? ${may.cost}`, control.notDone);
      const asked = await client.post(`/moves/${move.id}/${control.path}`, Move, undefined);
      if (json) return printJson(asked);
      printLine(asked.state === 'ended' ? `${name}: ${stateInWords(asked)}.` : `Asked for ${name}.`);
      if (asked.state !== 'ended') note(`How it ends: evenkeel watch ${move.id.slice(0, 8)}`);
    });
}
