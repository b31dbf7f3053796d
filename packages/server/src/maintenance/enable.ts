import type { ComputeService } from '@evenkeel/openstack';
import { permit } from '../db/maintenance-leases.ts';
import { isOurs, readService } from './service.ts';
import type { CloudLook } from './step.ts';

/**
 * Enables the host if it was us who disabled it and the mark is still ours, and says what was done. `null`: Nova was asked
 * and does not show it yet. Asking twice does no harm.
 */
export async function enableAgain(look: CloudLook, service: ComputeService): Promise<string | null> {
  const { maintenance, cloud, db, lease, timing, signal } = look;
  const { host } = maintenance;
  if (service.status === 'enabled') return `${host} is enabled.`;
  if (!isOurs(service, maintenance)) {
    const why = service.disabledReason ? ` ("${service.disabledReason}")` : '';
    return `${host} stays disabled: somebody else disabled it${why}, and it is theirs to enable.`;
  }
  await look.checkpoint('before-enable', maintenance.id);
  await permit(db, lease, timing.leaseMs);
  await cloud.switchComputeService(service, { status: 'enabled' }, signal);
  await look.checkpoint('after-enable', maintenance.id);
  const after = await readService(look);
  return after?.status === 'enabled' ? `${host} is enabled again.` : null;
}

/** Whether Evenkeel would enable it. */
export function isToBeEnabled(service: ComputeService | null, maintenance: { id: string }): boolean {
  return service !== null && isOurs(service, maintenance);
}
