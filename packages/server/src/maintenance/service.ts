/** The operator's switch of a host: read fresh, disabled with our mark, and enabled only where the mark is still ours. */
import type { Cloud, ComputeService } from '@evenkeel/openstack';
import { storeService } from '../db/maintenance-facts.ts';
import { type CloudLook, writeAhead } from './step.ts';

/** Nova keeps 255 characters. */
const LONGEST_REASON = 255;

/** The mark by which we know our own, with the words for people after it (operations.md A7). */
export function reasonOf(maintenance: { id: string; reason: string; created_by: string }): string {
  const { reason, created_by: by } = maintenance;
  return `${markOf(maintenance)} ${reason || 'maintenance'} (asked for by ${by})`.slice(0, LONGEST_REASON);
}

/** Whether the service was disabled for this maintenance, by whichever of our processes. */
export function isOurs(service: ComputeService, maintenance: { id: string }): boolean {
  return service.status === 'disabled' && (service.disabledReason ?? '').startsWith(markOf(maintenance));
}

const markOf = ({ id }: { id: string }): string => `evenkeel:${id}`;

/** The service of the host as Nova says now, and shown at once to those who look; null when Nova knows none. */
export async function readService(look: CloudLook): Promise<ComputeService | null> {
  const { cloud, db, maintenance, signal } = look;
  const service = await findService(cloud, maintenance.host, signal);
  if (service) await storeService(db, maintenance.provider_id, service);
  return service;
}

export async function findService(
  cloud: Pick<Cloud, 'listComputeServices'>,
  host: string,
  signal?: AbortSignal,
): Promise<ComputeService | null> {
  const services = await cloud.listComputeServices(signal, host);
  return services.find((service) => service.host === host) ?? null;
}

/** Somebody disabled the host anew, with a reason of their own, since we did: from then on the switch is theirs. Told once. */
export async function tellWhenTaken(look: CloudLook, service: ComputeService | null): Promise<void> {
  const { maintenance } = look;
  if (service?.status !== 'disabled' || maintenance.disabled_by_us !== true || isOurs(service, maintenance))
    return;
  const found = service.disabledReason;
  const why = found ? ` ("${found}")` : '';
  const said = `${maintenance.host} was disabled anew by somebody else${why}; the switch is theirs now, and Evenkeel will not enable it.`;
  await writeAhead(look, { disabled_by_us: false, found_reason: found }, [said]);
}
