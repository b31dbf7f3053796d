/** Evacuating a host that is lost: looked at first, confirmed in words, then done at the server. */
import { randomUUID } from 'node:crypto';
import { MaintenanceDetail, MaintenancePreview } from '@evenkeel/contract';
import type { Command } from 'commander';
import { z } from 'zod';
import { findHosts } from '../api/maintenance.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { EXIT, refusal } from '../errors.ts';
import { followMaintenance } from '../following/maintenance.ts';
import { confirm } from '../output/confirm.ts';
import { note, printJson, printLine } from '../output/print.ts';
import { count, printable } from '../output/text.ts';
import { addChoiceOptions, type ChoiceOptions, choicesOf } from './choices.ts';
import { hostPlanLines } from './drain-plan.ts';

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
  const { json = false, fenced, dryRun, wait, ...options } = command.optsWithGlobals<Options>();
  const client = await clientFor(options);
  const [found] = await findHosts(client, [typed], options.provider);
  const hosts = found ? [{ providerId: found.providerId, host: found.name }] : [];
  const wanted = { kind: 'evacuation', hosts, reason: options.reason ?? '' };
  const first = await client.post('/maintenance/preview', MaintenancePreview, wanted);
  const known = first.hosts.flatMap(({ moves, stays }) => [...moves, ...stays]);
  const choices = choicesOf(known, options, 'on this host');
  const preview = await client.post('/maintenance/preview', MaintenancePreview, { ...wanted, choices });
  const lines = preview.hosts.flatMap(hostPlanLines).join('\n');
  if (json) note(lines);
  else printLine(lines);
  if (dryRun) {
    if (json) printJson(preview);
    note('Nothing was done.');
    return;
  }
  if (preview.missing > 0)
    throw refusal(
      'choices-missing',
      `${count(preview.missing, 'instance needs', 'instances need')} a choice. Nothing was done.`,
      'Name it with --choose NAME=CHOICE, or all of them with --others CHOICE.',
    );
  const fencing = preview.hosts[0]?.fencing ?? '';
  if (!fenced) {
    printLine(fencing);
    await confirm('Is that so?', 'Nothing was done', '--fenced');
  }
  const body = { ...wanted, choices, fenced: true, idempotencyKey: randomUUID() };
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
