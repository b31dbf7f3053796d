import { oneOf, textOf, withoutUndefined } from '../search.ts';

// What the address bar holds; what a hand has typed wrong falls back to the default.

export interface MaintenanceListSearch {
  /** Without it only those that are not over. */
  state?: 'all';
}

export function readMaintenanceListSearch(raw: Record<string, unknown>): MaintenanceListSearch {
  return withoutUndefined({ state: oneOf(['all'] as const, raw.state) });
}

/** Which host is to be emptied. */
export interface NewMaintenanceSearch {
  provider?: string;
  host?: string;
}

export function readNewMaintenanceSearch(raw: Record<string, unknown>): NewMaintenanceSearch {
  return withoutUndefined({ provider: textOf(raw.provider), host: textOf(raw.host) });
}
