/**
 * Writes into the database what a cloud answers, by hand and at once: the runner's tests need the rows, not the
 * inventory's ways of keeping them fresh.
 */
import type { Cloud, Server } from '@evenkeel/openstack';
import type { CloudRegistry } from '../../src/clouds.ts';
import type { Db } from '../../src/db/database.ts';
import { notify } from '../../src/db/notify.ts';
import type { FreshReader } from '../../src/runner/step.ts';

/** Everything a preflight looks at, once. */
export async function observeProvider(db: Db, cloud: Cloud, providerId: string): Promise<void> {
  const [servers, services, hypervisors, groups] = await Promise.all([
    cloud.listServers(),
    cloud.listComputeServices(),
    cloud.listHypervisors(),
    cloud.listServerGroups(),
  ]);
  for (const server of servers) await storeServer(db, providerId, server);
  for (const service of services) {
    const hypervisor = hypervisors.find((one) => one.serviceHost === service.host);
    const placement = hypervisor ? await cloud.getPlacementInventory(hypervisor.id) : null;
    const values = {
      ...{ provider_id: providerId, name: service.host, service_id: service.id, zone: service.zone },
      ...{ status: service.status, state: service.state, disabled_reason: service.disabledReason },
      hypervisor_type: hypervisor?.type ?? null,
      hypervisor_version: hypervisor?.version ?? null,
      disk_available_least_gb: hypervisor?.diskAvailableLeastGb ?? null,
      cpu_info: JSON.stringify(hypervisor?.cpuInfo ?? null),
      placement: JSON.stringify(placement),
      observed_at: new Date(),
    };
    await db
      .insertInto('hosts')
      .values(values)
      .onConflict((conflict) => conflict.columns(['provider_id', 'name']).doUpdateSet(values))
      .execute();
  }
  for (const { id, name, policy, maxServerPerHost, members } of groups) {
    const values = {
      ...{ provider_id: providerId, id, name, policy, members },
      max_server_per_host: maxServerPerHost,
    };
    await db
      .insertInto('server_groups')
      .values(values)
      .onConflict((conflict) => conflict.columns(['provider_id', 'id']).doUpdateSet(values))
      .execute();
  }
  await db
    .updateTable('providers')
    .set({ health: 'ok', last_good_at: new Date() })
    .where('id', '=', providerId)
    .execute();
}

async function storeServer(db: Db, providerId: string, server: Server): Promise<void> {
  const { id, name, status, host, zone, locked, flavor } = server;
  const values = {
    ...{ provider_id: providerId, id, name, status, host, zone, locked },
    power_state: status === 'ACTIVE' ? 'on' : status === 'MIGRATING' ? 'migrating' : 'off',
    ...{ vm_state: server.vmState, task_state: server.taskState, pinned_zone: server.pinnedZone },
    ...{ flavor: flavor.name, vcpus: flavor.vcpus, memory_mb: flavor.memoryMb, disk_gb: flavor.diskGb },
    ...{ ephemeral_gb: flavor.ephemeralGb, swap_mb: flavor.swapMb, image_id: server.imageId },
    observed_at: new Date(),
  };
  await db
    .insertInto('instances')
    .values(values)
    .onConflict((conflict) => conflict.columns(['provider_id', 'id']).doUpdateSet(values))
    .execute();
}

/** What the runner needs of an inventory: one instance, read fresh. */
export function createObserver(db: Db, clouds: CloudRegistry): FreshReader {
  return {
    async observeInstance(providerId, instanceId) {
      const cloud = await clouds.get(providerId);
      await storeServer(db, providerId, await cloud.getServer(instanceId));
      await notify(db, { topic: 'instances', providerId, ids: [instanceId] });
    },
    hurry() {},
  };
}
