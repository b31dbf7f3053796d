import type { Maintenance, RunCounts } from '@evenkeel/contract';

/** How many of the host's instances stand where; `waiting` are those on it that are not on their way. */
export function progressOf({ phase, moved, moving, failed, left }: Maintenance): RunCounts {
  const isLeaving = phase === 'disabling' || phase === 'draining';
  // One that failed, or is on its way, is still on the host.
  const waiting = isLeaving ? Math.max(0, (left?.length ?? 0) - moving - failed) : 0;
  return { succeeded: moved, running: moving, failed, waiting, cancelled: 0 };
}
