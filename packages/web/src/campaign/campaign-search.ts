import { type HostsSearch, readHostsSearch } from '../maintenance/maintenance-search.ts';
import { oneOf, textOf, withoutUndefined } from '../search.ts';

// What the address bar holds; what a hand has typed wrong falls back to the default.

export interface CampaignListSearch {
  /** Without it only those that have not ended. */
  state?: 'all';
}

export function readCampaignListSearch(raw: Record<string, unknown>): CampaignListSearch {
  return withoutUndefined({ state: oneOf(['all'] as const, raw.state) });
}

/** What a new campaign begins with: hosts by name, or all of a zone. */
export interface NewCampaignSearch extends HostsSearch {
  zone?: string;
}

export function readNewCampaignSearch(raw: Record<string, unknown>): NewCampaignSearch {
  return withoutUndefined({ ...readHostsSearch(raw), zone: textOf(raw.zone) });
}
