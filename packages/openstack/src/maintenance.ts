/** What maintenance asks of Nova: the switch of a compute service, cold migration, evacuation, a sign of life of a hypervisor. */
import { z } from 'zod';
import type { Compute } from './compute.ts';
import { read } from './schemas.ts';
import type { ComputeSwitch, MaintenanceCalls } from './types.ts';

/** Below it a service is named by host and binary, from it on by its uuid (operations.md A7). */
const BY_ID = '2.53';
/** The uptime is a call of its own up to here; afterwards it is a part of a hypervisor's detail. */
const UPTIME = '2.87';

const uptimeSchema = z.object({ hypervisor: z.object({ uptime: z.string().nullish() }) });

/** The calls over one Nova; `newest` is the microversion whose answers the schemas were held against. */
export function maintenanceCalls(compute: Compute, newest: string): MaintenanceCalls {
  /** An action of a server; sent once, never retried. */
  async function act(instanceId: string, body: unknown, signal?: AbortSignal) {
    const path = `/servers/${encodeURIComponent(instanceId)}/action`;
    const { requestId } = await compute.send({ method: 'POST', path, wants: newest, body, signal });
    return { requestId };
  }

  /** The whole change at once by id, or a verb for it with host and binary. */
  async function change(
    service: { id: string; host: string },
    wanted: { byId: unknown; verb: string; fields: Record<string, unknown> },
    signal?: AbortSignal,
  ): Promise<void> {
    const byId = await compute.has(BY_ID);
    const path = `/os-services/${encodeURIComponent(byId ? service.id : wanted.verb)}`;
    const named = { host: service.host, binary: 'nova-compute', ...wanted.fields };
    await compute.send({ method: 'PUT', path, wants: newest, body: byId ? wanted.byId : named, signal });
  }

  return {
    async switchComputeService(service, to: ComputeSwitch, signal) {
      if (to.status === 'enabled')
        return change(service, { byId: { status: 'enabled' }, verb: 'enable', fields: {} }, signal);
      const fields = { disabled_reason: to.reason };
      const byId = { status: 'disabled', ...fields };
      return change(service, { byId, verb: 'disable-log-reason', fields }, signal);
    },

    async forceComputeDown(service, down, signal) {
      const fields = { forced_down: down };
      return change(service, { byId: fields, verb: 'force-down', fields }, signal);
    },

    async coldMigrate(instanceId, host, signal) {
      // Below 2.56 no host can be named.
      const named = host !== null && (await compute.has('2.56'));
      return act(instanceId, { migrate: named ? { host } : null }, signal);
    },

    async confirmResize(instanceId, signal) {
      return act(instanceId, { confirmResize: null }, signal);
    },

    async evacuate(instanceId, host, signal) {
      // Up to 2.13 Nova wants to be told; from 2.14 on it finds out by itself.
      const storage = (await compute.has('2.14')) ? {} : { onSharedStorage: false };
      return act(instanceId, { evacuate: { ...storage, ...(host !== null && { host }) } }, signal);
    },

    async hypervisorUptime(hypervisorId, signal) {
      const path = `/os-hypervisors/${encodeURIComponent(hypervisorId)}/uptime`;
      const { body } = await compute.send({ method: 'GET', path, wants: UPTIME, signal });
      return read(uptimeSchema, body, `GET ${path}`).hypervisor.uptime ?? null;
    },
  };
}
