import { oneOf, textOf, withoutUndefined } from '../search.ts';

// What the address bar holds; what a hand has typed wrong falls back to the default.

export interface WaySearch {
  /** The way that is changed, by its id; without one a new one is added. */
  way?: string;
  /** Of a new one; OpenID Connect without it. */
  kind?: 'oidc' | 'keystone';
}

export function readWaySearch(raw: Record<string, unknown>): WaySearch {
  return withoutUndefined({
    way: textOf(raw.way),
    kind: oneOf(['oidc', 'keystone'] as const, raw.kind),
  });
}

export interface ProviderSettingsSearch {
  /** The first without it. */
  provider?: string;
}

export function readProviderSettingsSearch(raw: Record<string, unknown>): ProviderSettingsSearch {
  return withoutUndefined({ provider: textOf(raw.provider) });
}
