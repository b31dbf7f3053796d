/** Whether a host can be used again: what Nova says of it, and what the hypervisor itself answers. */
import type { ReadinessCheck } from '@evenkeel/contract';
import { type Cloud, CloudError, type ComputeService } from '@evenkeel/openstack';
import type { Db } from '../db/database.ts';

/** @param upMs for so long it has been seen to report without a gap; null when that is not asked. */
export function serviceCheck(
  host: string,
  service: ComputeService | null,
  { upMs, wantedMs }: { upMs: number | null; wantedMs: number },
): ReadinessCheck {
  const name = 'service-up' as const;
  if (service === null) return { name, ok: false, message: `Nova knows no compute service on ${host}.` };
  if (service.forcedDown)
    return { name, ok: false, message: `${host} is forced down: somebody declared it dead.` };
  if (service.state !== 'up')
    return { name, ok: false, message: `nova-compute on ${host} is ${service.state}.` };
  if (upMs !== null && upMs < wantedMs) {
    const seconds = Math.ceil((wantedMs - upMs) / 1000);
    const message = `nova-compute on ${host} reports; it is watched for ${seconds} more seconds.`;
    return { name, ok: false, message };
  }
  return { name, ok: true, message: `nova-compute on ${host} reports.` };
}

/** Asks the hypervisor through its nova-compute. A driver that knows no uptime can not be asked, and is not held up by it. */
export async function hypervisorCheck(
  { db, cloud, signal }: { db: Db; cloud: Cloud; signal?: AbortSignal },
  providerId: string,
  host: string,
): Promise<ReadinessCheck> {
  const name = 'hypervisor-answers' as const;
  const row = await db
    .selectFrom('hosts')
    .select('hypervisor_id')
    .where('provider_id', '=', providerId)
    .where('name', '=', host)
    .executeTakeFirst();
  if (!row?.hypervisor_id) return { name, ok: false, message: `No hypervisor is known on ${host}.` };
  try {
    await cloud.hypervisorUptime(row.hypervisor_id, signal);
    return { name, ok: true, message: `The hypervisor of ${host} answers.` };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const said = error.cloudMessage ?? error.message;
    // 501, or below 2.88 a 400 of its own: the driver can not tell (nova/compute/api.py get_host_uptime).
    if (error.status === 501 || error.status === 404)
      return { name, ok: true, message: `The hypervisor of ${host} can not be asked: ${said}` };
    return { name, ok: false, message: `The hypervisor of ${host} does not answer: ${said}` };
  }
}
