import type { InstanceLeft, MaintenanceDetail, MaintenanceInstance, RunCounts } from '@evenkeel/contract';

/** How many of the host's instances stand where. What stays by choice is in none of them. */
export function progressOf({ moved, moving, failed, runs }: MaintenanceDetail): RunCounts {
  // Those that wait for their turn are among `moving`, as their moves have not ended.
  const waiting = runs.reduce((sum, { counts, kind }) => sum + (kind === 'drain' ? counts.waiting : 0), 0);
  const running = Math.max(0, moving - waiting);
  return { succeeded: moved, running, failed, waiting: moving - running, cancelled: 0 };
}

/**
 * What stays on the host, by name. Nova's list is as old as its last look: who has been asked to leave since, and has not failed
 * to, is told of among the instances.
 */
export function stayingOf({ phase, left, instances }: MaintenanceDetail): readonly InstanceLeft[] {
  if (left === null || phase === 'ended' || phase === 'cancelled' || phase === 'returning') return [];
  const byName = left.toSorted((one, other) => one.name.localeCompare(other.name));
  if (phase === 'held') return byName;
  const newest = new Map<string, MaintenanceInstance>();
  for (const one of instances) newest.set(one.id, one);
  return byName.filter(({ id }) => {
    const last = newest.get(id);
    return last === undefined || last.reason !== null;
  });
}
