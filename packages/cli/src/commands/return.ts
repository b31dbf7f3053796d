/** Giving a host back after maintenance. */
import { MaintenanceDetail, NamedOutsideStep, ReturnPreview } from '@evenkeel/contract';
import { type Command, InvalidArgumentError } from 'commander';
import { findMaintenance } from '../api/maintenance.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { EXIT } from '../errors.ts';
import { followMaintenance } from '../following/maintenance.ts';
import { confirm } from '../output/confirm.ts';
import { printJson, printLine, showBeforehand } from '../output/print.ts';
import { printable } from '../output/text.ts';
import { returnLines } from './drain-plan.ts';

interface Options extends GlobalOptions {
  provider?: string;
  bringBack?: boolean;
  readyCheck?: NamedOutsideStep;
  dryRun?: boolean;
  wait?: boolean;
  yes?: boolean;
}

const AFTER = `
The host is used again once its nova-compute has reported for a while and its
hypervisor answers, and once a command of the server or a webhook says that it
is ready, when one is named. It is enabled only if Evenkeel disabled it. When it
needs attention, return it again to try again. --wait follows it until the end,
or until it has needed somebody for half a minute (exit code 1); it goes on by
itself all the same once what keeps it is mended.

Examples:
  $ evenkeel return compute-03 --bring-back --dry-run
  $ evenkeel return compute-03 --bring-back --wait
  $ evenkeel return compute-03 --ready-check command:smoke-test
`;

export function addReturn(program: Command): void {
  program
    .command('return')
    .argument('<host>', 'a host in maintenance, or the id of the maintenance')
    .description('use a host again after maintenance, and bring its instances home')
    .option('--provider <name>', 'the provider (name or id) of the host')
    .option('--bring-back', 'bring the instances home that were drained from it')
    .option('--ready-check <step>', 'who has to say that it is ready: command:NAME or webhook:NAME', named)
    .option('--dry-run', 'only show what would be done')
    .option('--wait', 'tell what happens until the end')
    .option('--yes', 'do not ask')
    .addHelpText('after', AFTER)
    .action(giveBack);
}

/** Throws InvalidArgumentError. */
function named(text: string): NamedOutsideStep {
  const [, kind, name] = /^([a-z]+):(.*)$/s.exec(text) ?? [];
  const step = NamedOutsideStep.safeParse({ kind, name });
  if (step.success) return step.data;
  throw new InvalidArgumentError('Give command:NAME or webhook:NAME.');
}

async function giveBack(typed: string, _options: unknown, command: Command): Promise<void> {
  const {
    json = false,
    bringBack = false,
    readyCheck = null,
    dryRun,
    wait,
    yes,
    ...options
  } = command.optsWithGlobals<Options>();
  const client = await clientFor(options);
  const { id, host } = await findMaintenance(client, typed, options.provider);
  const preview = await client.post(`/maintenance/${id}/return/preview`, ReturnPreview, { readyCheck });
  if (showBeforehand(returnLines(host, preview, bringBack), preview, { json, dryRun })) return;
  if (!yes) await confirm(`Return ${printable(host)}?`, 'Nothing was done');
  const wanted = { bringBack, readyCheck };
  const begun = await client.post(`/maintenance/${id}/return`, MaintenanceDetail, wanted);
  if (!wait) {
    if (json) return printJson(begun);
    printLine(`${printable(host)} is being returned (maintenance ${id}).`);
    return;
  }
  const [ended] = await followMaintenance(client, [id], { toTheEnd: true });
  if (json) printJson(ended);
  process.exitCode = ended?.state === 'ended' ? EXIT.done : EXIT.failed;
}
