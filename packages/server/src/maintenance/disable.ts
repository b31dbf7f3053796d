import { permit } from '../db/maintenance-leases.ts';
import { NOW } from '../db/moves.ts';
import { isOurs, readService, reasonOf } from './service.ts';
import { type CloudLook, goOn, writeAhead } from './step.ts';

/**
 * Before anything moves, the host is taken out of the scheduler's sight. Whether that was us is written down before Nova
 * is asked, so that a process that comes after a killed one knows whose the switch is. Asking twice does no harm.
 */
export async function disable(look: CloudLook): Promise<void> {
  const { maintenance, cloud, db, lease, timing, provider, signal } = look;
  const { host } = maintenance;
  const service = await readService(look);
  if (service === null) {
    const reason = `${provider} has no compute service on ${host}, or no longer.`;
    const nextStep = 'Cancel this maintenance, or wait until the host is known again.';
    return goOn(look, { attention: { reason, nextStep }, nextCheckMs: timing.waitMs });
  }
  if (service.status === 'disabled' && !isOurs(service, maintenance)) {
    const found = service.disabledReason;
    const why = found ? ` ("${found}")` : '';
    const said = `${host} was already disabled by somebody else${why}; the switch stays theirs.`;
    const changes = {
      phase: 'draining' as const,
      disabled_by_us: false,
      found_reason: found,
      disabled_at: NOW,
    };
    return goOn(look, { changes, events: [said], nextCheckMs: 0 });
  }
  if (service.status === 'enabled') {
    await look.checkpoint('before-disabling', maintenance.id);
    await writeAhead(look, { phase: 'disabling', disabled_by_us: true, found_reason: null });
    await look.checkpoint('after-write-ahead', maintenance.id);
    const { paused, cancelled } = await permit(db, lease, timing.leaseMs);
    if (paused || cancelled) return goOn(look, { nextCheckMs: 0 });
    await cloud.switchComputeService(service, { status: 'disabled', reason: reasonOf(maintenance) }, signal);
    await look.checkpoint('after-disable', maintenance.id);
    const after = await readService(look);
    // What was asked for is believed once it is seen.
    if (after === null || !isOurs(after, maintenance)) return goOn(look);
  }
  const changes = { phase: 'draining' as const, disabled_by_us: true, disabled_at: NOW };
  await goOn(look, { changes, events: [`${host} is disabled: nothing new comes to it.`], nextCheckMs: 0 });
  await look.checkpoint('disabled', maintenance.id);
}
