import type { Migration } from '@evenkeel/contract';
import type { Command } from 'commander';
import { findProvider, listMigrations } from '../api/lists.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { note, printList } from '../output/print.ts';
import type { Column } from '../output/table.ts';
import { duration, type Tone } from '../output/text.ts';

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

interface Options extends GlobalOptions {
  provider?: string;
  host?: string;
  instance?: string;
  status?: string;
  search?: string;
}

const AFTER = `
Examples:
  $ evenkeel migrations --status running
  $ evenkeel migrations --instance web-01
  $ evenkeel migrations --host compute-03 --json
`;

export function addMigrations(program: Command): void {
  program
    .command('migrations')
    .description('list the live migrations as Nova recorded them, newest first (the last 1,000)')
    .option('--provider <name>', 'only those of this provider (name or id)')
    .option('--host <host>', 'only those from or to this host')
    .option('--instance <instance>', 'only those of this instance (id or exact name)')
    .option('--status <status>', "only those with this status, in Nova's word")
    .option('--search <text>', "only those with this in the instance's name or the hosts")
    .addHelpText('after', AFTER)
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      const { host, instance, status, search = '' } = options;
      const client = await clientFor(options);
      const provider = options.provider ? await findProvider(client, options.provider) : undefined;
      const all = await listMigrations(client, provider?.id);
      const shown = all.filter(
        (one) =>
          (host === undefined || one.sourceHost === host || one.destinationHost === host) &&
          (instance === undefined || one.instanceId === instance || one.instanceName === instance) &&
          (status === undefined || one.status === status) &&
          [one.instanceName, one.sourceHost, one.destinationHost].some((text) =>
            (text ?? '').toLowerCase().includes(search.toLowerCase()),
          ),
      );
      printList(shown, COLUMNS, { json: options.json, empty: 'No live migration fits.' });
      if (all.length === 1000) note('Only the newest 1,000 migrations were looked at.');
    });
}
