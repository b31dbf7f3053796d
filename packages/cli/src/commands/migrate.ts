import { randomUUID } from 'node:crypto';
import {
  BlockMigration,
  type Instance,
  MigrateOptions,
  Preflight,
  RunLimits,
  RunOrder,
  type RunProbe,
} from '@evenkeel/contract';
import { type Command, Option } from 'commander';
import type { ApiClient } from '../api/client.ts';
import { findInstance } from '../api/instance-names.ts';
import { findProvider } from '../api/lists.ts';
import { postRun } from '../api/post-run.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { refusal } from '../errors.ts';
import { atMost, probe } from '../options.ts';
import { note, printJson, printLine } from '../output/print.ts';
import { count, wrapped } from '../output/text.ts';
import { planLines, refuseImpossible } from './migrate-plan.ts';
import { watchRun } from './watch.ts';

interface Options extends GlobalOptions {
  host?: string;
  block: BlockMigration;
  diskOverCommit?: boolean;
  provider?: string;
  wait?: boolean;
  dryRun?: boolean;
  limitTotal?: number;
  limitSource?: number;
  limitDestination?: number;
  limitZone?: number;
  order?: RunOrder;
  probe?: RunProbe;
  probeAddress?: string;
}

const AFTER = `
An instance is named by its id or by exactly its name; a name that several have
is refused, with their ids. What will be done is shown first. The whole request
is refused when a part of it can not be done.

Without --wait the command ends once the server has taken the request (exit
code 0), and the moves go on at the server. With --wait it shows their progress
until the end, and its exit code is 0 only if every instance really moved.

Examples:
  $ evenkeel migrate web-01 --wait                    # Nova chooses the host
  $ evenkeel migrate web-01 web-02 --host compute-07  # both to this host
  $ evenkeel migrate db-01 --block yes --dry-run      # does nothing
  $ evenkeel migrate web-01 --wait --json | jq -r ".moves[].outcome"
`;

export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .argument('<instance...>', 'ids or exact names')
    .description('live-migrate instances')
    .option('--host <host>', 'the host to move to (default: Nova chooses)')
    .addOption(
      new Option('--block <how>', 'copy the local disks too: auto lets the cloud decide')
        .choices(BlockMigration.options)
        .default('auto'),
    )
    .option('--disk-over-commit', 'do not check the disk space of the destination')
    .option('--provider <name>', 'the provider (name or id) of the instances')
    .option('--limit-total <number>', 'so many in the cloud at once', atMost(1000))
    .option('--limit-source <number>', 'so many at once from a host', atMost(100))
    .option('--limit-destination <number>', 'so many at once to a host', atMost(100))
    .option('--limit-zone <number>', 'so many at once in an availability zone', atMost(1000))
    .addOption(new Option('--order <order>', 'which of those that wait goes next').choices(RunOrder.options))
    .option('--probe <how>', 'ask for a sign of life meanwhile: icmp, tcp:PORT, none', probe)
    .option('--probe-address <address>', "which of the instance's own addresses")
    .option('--wait', 'show progress until the end; exit code 0 only if every instance moved')
    .option('--dry-run', 'only show what would be done')
    .addHelpText('after', AFTER)
    .action(migrate);
}

async function migrate(names: string[], _options: unknown, command: Command): Promise<void> {
  const { json = false, dryRun, wait: toTheEnd, order, ...options } = command.optsWithGlobals<Options>();
  const client = await clientFor(options);
  const wanted = MigrateOptions.parse({
    host: hostOf(options.host),
    blockMigration: options.block,
    diskOverCommit: options.diskOverCommit ?? false,
  });
  const instances = await findInstances(client, names, options.provider);
  const references = instances.map(({ providerId, id }) => ({ providerId, id }));
  const preflight = await client.post('/preflight', Preflight, { instances: references, options: wanted });
  const lines = planLines(instances, preflight, wanted).join('\n');
  if (json) note(lines);
  else printLine(wrapped(lines, process.stdout));
  if (dryRun) {
    if (json) printJson(preflight);
    refuseImpossible(instances, preflight, wanted);
    note('Nothing was done.');
    return;
  }
  const idempotencyKey = randomUUID();
  const wish = {
    probe: probeOf(options),
    instances: references,
    options: wanted,
    limits: limitsOf(options),
    order,
    idempotencyKey,
  };
  const run = await postRun(client, '/runs', wish);
  if (toTheEnd) {
    process.exitCode = await watchRun(client, run.id, json);
    return;
  }
  if (json) return printJson(run);
  printLine(`${count(run.moves.length, 'instance is', 'instances are')} being migrated (run ${run.id}).`);
  note(`Watch: evenkeel watch ${run.id}`);
}

function hostOf(named: string | undefined): string | null {
  if (named === '')
    throw refusal('host-unknown', '--host names no host.', 'Leave it out to let Nova choose.');
  return named ?? null;
}

/** Throws a refusal for an address without a probe. */
function probeOf({ probe: how, probeAddress: address }: Partial<Options>): RunProbe | undefined {
  if (address === undefined) return how;
  if (how !== undefined && how.kind !== 'none') return { ...how, address };
  throw refusal('usage', '--probe-address belongs to --probe icmp or --probe tcp:PORT.');
}

function limitsOf({ limitTotal, limitSource, limitDestination, limitZone }: Partial<Options>): RunLimits {
  return RunLimits.parse({
    total: limitTotal,
    perSourceHost: limitSource,
    perDestinationHost: limitDestination,
    perZone: limitZone,
  });
}

/** Each once, in the order in which they were named. */
async function findInstances(
  client: ApiClient,
  names: readonly string[],
  providerName: string | undefined,
): Promise<Instance[]> {
  const provider = providerName === undefined ? undefined : await findProvider(client, providerName);
  const found = new Map<string, Instance>();
  for (const name of names) {
    const instance = await findInstance(client, name, provider?.id);
    found.set(`${instance.providerId}/${instance.id}`, instance);
  }
  return [...found.values()];
}
