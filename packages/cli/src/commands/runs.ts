import { type RunStatus, RunSummary } from '@evenkeel/contract';
import { type Command, Option } from 'commander';
import { listPages } from '../api/lists.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { atMost } from '../options.ts';
import { note, printList } from '../output/print.ts';
import type { Column } from '../output/table.ts';
import { duration, type Tone } from '../output/text.ts';

export const RUN_TONES: Readonly<Record<RunStatus, Tone>> = {
  active: 'busy',
  paused: 'busy',
  cancelling: 'busy',
  done: 'faint',
};

const COLUMNS: Column<RunSummary>[] = [
  { title: 'RUN', value: ({ id }) => id, whole: true },
  { title: 'STATUS', value: ({ status }) => status, tone: ({ status }) => RUN_TONES[status] },
  { title: 'WAITING', value: ({ counts }) => counts.waiting, right: true, leaveOut: 3 },
  { title: 'RUNNING', value: ({ counts }) => counts.running, right: true, leaveOut: 2 },
  { title: 'MOVED', value: ({ counts }) => counts.succeeded, right: true },
  {
    title: 'FAILED',
    value: ({ counts }) => counts.failed,
    right: true,
    tone: ({ counts }) => (counts.failed > 0 ? 'bad' : undefined),
  },
  { title: 'CANCELLED', value: ({ counts }) => counts.cancelled, right: true, leaveOut: 4 },
  {
    title: 'LEFT',
    value: ({ secondsLeft }) => (secondsLeft === null ? null : duration(secondsLeft * 1000)),
    right: true,
    leaveOut: 5,
  },
  { title: 'KIND', value: ({ kind }) => kind, leaveOut: 1 },
  { title: 'BEGUN', value: ({ createdAt }) => createdAt.replace(/\.\d+Z$/, 'Z'), leaveOut: 6 },
  { title: 'BY', value: ({ createdBy }) => createdBy, leaveOut: 7 },
];

const DEFAULT_LIMIT = 100;

const AFTER = `
Examples:
  $ evenkeel runs
  $ evenkeel runs --status paused --json
`;

interface Options extends GlobalOptions {
  status?: RunStatus;
  limit: number;
}

export function addRuns(program: Command): void {
  program
    .command('runs')
    .description('list the runs, newest first: what was asked for in one go')
    .addOption(
      new Option('--status <status>', 'only those with this status').choices(RunSummary.shape.status.options),
    )
    .option('--limit <number>', 'look at so many of the newest', atMost(100_000), DEFAULT_LIMIT)
    .addHelpText('after', AFTER)
    .action(async (_options: unknown, command: Command) => {
      const { status, limit, json, ...options } = command.optsWithGlobals<Options>();
      const runs = await listPages(await clientFor(options), '/runs', RunSummary, {}, limit);
      const shown = runs.filter((run) => status === undefined || run.status === status);
      const empty = 'No run fits. evenkeel migrate begins one.';
      printList(shown, COLUMNS, { json, empty });
      if (runs.length >= limit) note(`Only the newest ${limit} were looked at; --limit shows more.`);
    });
}
