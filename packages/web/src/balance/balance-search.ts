import type { LoadDimension } from '@evenkeel/contract';
import { oneOf, textOf, withoutUndefined } from '../search.ts';

// What the address bar holds; what a hand has typed wrong falls back to the default.

export const DIMENSIONS: readonly LoadDimension[] = ['memory', 'cpu', 'disk', 'network'];

export interface BalanceSearch {
  provider?: string;
  /** By which the map is coloured; memory without it. */
  by?: LoadDimension;
  /** A policy's name to plan by. */
  policy?: string;
}

export function readBalanceSearch(raw: Record<string, unknown>): BalanceSearch {
  return withoutUndefined({
    provider: textOf(raw.provider),
    by: oneOf(DIMENSIONS, raw.by),
    policy: textOf(raw.policy),
  });
}
