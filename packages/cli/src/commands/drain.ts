/** Emptying hosts before maintenance: looked at first, then done at the server. */
import { randomUUID } from 'node:crypto';
import { type Host, MaintenanceDetail } from '@evenkeel/contract';
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
  dryRun?: boolean;
  wait?: boolean;
  yes?: boolean;
}

const AFTER = `
The plan is shown first: where each instance goes, and who does not simply leave
(stopped, suspended, in error, locked, bound to a group or a zone). For each of
those somebody has to choose:
  migrate       a locked one: it goes all the same
  leave         it stays while it can not go
  cold-migrate  a stopped one: moved with its disks, and confirmed
  wait          the host is not drained before it is gone
  skip          it is not touched at all

Then the host is disabled, with a reason that names this maintenance, before
anything moves. No guest is ever stopped. It stays in maintenance until
evenkeel return.

Exit code 0 with --wait: each host is held, and a fresh read of Nova shows no
instance on it but those that were chosen to stay.

Examples:
  $ evenkeel drain compute-03 --reason "new memory" --dry-run
  $ evenkeel drain compute-03 --choose b1=cold-migrate --others leave --wait
`;

export function addDrain(program: Command): void {
  const command = program
    .command('drain')
    .argument('<host...>', 'names of hosts')
    .description('empty hosts before maintenance, and keep them empty')
    .option('--provider <name>', 'the provider (name or id) of the hosts')
    .option('--reason <text>', "why; it stands in the service's disabled reason too");
  addChoiceOptions(command)
    .option('--dry-run', 'only show what would be done')
    .option('--wait', 'tell what happens until the hosts are held')
    .option('--yes', 'do not ask')
    .addHelpText('after', AFTER)
    .action(drain);
}

async function drain(names: string[], _options: unknown, command: Command): Promise<void> {
  const { wait, yes, ...options } = command.optsWithGlobals<Options>();
  const { json = false } = options;
  const client = await clientFor(options);
  const hosts = await findHosts(client, names, options.provider);
  const wanted = { hosts: referencesOf(hosts), reason: options.reason ?? '' };
  const plan = await showChosenPlan(client, wanted, options, 'on these hosts');
  if (!plan) return;
  if (!yes) {
    const what = hosts.map(({ name }) => printable(name)).join(', ');
    await confirm(`Disable ${what} and move the instances?`, 'Nothing was done');
  }
  const body = { ...wanted, choices: plan.choices, idempotencyKey: randomUUID() };
  const begun = await client.post('/maintenance', z.array(MaintenanceDetail), body);
  if (!wait) {
    if (json) return printJson(begun);
    for (const { id, host } of begun) printLine(`${printable(host)} is being drained (maintenance ${id}).`);
    note(`Watch: evenkeel maintenance ${begun[0]?.id}`);
    return;
  }
  const ended = await followMaintenance(
    client,
    begun.map(({ id }) => id),
  );
  if (json) printJson(ended);
  const held = ended.filter(({ state }) => state === 'held').length;
  process.exitCode = held === ended.length ? EXIT.done : EXIT.failed;
}

const referencesOf = (hosts: readonly Host[]) =>
  hosts.map(({ providerId, name }) => ({ providerId, host: name }));
