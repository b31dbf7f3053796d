import type {
  MigrateOptions,
  Move,
  RunCounts,
  RunKind,
  RunLimits,
  RunOrder,
  RunSummary,
} from '@evenkeel/contract';
import { formatDuration } from '../parts/durations.ts';

export const KIND_WORDS: Readonly<Record<RunKind, string>> = {
  migrate: 'Migration',
  drain: 'Maintenance',
  return: 'Return after maintenance',
  balance: 'Balance',
};

export const RUN_STATUS_WORDS: Readonly<Record<RunSummary['status'], string>> = {
  active: 'Under way',
  paused: 'Paused',
  cancelling: 'Being cancelled',
  done: 'Done',
};

export const ORDER_WORDS: Readonly<Record<RunOrder, string>> = {
  given: 'As given',
  'smallest-first': 'Smallest first',
  'largest-first': 'Largest first',
};

export type Standing = keyof RunCounts;

/** In which order they are told and drawn: from what is done to what is to come. */
export const STANDINGS: readonly { standing: Standing; words: string }[] = [
  { standing: 'succeeded', words: 'succeeded' },
  { standing: 'failed', words: 'failed' },
  { standing: 'cancelled', words: 'cancelled' },
  { standing: 'running', words: 'under way' },
  { standing: 'waiting', words: 'waiting' },
];

export function standingOf({ state, outcome }: Move): Standing {
  if (state === 'planned' || state === 'waiting') return 'waiting';
  if (state !== 'ended') return 'running';
  return outcome === 'succeeded' || outcome === 'cancelled' ? outcome : 'failed';
}

export function countsOf(moves: readonly Move[]): RunCounts {
  const counts: RunCounts = { waiting: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0 };
  for (const move of moves) counts[standingOf(move)] += 1;
  return counts;
}

export function totalOf(counts: RunCounts): number {
  return STANDINGS.reduce((sum, { standing }) => sum + counts[standing], 0);
}

/** `3 succeeded, 1 failed, 8 waiting`: what there is none of is left out. */
export function countsInWords(counts: RunCounts): string {
  const words = STANDINGS.filter(({ standing }) => counts[standing] > 0);
  return words.map(({ standing, words: what }) => `${counts[standing]} ${what}`).join(', ') || 'no moves';
}

export function instancesInWords(count: number): string {
  return count === 1 ? '1 instance' : `${count} instances`;
}

/** Null while there is nothing to go by. */
export function timeLeftInWords({ status, secondsLeft }: RunSummary): string | null {
  if (status === 'done' || secondsLeft === null) return null;
  return `about ${formatDuration(Math.max(1, secondsLeft) * 1000)} left`;
}

export function optionsInWords({ host, blockMigration, diskOverCommit }: MigrateOptions): string {
  const block = { auto: 'automatic', yes: 'yes', no: 'no' }[blockMigration];
  return [
    host === null ? 'Nova chooses the host' : `to ${host}`,
    `block migration ${block}`,
    diskOverCommit ? 'disk space not verified' : 'disk space verified',
  ].join(', ');
}

export function limitsInWords({ perSourceHost, perDestinationHost, perZone, total }: RunLimits): string {
  const limits = [
    perSourceHost !== null && `${perSourceHost} from a host`,
    perDestinationHost !== null && `${perDestinationHost} to a host`,
    perZone !== null && `${perZone} in a zone`,
    total !== null && `${total} in all`,
  ].filter((words) => words !== false);
  return limits.length === 0 ? "the provider's own" : `at once ${limits.join(', ')}`;
}
