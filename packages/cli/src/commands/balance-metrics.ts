/** The Prometheus that tells how much hosts and instances of a provider really use. */
import { readFileSync } from 'node:fs';
import { BalanceMetrics, BalanceMetricsCheck, BalanceQueries } from '@evenkeel/contract';
import { type Command, InvalidArgumentError } from 'commander';
import { findProvider } from '../api/lists.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { CommandError, EXIT, refusal } from '../errors.ts';
import { printJson, printLine, printList } from '../output/print.ts';
import type { Column } from '../output/table.ts';
import { printable } from '../output/text.ts';

const AFTER = `
Examples:
  $ evenkeel balance-metrics set North --address http://prometheus:9090 \\
      --window 60 --percentile 95
  $ evenkeel balance-metrics check North
`;
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  show: ['show North', 'show North --json | jq .queries'],
  set: [
    'set North --token-file token',
    'set North --query hostDisk=my_disk_busy',
    'set North --query instanceDisk=none',
  ],
  check: ['check North', 'check North --json'],
  remove: ['remove North'],
};
const NAMES = Object.keys(BalanceQueries.shape);

const FIGURES: Column<BalanceMetricsCheck['figures'][number]>[] = [
  { title: 'QUERY', value: ({ query }) => query, whole: true },
  { title: 'TOLD OF', value: ({ known, of }) => `${known} of ${of}`, right: true },
  { title: 'WHAT IS WRONG', value: ({ problem }) => problem },
];

interface Options extends GlobalOptions {
  address?: string;
  tokenFile?: string;
  window?: number;
  percentile?: number;
  step?: number;
  hostLabel?: string;
  instanceLabel?: string;
  query: Record<string, string | null>;
}

export function addBalanceMetrics(program: Command): void {
  const metrics = program
    .command('balance-metrics')
    .description('the Prometheus that tells what hosts and instances really use')
    .addHelpText('after', AFTER);
  const of = (name: string, description: string) =>
    metrics.command(name).argument('<provider>', 'its name or id').description(description);
  of('show', 'where it is, and what it is asked').action(show);
  of('set', 'say where it is, or change how it is asked; what is not said stays')
    .option('--address <url>', 'of the Prometheus, such as http://prometheus:9090')
    .option('--token-file <file>', 'the bearer token is the text of this file')
    .option('--window <minutes>', 'the time that is looked at', Number)
    .option('--percentile <number>', 'of the values in that time', Number)
    .option('--step <seconds>', 'between two of the values', Number)
    .option('--host-label <label>', 'that begins with the name of the host')
    .option('--instance-label <label>', 'that is the id of the instance')
    .option('--query <name=promql>', 'another query for one figure; again for more; "none"', query, {})
    .action(set);
  of('check', 'ask every query now; exit code 1 when one tells nothing').action(check);
  of('remove', 'forget it; the load is what is given out').action(remove);
  for (const each of metrics.commands) {
    const lines = EXAMPLES[each.name()]?.map((words) => `  $ evenkeel balance-metrics ${words}\n`) ?? [];
    each.addHelpText('after', `\nExamples:\n${lines.join('')}`);
  }
}

function query(text: string, before: Record<string, string | null>): Record<string, string | null> {
  const [, name, promql] = /^(\w+)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || promql === undefined || !NAMES.includes(name))
    throw new InvalidArgumentError(`Give NAME=PROMQL; the names are ${NAMES.join(', ')}.`);
  return { ...before, [name]: promql === 'none' ? null : promql };
}

async function opened(command: Command, typed: string) {
  const { json = false, ...options } = command.optsWithGlobals<Options>();
  const client = await clientFor(options);
  const provider = await findProvider(client, typed);
  const path = `/balance/metrics/${provider.id}`;
  const now = () =>
    client.get(path, BalanceMetrics).catch((error: unknown) => {
      if (error instanceof CommandError && error.code === 'not-found') return null;
      throw error;
    });
  return { client, json, options, provider, path, now };
}

function told({ url, windowMinutes, percentile, stepSeconds, hasToken, queries }: BalanceMetrics): string {
  const lines = [
    `${url}${hasToken ? ', with a token' : ''}`,
    `the ${percentile}th percentile of ${windowMinutes} minutes, a value every ${stepSeconds} seconds`,
    ...Object.entries(queries).map(([name, promql]) => `${name}: ${printable(promql ?? 'not asked')}`),
  ];
  return lines.join('\n');
}

async function show(typed: string, _options: unknown, command: Command): Promise<void> {
  const { json, now, provider } = await opened(command, typed);
  const metrics = await now();
  if (metrics === null)
    throw refusal(
      'no-metrics',
      `${printable(provider.name)} has no Prometheus: its load is what is given out.`,
      'evenkeel balance-metrics set names one.',
    );
  if (json) printJson(metrics);
  else printLine(told(metrics));
}

async function set(typed: string, _options: unknown, command: Command): Promise<void> {
  const { client, json, options, path, now } = await opened(command, typed);
  const before = await now();
  const address = options.address ?? before?.url;
  if (address === undefined) throw refusal('usage', 'Say where the Prometheus is: --address.');
  const own = Object.keys(options.query).length > 0;
  // The shipped ones are told back by the server, so that one can be changed and the others stay.
  const save = (queries?: BalanceQueries) =>
    client.put(path, BalanceMetrics, {
      url: address,
      ...(options.tokenFile === undefined ? {} : { token: tokenFrom(options.tokenFile) }),
      windowMinutes: options.window ?? before?.windowMinutes,
      percentile: options.percentile ?? before?.percentile,
      stepSeconds: options.step ?? before?.stepSeconds,
      hostLabel: options.hostLabel ?? before?.hostLabel,
      instanceLabel: options.instanceLabel ?? before?.instanceLabel,
      ...(queries && { queries }),
    });
  let saved = await save(before?.queries);
  if (own) saved = await save({ ...saved.queries, ...options.query });
  if (json) printJson(saved);
  else printLine(told(saved));
}

function tokenFrom(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw refusal('file-unreadable', `${file} can not be read: ${(error as Error).message}.`);
  }
}

async function check(typed: string, _options: unknown, command: Command): Promise<void> {
  const { client, json, path } = await opened(command, typed);
  const { figures } = await client.post(`${path}/check`, BalanceMetricsCheck, {});
  printList(figures, FIGURES, { json, empty: 'No query is asked.' });
  if (figures.some(({ problem }) => problem !== null)) process.exitCode = EXIT.failed;
}

async function remove(typed: string, _options: unknown, command: Command): Promise<void> {
  const { client, json, path } = await opened(command, typed);
  await client.delete(path);
  if (json) printJson(null);
  else printLine('Its load is what is given out, from now on.');
}
