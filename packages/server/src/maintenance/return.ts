/** Brings a host back into use, and its instances home when that is wanted. */

import type { ReturnRequest } from '@evenkeel/domain';
import type { ComputeService } from '@evenkeel/openstack';
import type { Db } from '../db/database.ts';
import { hasReturnRun, readMovedAway } from '../db/maintenance-facts.ts';
import type { ClaimedMaintenance } from '../db/maintenance-leases.ts';
import { NOW } from '../db/moves.ts';
import { enableAgain } from './enable.ts';
import { liftForcedDown } from './evacuate.ts';
import { hypervisorCheck, serviceCheck } from './readiness.ts';
import { lookWhetherReady } from './ready-check.ts';
import { followRun, makeRun } from './runs.ts';
import { isOurs, readService } from './service.ts';
import { type CloudLook, goOn } from './step.ts';

export async function bringBack(look: CloudLook): Promise<void> {
  const { maintenance, db, timing } = look;
  if ((await followRun(look, 'return')) === 'ended') return;
  if (maintenance.paused_at !== null) return goOn(look, { nextCheckMs: timing.waitMs });
  // One round: what does not come home then stays where it runs well.
  if (await hasReturnRun(db, maintenance.id)) return end(look, []);
  const service = await readService(look);
  const lifted = service === null ? 'done' : await liftForcedDown(look, service);
  if (typeof lifted === 'object') return goOn(look, { attention: lifted, nextCheckMs: timing.waitMs });
  if (lifted === 'lifted')
    return goOn(look, { events: [`${maintenance.host} is not forced down any more.`], nextCheckMs: 0 });
  if (!(await isReady(look, service)) || service === null) return;
  const ready = await lookWhetherReady(look);
  if (ready === null) return;
  const wasOurs = isOurs(service, maintenance);
  const said = await enableAgain(look, service);
  if (said === null) return goOn(look);
  // Planned on the next look, when the database knows that the host is in use again.
  if (wasOurs) return goOn(look, { events: [...ready, said], nextCheckMs: 0 });
  if (!maintenance.bring_back) return end(look, service.status === 'enabled' ? [] : [...ready, said]);
  const plan = await look.planning.return(
    maintenance.provider_id,
    await returnOf(db, maintenance, { willBeEnabled: false }),
  );
  const left = plan.blockers.map(({ message }) => `Does not come home: ${message}`);
  if (plan.steps.length === 0) return end(look, [...left, 'Nothing is to come home.']);
  await makeRun(look, 'return', plan, {}, left);
}

async function end(look: CloudLook, events: string[]): Promise<void> {
  await look.checkpoint('before-end', look.maintenance.id);
  const said = `The maintenance of ${look.maintenance.host} has ended.`;
  const changes = { phase: 'ended' as const, ended_at: NOW };
  await goOn(look, { changes, events: [...events, said] });
}

/** What is asked of the planner, with everything that the drain moved away. */
export async function returnOf(
  db: Db,
  { id, host, limits }: Pick<ClaimedMaintenance, 'id' | 'host' | 'limits'>,
  { willBeEnabled }: { willBeEnabled: boolean },
): Promise<ReturnRequest> {
  const moved = await readMovedAway(db, id);
  return {
    host,
    instances: moved.map(({ instanceId, instanceName, to }) => ({
      id: instanceId,
      name: instanceName,
      leftOn: to,
    })),
    limits,
    willBeEnabled,
  };
}

/** The gate before a host is used again; when it is shut, it says why and ends the look. */
async function isReady(look: CloudLook, service: ComputeService | null): Promise<boolean> {
  const { maintenance, timing } = look;
  const isUp = service !== null && service.state === 'up' && !service.forcedDown;
  const since = isUp ? (maintenance.up_since ?? maintenance.now) : null;
  const upMs = since === null ? null : maintenance.now.getTime() - since.getTime();
  const up = serviceCheck(maintenance.host, service, { upMs, wantedMs: timing.upForMs });
  const check = up.ok ? await hypervisorCheck(look, maintenance.provider_id, maintenance.host) : up;
  if (check.ok) return true;
  const watched = isUp && !up.ok;
  await goOn(look, {
    changes: { up_since: since },
    // A host that is only being watched needs nobody.
    attention: watched ? null : { reason: check.message, nextStep: NOT_READY },
    nextCheckMs: watched ? Math.min(timing.pollMs, timing.upForMs) : timing.waitMs,
  });
  return false;
}

const NOT_READY =
  'Mend it, and it goes on by itself; pause this maintenance to keep the host out of use for longer.';
