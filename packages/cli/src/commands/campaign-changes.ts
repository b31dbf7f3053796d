/** What a person may do to a campaign, and to one of its hosts. */
import {
  CampaignDetail,
  CampaignPreview,
  type CancelCampaign,
  type SkipCampaignHost,
} from '@evenkeel/contract';
import { type Command, Option } from 'commander';
import { findCampaign } from '../api/campaigns.ts';
import { clientFor, type GlobalOptions } from '../context.ts';
import { refusal } from '../errors.ts';
import { confirm } from '../output/confirm.ts';
import { printJson, printLine } from '../output/print.ts';
import { printable } from '../output/text.ts';
import { campaignLines } from './campaign-lines.ts';
import { addChoiceOptions, type ChoiceOptions, choicesOf, merged } from './choices.ts';

const CAMPAIGN = ['<campaign>', 'its name, its id or the beginning of it'] as const;
const HOST = ['<host>', 'one of its hosts'] as const;

interface Options extends GlobalOptions {
  underWay: CancelCampaign['underWay'] & SkipCampaignHost['underWay'];
  abortRunning?: boolean;
  yes?: boolean;
  failed?: boolean;
  message?: string;
}

export function addCampaignChanges(campaign: Command): void {
  campaign
    .command('pause')
    .argument(...CAMPAIGN)
    .description('let nothing new begin, also on the hosts under way')
    .action((typed, _options, command) => change(command, typed, 'pause', () => ({})));
  campaign
    .command('resume')
    .argument(...CAMPAIGN)
    .description('go on, also after it was stopped')
    .action((typed, _options, command) => change(command, typed, 'resume', () => ({})));
  campaign
    .command('cancel')
    .argument(...CAMPAIGN)
    .description('let no other host begin; it can not be taken back')
    .addOption(
      new Option(
        '--under-way <how>',
        'the hosts under way: come to their end, are left to people, or given up',
      )
        .choices(['finish', 'leave', 'cancel'])
        .default('finish'),
    )
    .option('--abort-running', 'with --under-way cancel: abort also the moves on their way')
    .option('--yes', 'do not ask')
    .action((typed, _options, command) =>
      change(command, typed, 'cancel', async ({ underWay, abortRunning = false, yes }, { name }) => {
        if (abortRunning && underWay !== 'cancel')
          throw refusal('usage', '--abort-running belongs to --under-way cancel.');
        if (!yes) await confirm(`Cancel "${printable(name)}"?`, 'It was not cancelled');
        return { underWay, abortRunning };
      }),
    );
  addChoiceOptions(
    campaign
      .command('choose')
      .argument(...CAMPAIGN)
      .description(
        'say what is to become of instances that do not simply leave, on hosts that have not begun',
      ),
  ).action((typed, _options, command) => choose(command, typed));
  campaign
    .command('skip')
    .argument(...CAMPAIGN)
    .argument(...HOST)
    .description('go on without a host')
    .addOption(
      new Option('--under-way <how>', 'its maintenance, if it has begun: left to people, or given up')
        .choices(['leave', 'cancel'])
        .default('leave'),
    )
    .action((typed, host, _options, command) =>
      change(command, typed, `${pathOf(host)}/skip`, ({ underWay }) => ({ underWay })),
    );
  campaign
    .command('retry')
    .argument(...CAMPAIGN)
    .argument(...HOST)
    .description('try a host again that failed')
    .action((typed, host, _options, command) => change(command, typed, `${pathOf(host)}/retry`, () => ({})));
  campaign
    .command('done')
    .argument(...CAMPAIGN)
    .argument(...HOST)
    .description('say that the work outside is done with a host')
    .option('--failed', 'it could not be done: the host counts as failed')
    .option('--message <text>', 'for those who read what happened')
    .action((typed, host, _options, command) =>
      change(command, typed, `${pathOf(host)}/done`, ({ failed = false, message = '' }) => ({
        ok: !failed,
        message,
      })),
    );
}

/** What was chosen before and is not named stays so. */
async function choose(command: Command, typed: string): Promise<void> {
  const {
    json = false,
    choose,
    others,
    ...options
  } = command.optsWithGlobals<GlobalOptions & ChoiceOptions>();
  if (choose.length === 0 && others === undefined)
    throw refusal('usage', 'Say what to choose.', '--choose NAME=CHOICE, or --others CHOICE.');
  const client = await clientFor(options);
  const { id, name, providerId, hosts, settings } = await findCampaign(client, typed);
  const waiting = hosts.filter(({ state }) => state === 'waiting').map(({ host }) => host);
  // Only names need to be looked up, and only a plan knows them.
  const asked = { providerId, of: { hosts: waiting }, settings };
  const plan =
    choose.length > 0 && waiting.length > 0
      ? await client.post('/campaigns/preview', CampaignPreview, asked)
      : { hosts: [] };
  const known = plan.hosts.flatMap(({ stays }) => stays);
  const chosen = choicesOf(
    known,
    { choose, others },
    `on the hosts of "${printable(name)}" that have not begun`,
  );
  const now = await client.put(`/campaigns/${id}/choices`, CampaignDetail, merged(settings.choices, chosen));
  if (json) printJson(now);
  else printLine(campaignLines(now).join('\n'));
}

const pathOf = (host: string) => `hosts/${encodeURIComponent(host)}`;

/** Finds it, asks for what `bodyOf` says, and shows how it stands then. */
async function change(
  command: Command,
  typed: string,
  what: string,
  bodyOf: (options: Options, campaign: CampaignDetail) => object | Promise<object>,
): Promise<void> {
  const { json = false, ...options } = command.optsWithGlobals<Options>();
  const client = await clientFor(options);
  const found = await findCampaign(client, typed);
  const body = await bodyOf(options, found);
  const now = await client.post(`/campaigns/${found.id}/${what}`, CampaignDetail, body);
  if (json) printJson(now);
  else printLine(campaignLines(now).join('\n'));
}
