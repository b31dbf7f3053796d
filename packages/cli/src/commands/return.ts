/** Giving a host back after maintenance. */
import { MaintenanceDetail, ReturnPreview } from '@evenkeel/contract';
import type { Command } from 'commander';
import { findMaintenance } from '../api/maintenance.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { EXIT } from '../errors.ts';
import { followMaintenance } from '../following/maintenance.ts';
import { confirm } from '../output/confirm.ts';
import { note, printJson, printLine } from '../output/print.ts';
import { printable } from '../output/text.ts';
import { returnLines } from './drain-plan.ts';

interface Options extends GlobalOptions {
  bringBack?: boolean;
  dryRun?: boolean;
  wait?: boolean;
  yes?: boolean;
}

const AFTER = `
The host is used again once its nova-compute has reported for a while and its
hypervisor answers. It is enabled only if Evenkeel disabled it.

Examples:
  $ evenkeel return compute-03 --bring-back --dry-run
  $ evenkeel return compute-03 --bring-back --wait
`;

export function addReturn(program: Command): void {
  program
    .command('return')
    .argument('<host>', 'a host in maintenance, or the id of the maintenance')
    .description('use a host again after maintenance, and bring its instances home')
    .option('--bring-back', 'bring the instances home that were drained from it')
    .option('--dry-run', 'only show what would be done')
    .option('--wait', 'tell what happens until the end')
    .option('--yes', 'do not ask')
    .addHelpText('after', AFTER)
    .action(giveBack);
}

async function giveBack(typed: string, _options: unknown, command: Command): Promise<void> {
  const {
    json = false,
    bringBack = false,
    dryRun,
    wait,
    yes,
    ...options
  } = command.optsWithGlobals<Options>();
  const client = await clientFor(options);
  const { id, host } = await findMaintenance(client, typed);
  const preview = await client.post(`/maintenance/${id}/return/preview`, ReturnPreview, {});
  const lines = returnLines(host, preview, bringBack).join('\n');
  if (json) note(lines);
  else printLine(lines);
  if (dryRun) {
    if (json) printJson(preview);
    note('Nothing was done.');
    return;
  }
  if (!yes) await confirm(`Return ${printable(host)}?`, 'Nothing was done');
  const begun = await client.post(`/maintenance/${id}/return`, MaintenanceDetail, { bringBack });
  if (!wait) {
    if (json) return printJson(begun);
    printLine(`${printable(host)} is being returned (maintenance ${id}).`);
    return;
  }
  const [ended] = await followMaintenance(client, [id], { toTheEnd: true });
  if (json) printJson(ended);
  process.exitCode = ended?.state === 'ended' ? EXIT.done : EXIT.failed;
}
