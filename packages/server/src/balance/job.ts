/** What is asked of the planning thread, and what it answers. Plain values: they are copied from thread to thread. */
import type { BalanceEdits, BalanceSettings, BalanceStep } from '@evenkeel/contract';
import type { BalanceResult } from '@evenkeel/domain';
import type { MetricsAccess } from './use.ts';

export interface PlanJob {
  providerId: string;
  settings: BalanceSettings;
  seed: number;
  edits: BalanceEdits;
  /** For settings that are `by: 'use'`. */
  metrics: MetricsAccess | null;
  /** Steps that were looked at: nothing is planned, they are held against the cloud as it is. */
  recheck: BalanceStep[] | null;
}

export interface PlanAnswer {
  result: BalanceResult;
  /** For a recheck: what is different. */
  changes: string[];
  /** Reading and planning. */
  milliseconds: number;
}
