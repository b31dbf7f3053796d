/** A campaign simulated, and begun. */
import { randomUUID } from 'node:crypto';
import { CampaignDetail } from '@evenkeel/contract';
import type { Command } from 'commander';
import { clientFor, type GlobalOptions } from '../context.ts';
import { EXIT } from '../errors.ts';
import { followCampaign } from '../following/campaign.ts';
import { confirm } from '../output/confirm.ts';
import { note, printJson, printLine, showBeforehand } from '../output/print.ts';
import { count, printable } from '../output/text.ts';
import { previewLines } from './campaign-lines.ts';
import { addCampaignOptions, type CampaignOptions, simulate } from './campaign-options.ts';

interface CreateOptions extends GlobalOptions, CampaignOptions {
  reason?: string;
  dryRun?: boolean;
  wait?: boolean;
  yes?: boolean;
}

const AFTER = `
How the whole campaign would go is shown first, with when it would end, and then
asked; --yes does not ask. COURSE: > instances leave, = empty, < they come home.

Exit code 0 with --wait: every host is done.
`;

export function addCampaignCreate(campaign: Command): void {
  addCampaignOptions(
    campaign.command('preview').description('show how a campaign would go; nothing is sent'),
  ).action(async (_options: unknown, command: Command) => {
    const { json = false, ...options } = command.optsWithGlobals<GlobalOptions & CampaignOptions>();
    const { preview } = await simulate(await clientFor(options), options);
    if (json) printJson(preview);
    else printLine(previewLines(preview).join('\n'));
  });
  addCampaignOptions(
    campaign.command('create').argument('<name>', 'what it is called').description('begin a campaign'),
  )
    .option('--reason <text>', "why; it stands in the services' disabled reasons too")
    .option('--dry-run', 'only show how it would go')
    .option('--wait', 'tell what happens until the end')
    .option('--yes', 'do not ask')
    .addHelpText('after', AFTER)
    .action(create);
}

async function create(name: string, _options: unknown, command: Command): Promise<void> {
  const { json = false, dryRun, wait, yes, ...options } = command.optsWithGlobals<CreateOptions>();
  const client = await clientFor(options);
  const { preview, settings } = await simulate(client, options);
  if (showBeforehand(previewLines(preview), preview, { json, dryRun })) return;
  if (!yes) {
    const what = count(preview.hosts.length, 'host');
    await confirm(`Begin "${printable(name)}" with ${what}?`, 'Nothing was done');
  }
  const begun = await client.post('/campaigns', CampaignDetail, {
    name,
    reason: options.reason ?? '',
    providerId: preview.providerId,
    hosts: preview.hosts.map(({ host }) => host),
    settings,
    idempotencyKey: randomUUID(),
  });
  if (!wait) {
    if (json) return printJson(begun);
    printLine(`${printable(begun.name)} has begun (campaign ${begun.id}).`);
    note(`Watch: evenkeel campaign show ${begun.id}`);
    return;
  }
  const ended = await followCampaign(client, begun.id);
  if (json) printJson(ended);
  process.exitCode = ended.counts.done === ended.hosts.length ? EXIT.done : EXIT.failed;
}
