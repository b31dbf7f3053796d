import { oneOf, textOf, withoutUndefined } from '../search.ts';

// What the address bar holds; what a hand has typed wrong falls back to the default.

export interface MaintenanceListSearch {
  /** Without it only those that are not over. */
  state?: 'all';
}

export function readMaintenanceListSearch(raw: Record<string, unknown>): MaintenanceListSearch {
  return withoutUndefined({ state: oneOf(['all'] as const, raw.state) });
}

/** Which hosts of one provider are meant. */
export interface HostsSearch {
  provider?: string;
  /** Without it they are emptied by live migration. */
  kind?: 'evacuation';
  /** Names, joined by commas. */
  host?: string;
}

export function readHostsSearch(raw: Record<string, unknown>): HostsSearch {
  return withoutUndefined({
    provider: textOf(raw.provider),
    kind: oneOf(['evacuation'] as const, raw.kind),
    host: textOf(raw.host),
  });
}

/** The names in the address, each once, in its order. */
export function hostNamesOf({ host }: HostsSearch): string[] {
  return [...new Set((host ?? '').split(',').map((name) => name.trim()))].filter((name) => name !== '');
}
