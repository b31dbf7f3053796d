/** Evacuating a host that is lost: looked at first, confirmed in words, then done at the server. */
import { randomUUID } from 'node:crypto';
import { MaintenanceDetail } from '@evenkeel/contract';
import type { Command } from 'commander';
import { z } from 'zod';
import { findHosts } from '../api/maintenance.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { EXIT } from '../errors.ts';
import { followMaintenance } from '../following/maintenance.ts';
import { confirm } from '../output/confirm.ts';
import { note, printJson, printLine } from '../output/print.ts';
import { printable } from '../output/text.ts';
import { addChoiceOptions, type ChoiceOptions } from './choices.ts';
import { showChosenPlan } from './chosen-plan.ts';

interface Options extends GlobalOptions, ChoiceOptions {
  provider?: string;
  reason?: string;
  fenced?: boolean;
  dryRun?: boolean;
  wait?: boolean;
}

const AFTER = `
For a host that is down and does not come back soon. Nova builds its instances
anew on other hosts. It is for you to make sure that the host is off, or cut
from its storage and networks: an instance that runs twice destroys its disk.

What has a local disk needs a choice, as the disk may be lost:
  rebuild       built anew from its image
  leave, skip   it stays

Then Nova is told that the host is dead (forced down), it is disabled, and each
instance is evacuated. evenkeel return uses the host again: only after its
nova-compute has started and removed what was built elsewhere.

Examples:
  $ evenkeel evacuate compute-03 --dry-run
  $ evenkeel evacuate compute-03 --others rebuild --fenced --wait
`;

export function addEvacuate(program: Command): void {
  const command = program
    .command('evacuate')
    .argument('<host>', 'a host that is down')
    .description('build the instances of a dead host anew elsewhere')
    .option('--provider <name>', 'the provider (name or id) of the host')
    .option('--reason <text>', "why; it stands in the service's disabled reason too");
  addChoiceOptions(command)
    .option('--fenced', 'you made sure that the host is off, or cut from its storage and networks')
    .option('--dry-run', 'only show what would be done')
    .option('--wait', 'tell what happens until the host is held')
    .addHelpText('after', AFTER)
    .action(evacuate);
}

async function evacuate(typed: string, _options: unknown, command: Command): Promise<void> {
  const { fenced, wait, ...options } = command.optsWithGlobals<Options>();
  const { json = false } = options;
  const client = await clientFor(options);
  const [found] = await findHosts(client, [typed], options.provider);
  const hosts = found ? [{ providerId: found.providerId, host: found.name }] : [];
  const wanted = { kind: 'evacuation', hosts, reason: options.reason ?? '' };
  const plan = await showChosenPlan(client, wanted, options, 'on this host');
  if (!plan) return;
  if (!fenced) {
    printLine(plan.preview.hosts[0]?.fencing ?? '');
    await confirm('Is that so?', 'Nothing was done', '--fenced');
  }
  const body = { ...wanted, choices: plan.choices, fenced: true, idempotencyKey: randomUUID() };
  const begun = await client.post('/maintenance', z.array(MaintenanceDetail), body);
  const [{ id = '', host = typed } = {}] = begun;
  if (!wait) {
    if (json) return printJson(begun);
    printLine(`${printable(host)} is being evacuated (maintenance ${id}).`);
    note(`Watch: evenkeel maintenance ${id}`);
    return;
  }
  const [ended] = await followMaintenance(client, [id]);
  if (json) printJson([ended]);
  process.exitCode = ended?.state === 'held' ? EXIT.done : EXIT.failed;
}
