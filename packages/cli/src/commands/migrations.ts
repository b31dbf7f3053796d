import { pipeline } from 'node:stream/promises';
import { Migration } from '@evenkeel/contract';
import { type Command, Option } from 'commander';
import { listPages } from '../api/lists.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { refusal } from '../errors.ts';
import { atMost } from '../options.ts';
import { note, printList } from '../output/print.ts';
import type { Column } from '../output/table.ts';
import { duration, type Tone } from '../output/text.ts';
import { addHistoryOptions, type HistoryOptions, historyFilter } from './history-options.ts';

const DEFAULT_LIMIT = 1_000;

/** Nova's words for an end. */
const TONES: Readonly<Record<string, Tone>> = {
  completed: 'good',
  failed: 'bad',
  error: 'bad',
  cancelled: 'faint',
};

function ended({ status }: Migration): boolean {
  return status in TONES;
}

/** From the record's making to its last change; to now while it goes on. */
function lasted(migration: Migration): string {
  const { createdAt, updatedAt } = migration;
  const until = ended(migration) ? Date.parse(updatedAt ?? createdAt) : Date.now();
  return duration(until - Date.parse(createdAt));
}

/** A migration that is over is not at some percentage, whatever the last count was. */
function percent(migration: Migration): string | null {
  const value = ended(migration) ? null : migration.progress?.percent;
  return value == null ? null : `${Math.floor(value)} %`;
}

const COLUMNS: Column<Migration>[] = [
  { title: 'INSTANCE', value: ({ instanceName, instanceId }) => instanceName ?? instanceId },
  { title: 'STATUS', value: ({ status }) => status, tone: ({ status }) => TONES[status] ?? 'busy' },
  { title: 'DONE', value: percent, right: true, leaveOut: 3 },
  { title: 'FROM', value: ({ sourceHost }) => sourceHost },
  { title: 'TO', value: ({ destinationHost }) => destinationHost },
  { title: 'LASTED', value: lasted, right: true, leaveOut: 2 },
  { title: 'OUTCOME', value: ({ outcome }) => outcome, leaveOut: 1 },
  { title: 'STARTED', value: ({ createdAt }) => createdAt.replace(/\.\d+Z$/, 'Z'), leaveOut: 4 },
  { title: 'PROVIDER', value: ({ provider }) => provider, leaveOut: 5 },
  { title: 'REASON', value: ({ reason }) => reason, leaveOut: 6 },
];

interface Options extends GlobalOptions, HistoryOptions {
  status?: string;
  limit: number;
  export?: 'csv' | 'json';
}

const AFTER = `
What Nova recorded, whoever asked for it; --outcome, --cause and --asked-by
choose among what Evenkeel moved. --export writes the whole history of
Evenkeel's moves that fit, with reasons and times, to stdout.

Examples:
  $ evenkeel migrations --status running
  $ evenkeel migrations --instance web-01 --from 30d
  $ evenkeel migrations --host compute-03 --outcome rolled-back --json
  $ evenkeel migrations --from 2026-01-01 --export csv > moves.csv
`;

export function addMigrations(program: Command): void {
  addHistoryOptions(
    program
      .command('migrations')
      .description('list live migrations, newest first; search and export the history'),
  )
    .option('--status <status>', "only those with this status, in Nova's word")
    .option('--limit <number>', 'so many of the newest', atMost(1_000_000), DEFAULT_LIMIT)
    .addOption(new Option('--export <format>', 'write the history of moves').choices(['csv', 'json']))
    .addHelpText('after', AFTER)
    .action(async (_options: unknown, command: Command) => {
      const { status, limit, export: format, ...options } = command.optsWithGlobals<Options>();
      const client = await clientFor(options);
      const filter = await historyFilter(client, options);
      if (format !== undefined) {
        if (status !== undefined) {
          const nextStep = 'Leave --status out, or ask for --outcome.';
          throw refusal(
            'usage',
            "Moves have an outcome; --status is Nova's word for its own records.",
            nextStep,
          );
        }
        const file = await client.open('/moves/export', { ...filter, format });
        return pipeline(file, process.stdout, { end: false });
      }
      const shown = await listPages(client, '/migrations', Migration, { ...filter, status }, limit);
      printList(shown, COLUMNS, { json: options.json, empty: 'No live migration fits.' });
      if (shown.length === limit) note(`Only the newest ${limit} are shown; --limit shows more.`);
    });
}
