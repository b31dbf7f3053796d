/** Emptying hosts before maintenance: looked at first, then done at the server. */
import { randomUUID } from 'node:crypto';
import {
  type Host,
  MaintenanceChoices,
  MaintenanceDetail,
  MaintenancePreview,
  StayChoice,
} from '@evenkeel/contract';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { findHosts } from '../api/maintenance.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { EXIT, refusal } from '../errors.ts';
import { followMaintenance } from '../following/maintenance.ts';
import { confirm } from '../output/confirm.ts';
import { note, printJson, printLine } from '../output/print.ts';
import { count, printable } from '../output/text.ts';
import { hostPlanLines } from './drain-plan.ts';

interface Options extends GlobalOptions {
  provider?: string;
  reason?: string;
  others?: StayChoice;
  choose: string[];
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
  program
    .command('drain')
    .argument('<host...>', 'names of hosts')
    .description('empty hosts before maintenance, and keep them empty')
    .option('--provider <name>', 'the provider (name or id) of the hosts')
    .option('--reason <text>', "why; it stands in the service's disabled reason too")
    .option('--choose <instance=choice...>', 'what is to become of one, by name or id', [])
    .addOption(
      new Option('--others <choice>', 'what is to become of all that are not named').choices(
        StayChoice.options,
      ),
    )
    .option('--dry-run', 'only show what would be done')
    .option('--wait', 'tell what happens until the hosts are held')
    .option('--yes', 'do not ask')
    .addHelpText('after', AFTER)
    .action(drain);
}

async function drain(names: string[], _options: unknown, command: Command): Promise<void> {
  const { json = false, dryRun, wait, yes, ...options } = command.optsWithGlobals<Options>();
  const client = await clientFor(options);
  const hosts = await findHosts(client, names, options.provider);
  const wanted = { hosts: referencesOf(hosts), reason: options.reason ?? '' };
  const first = await client.post('/maintenance/preview', MaintenancePreview, wanted);
  const choices = choicesOf(first, options);
  const preview = await client.post('/maintenance/preview', MaintenancePreview, { ...wanted, choices });
  const lines = preview.hosts.flatMap(hostPlanLines).join('\n');
  if (json) note(lines);
  else printLine(lines);
  if (dryRun) {
    if (json) printJson(preview);
    note('Nothing was done.');
    return;
  }
  if (preview.missing > 0) {
    throw refusal(
      'choices-missing',
      `${count(preview.missing, 'instance needs', 'instances need')} a choice. Nothing was done.`,
      'Name it with --choose NAME=CHOICE, or all of them with --others CHOICE.',
    );
  }
  if (!yes) {
    const what = hosts.map(({ name }) => printable(name)).join(', ');
    await confirm(`Disable ${what} and move the instances?`, 'Nothing was done');
  }
  const body = { ...wanted, choices, idempotencyKey: randomUUID() };
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

/** Names become ids by the plan, which has everybody on the hosts. Throws a refusal for what is not there. */
function choicesOf({ hosts }: MaintenancePreview, { choose, others }: Options): MaintenanceChoices {
  const known = hosts.flatMap(({ moves, stays }) => [...moves, ...stays]);
  const instances = choose.map((typed) => {
    const [, name = '', wish = ''] = /^(.+)=([a-z-]+)$/.exec(typed) ?? [];
    const choice = StayChoice.safeParse(wish);
    if (!choice.success)
      throw refusal(
        'usage',
        `"${typed}" is not INSTANCE=CHOICE.`,
        `Choices: ${StayChoice.options.join(', ')}.`,
      );
    const ids = new Set(
      known
        .filter(({ instanceId, instanceName }) => instanceId === name || instanceName === name)
        .map(({ instanceId }) => instanceId),
    );
    const [id] = ids;
    if (id === undefined || ids.size > 1)
      throw refusal(
        'instance-unknown',
        ids.size > 1 ? `Several instances are named "${name}".` : `There is no "${name}" on these hosts.`,
        'The plan names them: --dry-run. An id is never ambiguous.',
      );
    return { id, choice: choice.data };
  });
  return { others: others ?? null, instances };
}
