/** Campaigns by the names people type. */
import { CampaignDetail, CampaignSummary } from '@evenkeel/contract';
import { refusal } from '../errors.ts';
import type { ApiClient } from './client.ts';
import { listPages } from './lists.ts';

/** Newest first. */
export function listCampaigns(client: ApiClient, state: 'open' | 'all'): Promise<CampaignSummary[]> {
  return listPages(client, '/campaigns', CampaignSummary, { state });
}

export function readCampaign(client: ApiClient, id: string): Promise<CampaignDetail> {
  return client.get(`/campaigns/${encodeURIComponent(id)}`, CampaignDetail);
}

/** By its id, the unique beginning of it, or its name; of several with one name the one that has not ended. */
export async function findCampaign(client: ApiClient, typed: string): Promise<CampaignDetail> {
  const all = await listCampaigns(client, 'all');
  const byName = all.filter(({ name }) => name === typed);
  const open = byName.filter(({ endedAt }) => endedAt === null);
  const named = open.length > 0 ? open : byName;
  const found = named.length > 0 ? named : all.filter(({ id }) => id.startsWith(typed));
  const [one] = found;
  if (!one) {
    const nextStep = 'evenkeel campaign list --all names them.';
    throw refusal('campaign-unknown', `No campaign "${typed}" is known.`, nextStep);
  }
  if (found.length > 1) {
    const message = `"${typed}" fits ${found.length} campaigns.`;
    throw refusal('campaign-ambiguous', message, 'Give its id: evenkeel campaign list --all.');
  }
  return readCampaign(client, one.id);
}
