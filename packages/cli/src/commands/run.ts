import { randomUUID } from 'node:crypto';
import { Run, RunSummary } from '@evenkeel/contract';
import { Argument, type Command } from 'commander';
import type { ApiClient } from '../api/client.ts';
import { listPages } from '../api/lists.ts';
import { WHOLE_ID } from '../api/open-moves.ts';
import { postRun } from '../api/post-run.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { refusal } from '../errors.ts';
import { confirm } from '../output/confirm.ts';
import { note, printJson, printLine } from '../output/print.ts';
import { count } from '../output/text.ts';
import { runLines } from './run-lines.ts';

const ACTIONS = ['show', 'pause', 'resume', 'cancel', 'retry'] as const;
type Action = (typeof ACTIONS)[number];

const AFTER = `
show    where it stands: what runs, waits, was moved, and failed, by cause
pause   nothing new begins; what runs goes on
resume  goes on with what waits
cancel  what waits is cancelled; what runs comes to its end, or is aborted
        with --abort-running
retry   a new run of what failed, never to a host that refused it

RUN is the id or its unique beginning.

Examples:
  $ evenkeel run 7fff89f4
  $ evenkeel run 7fff89f4 pause
  $ evenkeel run 7fff89f4 cancel --abort-running
  $ evenkeel watch $(evenkeel run 7fff89f4 retry --json | jq -r .id)
`;

interface Options extends GlobalOptions {
  abortRunning?: boolean;
  yes?: boolean;
}

export function addRun(program: Command): void {
  program
    .command('run')
    .argument('<run>', 'the id of a run')
    .addArgument(new Argument('[action]', 'what to do').choices(ACTIONS).default('show'))
    .description('show one run, pause it, resume it, cancel it, or retry what failed')
    .option('--abort-running', 'with cancel: abort also what runs')
    .option('--yes', 'with cancel: do not ask')
    .addHelpText('after', AFTER)
    .action(async (typed: string, action: Action, _options: unknown, command: Command) => {
      const {
        json = false,
        abortRunning = false,
        yes = false,
        ...options
      } = command.optsWithGlobals<Options>();
      if (abortRunning && action !== 'cancel') throw refusal('usage', '--abort-running belongs to cancel.');
      const client = await clientFor(options);
      const run = await client.get(`/runs/${await findRun(client, typed)}`, Run);
      if (action === 'cancel' && !yes) await askToCancel(run, abortRunning);
      const now = await act(client, run, action, abortRunning);
      if (json) return printJson(now);
      printLine(runLines(now, process.stdout).join('\n'));
      if (now.status !== 'done') note(`Watch: evenkeel watch ${now.id}`);
    });
}

function act(client: ApiClient, run: Run, action: Action, abortRunning: boolean): Promise<Run> | Run {
  const path = `/runs/${run.id}/${action}`;
  if (action === 'show') return run;
  if (action === 'retry') return postRun(client, path, { idempotencyKey: randomUUID() });
  return client.post(path, Run, action === 'cancel' ? { abortRunning } : undefined);
}

async function askToCancel({ counts, status }: Run, abortRunning: boolean): Promise<void> {
  // The server says in words that there is nothing to cancel.
  if (status === 'done') return;
  const running =
    counts.running === 0
      ? 'Nothing runs now.'
      : abortRunning
        ? `${count(counts.running, 'move')} under way will be aborted where Nova can: the guests stay where they run.`
        : `${count(counts.running, 'move')} under way will go on to the end.`;
  const waiting = `Cancel ${count(counts.waiting, 'move')} that ${counts.waiting === 1 ? 'waits' : 'wait'}?`;
  await confirm(`${waiting} ${running}`, 'Nothing was cancelled');
}

/** The id of the run with this id or unique beginning of one. Throws a refusal where there is none or several. */
async function findRun(client: ApiClient, typed: string): Promise<string> {
  if (WHOLE_ID.test(typed)) return typed.toLowerCase();
  const nextStep = 'evenkeel runs shows the runs there are.';
  if (!/^[0-9a-f-]{4,36}$/i.test(typed)) {
    throw refusal(
      'run-unknown',
      `"${typed}" is not the id of a run, nor four letters of its beginning.`,
      nextStep,
    );
  }
  const runs = await listPages(client, '/runs', RunSummary, {}, 1000);
  const found = runs.filter(({ id }) => id.startsWith(typed.toLowerCase()));
  const [only, ...others] = found;
  if (only && others.length === 0) return only.id;
  if (only)
    throw refusal('run-ambiguous', `${found.length} runs begin with "${typed}".`, 'Give more of the id.');
  throw refusal('run-unknown', `None of the newest runs begins with "${typed}".`, nextStep);
}
