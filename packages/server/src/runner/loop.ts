/** The loop that carries moves on: claims what is due, looks at each, many at once, and sleeps until there is more. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClaimedMove, claimMoves, LeaseLost, releaseLeases, renewLease } from '../db/move-leases.ts';
import { Died } from './checkpoints.ts';
import { look } from './look.ts';
import type { StepContext } from './step.ts';
import { LIMITS, MOST_STEPS } from './timing.ts';

export interface Loop {
  /** Something may be due: looks at once, or as soon as the present claim is done. */
  wake(): void;
  /** Claims nothing more, lets the steps under way come to their end for `patienceMs`, then gives the leases back. */
  stop(patienceMs: number): Promise<void>;
}

export function startLoop(context: Omit<StepContext, 'signal'>): Loop {
  const { db, logger, owner, timing } = context;
  const steps = new Map<Promise<void>, AbortController>();
  let stopped = false;
  let died = false;
  let claiming: Promise<void> | null = null;
  let again = false;

  const timer = setInterval(wake, timing.pollMs);

  function wake(): void {
    if (stopped) return;
    if (claiming) {
      again = true;
      return;
    }
    again = false;
    claiming = claim()
      .catch((error: unknown) => logger.error({ err: error }, 'Moves could not be claimed'))
      .finally(() => {
        claiming = null;
        if (again) wake();
      });
  }

  async function claim(): Promise<void> {
    const most = MOST_STEPS - steps.size;
    if (most <= 0) return;
    const moves = await claimMoves(db, { owner, leaseMs: timing.leaseMs, limits: LIMITS, most });
    for (const move of moves) {
      // Claimed while stopping: the lease is given back with the others.
      if (stopped) return;
      begin(move);
    }
  }

  function begin(move: ClaimedMove): void {
    const abort = new AbortController();
    const lease = { moveId: move.id, owner };
    const renewal = setInterval(() => {
      renewLease(db, lease, timing.leaseMs).catch((error: unknown) => {
        // A database that does not answer gives no lease away either; every write asks for it again.
        if (error instanceof LeaseLost) abort.abort();
      });
    }, timing.leaseMs / 3);
    const step = look({ ...context, signal: abort.signal, move, lease })
      .catch((error: unknown) => {
        if (!(error instanceof Died)) throw error;
        died = true;
        stopClaiming();
      })
      .finally(() => {
        clearInterval(renewal);
        steps.delete(step);
        // Its end may let another begin; and it is itself due again in one poll, whatever the beat of the timer.
        wake();
        setTimeout(wake, timing.pollMs).unref();
      });
    steps.set(step, abort);
  }

  function stopClaiming(): void {
    stopped = true;
    clearInterval(timer);
  }

  return {
    wake,
    async stop(patienceMs) {
      stopClaiming();
      await claiming;
      const patience = setTimeout(() => {
        for (const abort of steps.values()) abort.abort();
      }, patienceMs);
      // One that hangs even then can write nothing any more once its lease is given back.
      const longest = sleep(2 * patienceMs, undefined, { ref: false });
      await Promise.race([Promise.all(steps.keys()), longest]);
      clearTimeout(patience);
      // A process that died gives nothing back.
      if (!died) await releaseLeases(db, owner);
    },
  };
}
