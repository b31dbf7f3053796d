import type { BalanceHost, BalanceSettings, BalanceStep } from '@evenkeel/contract';
import type { MeasuredUse } from './balance-loads.ts';
import type { CloudSnapshot } from './snapshot.ts';

export interface BalanceInput {
  snapshot: CloudSnapshot;
  settings: BalanceSettings;
  seed: number;
  /** Instance ids that are not to be moved this time. */
  excluded: readonly string[];
  /** Where an instance has to go, whatever it brings. */
  pinned: readonly { instance: string; host: string }[];
  /** Ids of instances that were moved lately. */
  cooling: readonly string[];
  /** Ids of instances whose last move failed lately. */
  inVain?: readonly string[];
  /** Hosts that nothing is moved from or to now, each with why in a sentence (a drain runs on it). */
  busyHosts: Readonly<Record<string, string>>;
  /** For `by: 'use'`. */
  measured: MeasuredUse | null;
  /** What times are told from, as the cloud tells none: one host's link, and what a move takes beside its copy. */
  pace: { linkBytesPerSecond: number; secondsPerMove: number };
}

export interface BalanceResult {
  answer: 'moves' | 'no-beneficial-move';
  sentence: string;
  notes: string[];
  steps: BalanceStep[];
  hosts: BalanceHost[];
  distance: { before: number; after: number; what: string };
  bytes: number;
  seconds: number;
}
