import type { MigrateOptions } from '@evenkeel/contract';
import type { CloudFacts, HostFacts, InstanceFacts } from '../facts.ts';

/** A server group with everybody in it; members that are not in the snapshot are on no known host. */
export interface GroupSnapshot {
  id: string;
  name: string;
  policy: string;
  maxServerPerHost: number | null;
  /** Instance ids. */
  members: readonly string[];
}

/** A move that has begun or been promised by somebody, and has not ended. */
export interface FlightSnapshot {
  instanceId: string;
  /** Null while the scheduler has not chosen. */
  to: string | null;
  /** True when placement's `used` of the destination holds the instance already (a migration that Nova has placed). */
  counted: boolean;
}

/** One provider as it was observed: all that a plan is made from. */
export interface CloudSnapshot {
  hosts: readonly HostFacts[];
  instances: readonly InstanceFacts[];
  groups: readonly GroupSnapshot[];
  flights?: readonly FlightSnapshot[];
  cloud?: CloudFacts;
}

/** How a model is to read a snapshot. */
export interface ModelSettings {
  /** As in a move: they decide which disk is counted. */
  options: Pick<MigrateOptions, 'blockMigration' | 'diskOverCommit'>;
  /** Share of every host's capacity (0 to 1) that no move may use. */
  keepFree: number;
  /** Nothing is copied from where an instance is: only the instance itself has to be suited. */
  withoutSource: boolean;
}

export const DEFAULT_SETTINGS: ModelSettings = {
  options: { blockMigration: 'auto', diskOverCommit: false },
  keepFree: 0,
  withoutSource: false,
};
