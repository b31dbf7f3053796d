import { type Move, Run } from '@evenkeel/contract';
import type { Command } from 'commander';
import type { ApiClient } from '../api/client.ts';
import { listMoves } from '../api/lists.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { refusal } from '../errors.ts';
import { chooseDisplay, follow, sumUp } from '../following/follow.ts';
import { note, printJson } from '../output/print.ts';

const AFTER = `
Ends when every move it shows has ended; exit code 0 only if every one really
moved. Ctrl-C stops nothing but the watching.

Examples:
  $ evenkeel watch       # every move that is under way
  $ evenkeel watch RUN   # one run, by the id that evenkeel migrate gave
`;

export function addWatch(program: Command): void {
  program
    .command('watch')
    .argument('[run]', 'the id of a run; without it every move that is under way')
    .description('watch moves until they have ended')
    .addHelpText('after', AFTER)
    .action(async (run: string | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const client = await clientFor(options);
      if (run === undefined) return watchAll(client, options.json ?? false);
      if (!/^[0-9a-f-]{36}$/i.test(run)) {
        throw refusal(
          'run-unknown',
          `"${run}" is not the id of a run.`,
          'evenkeel watch, alone, shows all there are.',
        );
      }
      process.exitCode = await watchRun(client, run, options.json ?? false);
    });
}

/** Follows a run to its end, shows it, and gives the exit code. */
export async function watchRun(client: ApiClient, runId: string, json: boolean): Promise<number> {
  const path = `/runs/${encodeURIComponent(runId)}`;
  let run: Run | null = null;
  const read = async () => {
    run = await client.get(path, Run);
    return run.moves;
  };
  const moves = await follow(read, chooseDisplay(json), `evenkeel watch ${runId}`);
  if (json) printJson(run);
  return sumUp(moves, json);
}

async function watchAll(client: ApiClient, json: boolean): Promise<void> {
  const watched = new Set<string>();
  const read = async (): Promise<Move[]> => {
    const moves = await listMoves(client);
    for (const { id, state } of moves) if (state !== 'ended') watched.add(id);
    return moves.filter(({ id }) => watched.has(id)).reverse();
  };
  const moves = await follow(read, chooseDisplay(json), 'evenkeel watch');
  if (json) printJson(moves);
  else if (moves.length === 0) note('Evenkeel moves nothing now. evenkeel migrations shows what was moved.');
  process.exitCode = sumUp(moves, json);
}
