/** What of a campaign is said by options, and what the server is asked of it. */
import {
  type CampaignHostsWanted,
  CampaignPreview,
  type CampaignRequest,
  type CampaignWindow,
  type MaintenanceChoices,
  OutsideStep,
} from '@evenkeel/contract';
import { type Command, InvalidArgumentError } from 'commander';
import type { ApiClient } from '../api/client.ts';
import { findProvider, listProviders } from '../api/lists.ts';
import { findHosts } from '../api/maintenance.ts';
import { refusal } from '../errors.ts';
import { atMost } from '../options.ts';
import { addChoiceOptions, type ChoiceOptions, choicesOf } from './choices.ts';

const MOST_MINUTES = 43_200;

export interface CampaignOptions extends ChoiceOptions {
  provider?: string;
  hosts?: string[];
  zone?: string;
  aggregate?: string;
  atOnce: number;
  perZone?: number;
  window: CampaignWindow[];
  /** Without it nothing is done with an empty host. */
  outside?: OutsideStep;
  outsideMinutes: number;
  outsideTimeout?: number;
  readyWithin: number;
  attention: number;
  stopAfter: number;
  bringBack: boolean;
}

export function addCampaignOptions(command: Command): Command {
  return addChoiceOptions(
    command
      .option('--provider <name>', 'the provider (name or id) of the hosts')
      .option('--hosts <host...>', 'hosts by name, in the order in which they shall begin')
      .option('--zone <zone>', 'all hosts of an availability zone')
      .option('--aggregate <aggregate>', 'all hosts of an aggregate')
      .option('--at-once <number>', 'so many hosts are away at a time', atMost(100), 1)
      .option('--per-zone <number>', 'so many of one zone', atMost(100))
      .option(
        '--window <window>',
        'when hosts may begin: "cron; minutes; time zone"; again for another',
        windows,
        [],
      )
      .option(
        '--outside <step>',
        'what is done with an empty host: none, person[:text], webhook:NAME, command:NAME',
        outside,
      )
      .option('--outside-minutes <number>', 'what that takes, for the forecast', atMost(MOST_MINUTES), 0)
      .option('--outside-timeout <minutes>', 'failed when it takes longer', atMost(MOST_MINUTES))
      .option('--ready-within <minutes>', 'failed when it is not ready by then', atMost(10_080), 30)
      .option(
        '--attention <minutes>',
        'failed when it waits longer than that for a person',
        atMost(10_080),
        15,
      )
      .option('--stop-after <number>', 'no other host begins after so many that failed', atMost(1000), 1)
      .option('--no-bring-back', 'the instances stay where they were moved to'),
  );
}

function windows(text: string, before: CampaignWindow[]): CampaignWindow[] {
  const [cron = '', minutes = '', timeZone = 'UTC', ...rest] = text.split(';').map((part) => part.trim());
  if (
    cron.split(/\s+/).length !== 5 ||
    !/^\d{1,5}$/.test(minutes) ||
    Number(minutes) < 1 ||
    rest.length > 0
  ) {
    throw new InvalidArgumentError(
      'Give "CRON; MINUTES; TIME ZONE", such as "0 22 * * 1-5; 360; Europe/Berlin".',
    );
  }
  return [...before, { cron, minutes: Number(minutes), timeZone }];
}

function outside(text: string): OutsideStep {
  const [, kind, rest = ''] = /^([a-z]+)(?::(.*))?$/s.exec(text) ?? [];
  const said = kind === 'person' ? { kind, instructions: rest } : { kind, ...(rest && { name: rest }) };
  const step = OutsideStep.safeParse(said);
  if (step.success) return step.data;
  throw new InvalidArgumentError(
    'Give none, person, person:WHAT IS TO BE DONE, webhook:NAME or command:NAME.',
  );
}

/** The campaign as it would go, and the request that it is of. Throws a refusal for hosts or instances that are not there. */
export async function simulate(
  client: ApiClient,
  options: CampaignOptions,
): Promise<{ preview: CampaignPreview; settings: CampaignRequest['settings'] }> {
  const where = await hostsWanted(client, options);
  const ask = (choices: MaintenanceChoices) => {
    const settings = settingsOf(options, choices);
    const request = client.post('/campaigns/preview', CampaignPreview, { ...where, settings });
    return request.then((preview) => ({ preview, settings }));
  };
  const first = await ask({ others: options.others ?? null, instances: [] });
  if (options.choose.length === 0) return first;
  const known = first.preview.hosts.flatMap(({ stays }) => stays);
  return ask(choicesOf(known, options, 'among those that do not simply leave'));
}

async function hostsWanted(
  client: ApiClient,
  options: CampaignOptions,
): Promise<{ providerId: string; of: CampaignHostsWanted }> {
  const { hosts, zone, aggregate, provider } = options;
  if ([hosts, zone, aggregate].filter((one) => one !== undefined).length !== 1) {
    throw refusal('usage', 'Say which hosts: --hosts, --zone or --aggregate, one of the three.');
  }
  if (hosts === undefined) {
    const of = zone === undefined ? { aggregate } : { zone };
    return { providerId: await providerIdOf(client, provider), of };
  }
  const found = await findHosts(client, hosts, provider);
  const providers = new Set(found.map(({ providerId }) => providerId));
  const [providerId] = providers;
  if (providerId === undefined || providers.size > 1) {
    const nextStep = 'Make a campaign for each provider.';
    throw refusal('several-providers', 'These hosts are not all of one provider.', nextStep);
  }
  return { providerId, of: { hosts: found.map(({ name }) => name) } };
}

async function providerIdOf(client: ApiClient, name: string | undefined): Promise<string> {
  if (name !== undefined) return (await findProvider(client, name)).id;
  const providers = await listProviders(client);
  const [only] = providers;
  if (only && providers.length === 1) return only.id;
  const names = providers.map((one) => one.name).join(', ');
  throw refusal('usage', 'Say of which provider: --provider.', names ? `The providers are: ${names}.` : null);
}

function settingsOf(options: CampaignOptions, choices: MaintenanceChoices): CampaignRequest['settings'] {
  const { outside: step = { kind: 'none' }, outsideTimeout } = options;
  const limited = step.kind !== 'none' && outsideTimeout !== undefined;
  return {
    atOnce: options.atOnce,
    atOncePerZone: options.perZone ?? null,
    outside: limited ? { ...step, timeoutMinutes: outsideTimeout } : step,
    outsideMinutes: options.outsideMinutes,
    readyWithinMinutes: options.readyWithin,
    attentionMinutes: options.attention,
    bringBack: options.bringBack,
    stopAfterFailures: options.stopAfter,
    windows: options.window,
    choices,
    limits: { perSourceHost: null, perDestinationHost: null, perZone: null, total: null },
  };
}
