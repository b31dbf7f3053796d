import {
  BlockMigration,
  type Instance,
  MigrateOptions,
  Preflight,
  type Verdict,
  type VerdictReason,
} from '@evenkeel/contract';
import { type Command, Option } from 'commander';
import { findInstance } from '../api/instance-names.ts';
import { findProvider } from '../api/lists.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { EXIT, refusal } from '../errors.ts';
import { printJson, printLine } from '../output/print.ts';
import { type Column, tableLines } from '../output/table.ts';
import { count, printable, type Tone, toned, wrapped } from '../output/text.ts';

type Prepared = Preflight['instances'][number];

interface Options extends GlobalOptions {
  host?: string;
  block: BlockMigration;
  diskOverCommit?: boolean;
  provider?: string;
}

const AFTER = `
Nothing is sent to the cloud but questions. Of each host: the answer, every
reason, and the share of its memory and VCPUs taken now and after the move.
Best host first.

Exit code 0 when it could go (with --host: to that host), 1 when it could not.

Examples:
  $ evenkeel preflight web-01
  $ evenkeel preflight web-01 --host compute-07 && echo "it could go"
  $ evenkeel preflight db-01 --block yes --json | jq -r ".verdicts[].host"
`;

export function addPreflight(program: Command): void {
  program
    .command('preflight')
    .argument('<instance>', 'its id or exact name')
    .description('tell which hosts could take an instance, and why the others could not')
    .option('--host <host>', 'only this host')
    .addOption(new Option('--block <how>', 'as in migrate').choices(BlockMigration.options).default('auto'))
    .option('--disk-over-commit', 'do not check the disk space of the destination')
    .option('--provider <name>', 'the provider (name or id) of the instance')
    .addHelpText('after', AFTER)
    .action(preflight);
}

async function preflight(name: string, _options: unknown, command: Command): Promise<void> {
  const { json, host, block, diskOverCommit, provider, ...options } = command.optsWithGlobals<Options>();
  const client = await clientFor(options);
  const providerId = provider === undefined ? undefined : (await findProvider(client, provider)).id;
  const instance = await findInstance(client, name, providerId);
  const { instances } = await client.post('/preflight', Preflight, {
    instances: [{ providerId: instance.providerId, id: instance.id }],
    // Asked about every host: what a named one would answer is among them.
    options: MigrateOptions.parse({ blockMigration: block, diskOverCommit: diskOverCommit ?? false }),
  });
  const prepared = instances[0] as Prepared;
  const verdicts = host === undefined ? prepared.verdicts : [verdictOf(host, instance, prepared)];
  const able = verdicts.filter(({ answer }) => answer !== 'no');
  const possible = able.length > 0 && prepared.obstacles.every(({ severity }) => severity !== 'error');
  if (json) printJson({ ...prepared, host: instance.host, possible, verdicts });
  else {
    const from = printable(instance.host ?? 'a host that is not shown');
    printLine(`${printable(instance.name)} on ${from} (${printable(instance.provider)})`);
    for (const line of reasonLines(prepared.obstacles)) printLine(line);
    printLine(`\n${verdictLines(verdicts).join('\n')}\n`);
    const said = `${able.length} of ${count(verdicts.length, 'other host')} could take it.`;
    const summary =
      possible || able.length === 0 ? said : `${said} It can not move now, for the reason above.`;
    printLine(toned(summary, possible ? 'good' : 'bad', process.stdout));
  }
  process.exitCode = possible ? EXIT.done : EXIT.failed;
}

/** Throws a refusal for the host on which it is, and for one that there is not. */
function verdictOf(host: string, instance: Instance, { verdicts }: Prepared): Verdict {
  const found = verdicts.find((verdict) => verdict.host === host);
  if (found) return found;
  if (instance.host === host) {
    throw refusal('same-host', `${instance.name} already runs on ${host}.`, 'Name another host, or none.');
  }
  const nextStep = `evenkeel hosts --provider "${instance.provider}" shows the hosts there are.`;
  throw refusal('host-unknown', `There is no host ${host} in ${instance.provider}.`, nextStep);
}

const ANSWER_TONES: Readonly<Record<Verdict['answer'], Tone>> = { yes: 'good', warning: 'busy', no: 'bad' };
const REASON_TONES = { error: 'bad', warning: 'busy', information: 'faint' } as const;

const COLUMNS: Column<Verdict>[] = [
  { title: 'HOST', value: ({ host }) => host, whole: true },
  { title: 'ANSWER', value: ({ answer }) => answer, tone: ({ answer }) => ANSWER_TONES[answer] },
  { title: 'MEMORY', value: ({ load }) => change(load.memory, load.memoryAfter), right: true },
  { title: 'VCPUS', value: ({ load }) => change(load.vcpus, load.vcpusAfter), right: true },
  { title: 'ZONE', value: ({ zone }) => zone, leaveOut: 1 },
];

/** Such as `41 % → 45 %`. */
function change(now: number | null, after: number | null): string | null {
  if (now === null) return null;
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  return after === null ? percent(now) : `${percent(now)} → ${percent(after)}`;
}

/** Each host with its reasons, in full, below its line. */
function verdictLines(verdicts: readonly Verdict[]): string[] {
  const [title = '', ...lines] = tableLines(verdicts, COLUMNS, { stream: process.stdout });
  return [title, ...lines.flatMap((line, index) => [line, ...reasonLines(verdicts[index]?.reasons ?? [])])];
}

function reasonLines(reasons: readonly VerdictReason[]): string[] {
  return reasons.map(({ severity, message }) =>
    wrapped(`  ${severity}: ${printable(message)}`, process.stdout)
      .split('\n')
      .map((line) => toned(line, REASON_TONES[severity], process.stdout))
      .join('\n'),
  );
}
