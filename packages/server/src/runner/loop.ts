/** The loop that carries moves on. */
import { claimMoves, releaseLeases, renewLease } from '../db/move-leases.ts';
import { type LeasedLoop, startLeasedLoop } from '../leases/leased-loop.ts';
import { look } from './look.ts';
import type { StepContext } from './step.ts';
import { MOST_STEPS } from './timing.ts';

export function startLoop(context: Omit<StepContext, 'signal'>): LeasedLoop {
  const { db, logger, owner, timing } = context;
  const { leaseMs, pollMs } = timing;
  return startLeasedLoop({
    what: 'moves',
    logger,
    leaseMs,
    pollMs,
    most: MOST_STEPS,
    claim: (most) => claimMoves(db, { owner, leaseMs, most }),
    renew: (move) => renewLease(db, { moveId: move.id, owner }, leaseMs),
    look: (move, signal) => look({ ...context, signal, move, lease: { moveId: move.id, owner } }),
    release: () => releaseLeases(db, owner),
  });
}
