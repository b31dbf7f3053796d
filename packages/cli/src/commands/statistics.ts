import { MoveStatistics } from '@evenkeel/contract';
import type { Command } from 'commander';
import { findProvider } from '../api/lists.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { moment } from '../options.ts';
import { note, printJson, printLine } from '../output/print.ts';
import { type Column, tableLines } from '../output/table.ts';
import { bytes, count, duration } from '../output/text.ts';

interface Options extends GlobalOptions {
  provider?: string;
  from?: string;
  to?: string;
}

const AFTER = `
Without --from: the last 30 days. Of durations the median is told, and what 95
of 100 moves did not exceed.

Examples:
  $ evenkeel statistics
  $ evenkeel statistics --provider West --from 7d
  $ evenkeel statistics --json | jq ".byOutcome"
`;

export function addStatistics(program: Command): void {
  program
    .command('statistics')
    .description('tell how moves ended, why, how long they took, and how pairs of hosts did')
    .option('--provider <name>', 'only those of this provider (name or id)')
    .option('--from <moment>', 'begun then or later: 2026-03-01, 12h, 30d', moment)
    .option('--to <moment>', 'begun before then', moment)
    .addHelpText('after', AFTER)
    .action(async (_options: unknown, command: Command) => {
      const { json, from, to, provider, ...options } = command.optsWithGlobals<Options>();
      const client = await clientFor(options);
      const providerId = provider === undefined ? undefined : (await findProvider(client, provider)).id;
      const query = { provider: providerId, from, to };
      const statistics = await client.get('/moves/statistics', MoveStatistics, query);
      if (json) return printJson(statistics);
      const { count: number } = statistics;
      printLine(`${count(number, 'move')} from ${day(statistics.from)} to ${day(statistics.to)}`);
      if (number === 0) return note('Nothing was moved then. --from 365d looks further back.');
      for (const lines of tables(statistics)) printLine(`\n${lines.join('\n')}`);
    });
}

function day(moment: string): string {
  return `${moment.slice(0, 16).replace('T', ' ')} UTC`;
}

type Pair = MoveStatistics['byHostPair'][number];
type Phase = [string, MoveStatistics['phases']['waiting']];

function tables({ count: all, byOutcome, byCause, phases, byHostPair }: MoveStatistics): string[][] {
  const share = (number: number) => `${((number * 100) / all).toFixed(1)} %`;
  const outcomes: Column<(typeof byOutcome)[number]>[] = [
    {
      title: 'OUTCOME',
      value: ({ outcome }) => outcome ?? 'under way',
      tone: ({ outcome }) => (outcome === 'succeeded' ? 'good' : outcome === null ? 'busy' : 'bad'),
    },
    { title: 'MOVES', value: (one) => one.count, right: true },
    { title: 'SHARE', value: (one) => share(one.count), right: true },
  ];
  const causes: Column<(typeof byCause)[number]>[] = [
    { title: 'CAUSE', value: ({ cause }) => cause ?? 'not in the catalogue' },
    { title: 'MOVES', value: (one) => one.count, right: true },
  ];
  return [
    table(byOutcome, outcomes),
    ...(byCause.length > 0 ? [table(byCause, causes)] : []),
    table<Phase>(Object.entries(phases), PHASES),
    ...(byHostPair.length > 0 ? [table(byHostPair, PAIRS)] : []),
  ];
}

function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string[] {
  return tableLines(rows, columns, { stream: process.stdout });
}

function time(ms: number | null): string | null {
  return ms === null ? null : duration(ms);
}

const PHASES: Column<Phase>[] = [
  { title: 'PHASE', value: ([name]) => name },
  { title: 'MEDIAN', value: ([, { medianMs }]) => time(medianMs), right: true },
  { title: '95 %', value: ([, { p95Ms }]) => time(p95Ms), right: true },
];

const PAIRS: Column<Pair>[] = [
  { title: 'FROM', value: ({ sourceHost }) => sourceHost },
  { title: 'TO', value: ({ destinationHost }) => destinationHost },
  { title: 'MOVES', value: ({ count }) => count, right: true },
  { title: 'MOVED', value: ({ succeeded }) => succeeded, right: true },
  { title: 'MEDIAN', value: ({ medianDurationMs }) => time(medianDurationMs), right: true, leaveOut: 2 },
  { title: '95 %', value: ({ p95DurationMs }) => time(p95DurationMs), right: true, leaveOut: 3 },
  {
    title: 'PACE',
    value: ({ medianBytesPerSecond: pace }) => (pace === null ? null : `${bytes(pace)}/s`),
    right: true,
    leaveOut: 1,
  },
];
