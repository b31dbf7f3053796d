/** The loop that carries maintenance on. */
import { claimMaintenances, releaseMaintenances, renewMaintenance } from '../db/maintenance-leases.ts';
import { type LeasedLoop, startLeasedLoop } from '../leases/leased-loop.ts';
import { lookAtMaintenance } from './look.ts';
import type { LookContext } from './step.ts';
import { MOST_LOOKS } from './timing.ts';

export function startMaintenanceLoop(context: Omit<LookContext, 'signal'>): LeasedLoop {
  const { db, logger, owner, timing } = context;
  const { leaseMs, pollMs } = timing;
  return startLeasedLoop({
    what: 'maintenance',
    logger,
    leaseMs,
    pollMs,
    most: MOST_LOOKS,
    claim: (most) => claimMaintenances(db, { owner, leaseMs, most }),
    renew: ({ id }) => renewMaintenance(db, { id, owner }, leaseMs),
    look: (maintenance, signal) =>
      lookAtMaintenance({ ...context, signal, maintenance, lease: { id: maintenance.id, owner } }),
    release: () => releaseMaintenances(db, owner),
  });
}
