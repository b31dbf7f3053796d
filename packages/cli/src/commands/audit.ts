import { pipeline } from 'node:stream/promises';
import { AuditEntry, type AuditFilter } from '@evenkeel/contract';
import { type Command, Option } from 'commander';
import { listPages } from '../api/lists.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { atMost, moment } from '../options.ts';
import { note, printList } from '../output/print.ts';
import type { Column } from '../output/table.ts';
import { addAuditVerify } from './audit-verify.ts';

const COLUMNS: Column<AuditEntry>[] = [
  { title: 'ENTRY', value: ({ sequence }) => sequence, whole: true, right: true },
  { title: 'AT', value: ({ at }) => at.replace(/\.\d+Z$/, 'Z') },
  { title: 'WHO', value: ({ who }) => who.name },
  { title: 'FROM', value: ({ from }) => from?.address, leaveOut: 4 },
  { title: 'DID', value: ({ operation }) => operation.replace('/api/v1', '') },
  {
    title: 'TO',
    value: ({ subject }) => subject && `${subject.kind} ${subject.name ?? subject.id ?? ''}`.trim(),
    leaveOut: 1,
  },
  { title: 'CAME OF IT', value: outcome, tone: (entry) => (isRefused(entry) ? 'bad' : undefined) },
  { title: 'WHY', value: ({ why }) => why, leaveOut: 3 },
];

function isRefused({ outcome }: AuditEntry): boolean {
  return outcome !== null && (outcome.errorCode !== null || (outcome.status ?? 0) >= 400);
}

function outcome({ phase, outcome: came }: AuditEntry): string {
  if (came === null) return 'asked';
  const word = came.errorCode ?? (phase === 'answered' ? 'done' : phase);
  return came.status === null ? word : `${word} (${came.status})`;
}

interface Options extends GlobalOptions, AuditFilter {
  limit: number;
  format: 'jsonl' | 'csv';
}

const AFTER_LIST = `
Each change has two entries: asked, before it was done, and what came of it.

Examples:
  $ evenkeel audit list --since 12h
  $ evenkeel audit list --who kim --action migrate
  $ evenkeel audit list --subject req-0e6c1d5e-... --json
`;

const AFTER_EXPORT = `
Examples:
  $ evenkeel audit export > audit.jsonl
  $ evenkeel audit export --format csv --since 30d > audit.csv
`;

export function addAudit(program: Command): void {
  const audit = program.command('audit').description('who did what, proven by a chain of hashes');
  withFilter(audit.command('list').description('list the entries, newest first'))
    .option('--limit <number>', 'so many of the newest', atMost(1_000_000), 100)
    .addHelpText('after', AFTER_LIST)
    .action(async (_options: unknown, command: Command) => {
      const { limit, json, ...options } = command.optsWithGlobals<Options>();
      const found = await listPages(await clientFor(options), '/audit', AuditEntry, filterOf(options), limit);
      const shown = found.slice(0, limit);
      printList(shown, COLUMNS, { json, empty: 'No entry fits.' });
      if (shown.length === limit) note(`Only the newest ${limit} are shown; --limit shows more.`);
    });
  withFilter(audit.command('export').description('write the entries to stdout, oldest first'))
    .addOption(
      new Option('--format <format>', 'jsonl has the hashes, for verify --file')
        .choices(['jsonl', 'csv'])
        .default('jsonl'),
    )
    .addHelpText('after', AFTER_EXPORT)
    .action(async (_options: unknown, command: Command) => {
      const { format, ...options } = command.optsWithGlobals<Options>();
      const client = await clientFor(options);
      const file = await client.open('/audit/export', { ...filterOf(options), format });
      return pipeline(file, process.stdout, { end: false });
    });
  addAuditVerify(audit);
}

function withFilter(command: Command): Command {
  return command
    .option('--since <moment>', 'only those of then or later: 2026-03-01, 12h, 30d', moment)
    .option('--until <moment>', 'only those before then', moment)
    .option('--who <name>', 'only what this user or token did (a part of the name)')
    .option('--action <action>', 'only those of this right (migrate) or operation (liveMigrate)')
    .option('--subject <id>', 'only those about this id or name, or with this request id');
}

function filterOf({
  since,
  until,
  who,
  action,
  subject,
}: AuditFilter): AuditFilter & Record<string, string | undefined> {
  return { since, until, who, action, subject };
}
