import type { CampaignHostsWanted, CampaignRequest, CampaignSettings } from '@evenkeel/contract';
import { NO_LIMITS } from '../run/limit-fields.tsx';
import type { NewCampaignSearch } from './campaign-search.ts';

/** By what the hosts are chosen. */
export type ChosenBy = 'hosts' | 'zone' | 'aggregate';

/** What stands in the form of a new campaign. */
export interface CampaignDraft {
  name: string;
  reason: string;
  providerId: string;
  by: ChosenBy;
  hosts: readonly string[];
  zone: string;
  aggregate: string;
  settings: CampaignSettings;
}

export const DEFAULT_SETTINGS: CampaignSettings = {
  atOnce: 1,
  atOncePerZone: null,
  outside: { kind: 'none' },
  outsideMinutes: 0,
  readyWithinMinutes: 30,
  attentionMinutes: 15,
  bringBack: true,
  stopAfterFailures: 1,
  windows: [],
  choices: { others: null, instances: [] },
  limits: NO_LIMITS,
};

/** What the address says; the provider is the only one there is when it says none. */
export function draftOf(
  { zone }: NewCampaignSearch,
  hosts: readonly string[],
  providerId: string,
): CampaignDraft {
  return {
    name: '',
    reason: '',
    providerId,
    by: zone === undefined ? 'hosts' : 'zone',
    hosts,
    zone: zone ?? '',
    aggregate: '',
    settings: DEFAULT_SETTINGS,
  };
}

/** Null while no host is named, or while the step outside has no name. */
export function requestOf({ providerId, settings, ...draft }: CampaignDraft): CampaignRequest | null {
  const of = wantedOf(draft);
  const { outside } = settings;
  if (providerId === '' || of === null || ('name' in outside && outside.name === '')) return null;
  return { providerId, of, settings };
}

function wantedOf({
  by,
  hosts,
  zone,
  aggregate,
}: Pick<CampaignDraft, 'by' | 'hosts' | 'zone' | 'aggregate'>): CampaignHostsWanted | null {
  if (by === 'hosts') return hosts.length === 0 ? null : { hosts: [...hosts] };
  if (by === 'zone') return zone === '' ? null : { zone };
  return aggregate.trim() === '' ? null : { aggregate: aggregate.trim() };
}
