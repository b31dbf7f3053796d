/** The loop that carries maintenance on: claims what is due, looks at each, and sleeps until there is more. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ClaimedMaintenance,
  claimMaintenances,
  MaintenanceLeaseLost,
  releaseMaintenances,
  renewMaintenance,
} from '../db/maintenance-leases.ts';
import { DiedInMaintenance } from './died.ts';
import { lookAtMaintenance } from './look.ts';
import type { LookContext } from './step.ts';
import { MOST_LOOKS } from './timing.ts';

export interface MaintenanceLoop {
  /** Something may be due: looks at once, or as soon as the present claim is done. */
  wake(): void;
  /** Claims nothing more, lets the looks under way end for `patienceMs`, then gives the leases back. */
  stop(patienceMs: number): Promise<void>;
}

export function startMaintenanceLoop(context: Omit<LookContext, 'signal'>): MaintenanceLoop {
  const { db, logger, owner, timing } = context;
  const looks = new Map<Promise<void>, AbortController>();
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
      .catch((error: unknown) => logger.error({ err: error }, 'Maintenance could not be claimed'))
      .finally(() => {
        claiming = null;
        if (again) wake();
      });
  }

  async function claim(): Promise<void> {
    const most = MOST_LOOKS - looks.size;
    if (most <= 0) return;
    for (const maintenance of await claimMaintenances(db, { owner, leaseMs: timing.leaseMs, most })) {
      // Claimed while stopping: the lease is given back with the others.
      if (stopped) return;
      begin(maintenance);
    }
  }

  function begin(maintenance: ClaimedMaintenance): void {
    const abort = new AbortController();
    const lease = { id: maintenance.id, owner };
    const renewal = setInterval(() => {
      renewMaintenance(db, lease, timing.leaseMs).catch((error: unknown) => {
        // A database that does not answer gives no lease away either; every write asks for it again.
        if (error instanceof MaintenanceLeaseLost) abort.abort();
      });
    }, timing.leaseMs / 3);
    const look = lookAtMaintenance({ ...context, signal: abort.signal, maintenance, lease })
      .catch((error: unknown) => {
        if (error instanceof DiedInMaintenance) {
          died = true;
          stopClaiming();
        } else logger.error({ err: error }, 'A look at a maintenance could not be written down');
      })
      .finally(() => {
        clearInterval(renewal);
        looks.delete(look);
        wake();
      });
    looks.set(look, abort);
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
        for (const abort of looks.values()) abort.abort();
      }, patienceMs);
      // One that hangs even then can write nothing any more once its lease is given back.
      await Promise.race([Promise.all(looks.keys()), sleep(2 * patienceMs, undefined, { ref: false })]);
      clearTimeout(patience);
      // A process that died gives nothing back.
      if (!died) await releaseMaintenances(db, owner);
    },
  };
}
