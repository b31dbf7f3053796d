/** From the client's shapes to the rows of the database. */
import type {
  ComputeService,
  Flavor,
  Hypervisor,
  MigrationRecord,
  PlacementInventory,
  Server,
} from '@evenkeel/openstack';
import type { FlavorsTable } from '../db/cloud-tables.ts';
import type { HostRow, InstanceRow, MigrationRow, Observed } from '../db/observing.ts';
import { powerStateOf } from './power-state.ts';

/** True for a server that is no more: Nova shows deleted ones among the changes. */
export function isGone(server: Server): boolean {
  return server.status === 'DELETED' || server.status === 'SOFT_DELETED';
}

export function instanceRow(server: Server): InstanceRow {
  return {
    id: server.id,
    name: server.name,
    status: server.status,
    power_state: powerStateOf(server),
    vm_state: server.vmState,
    task_state: server.taskState,
    host: server.host,
    hypervisor_hostname: server.hypervisorHostname,
    zone: server.zone || null,
    pinned_zone: server.pinnedZone || null,
    project_id: server.projectId,
    user_id: server.userId,
    progress: server.progress,
    locked: server.locked,
    flavor_id: server.flavor.id,
    flavor: server.flavor.name,
    vcpus: server.flavor.vcpus,
    memory_mb: server.flavor.memoryMb,
    disk_gb: server.flavor.diskGb,
    ephemeral_gb: server.flavor.ephemeralGb,
    swap_mb: server.flavor.swapMb,
    image_id: server.imageId,
    extra_specs: server.flavor.extraSpecs,
    image_properties: server.imageProperties,
    volume_ids: server.volumeIds,
    ip_addresses: server.ipAddresses,
    fault_message: server.fault?.message ?? null,
    created_at: server.createdAt,
    updated_at: server.updatedAt,
    launched_at: server.launchedAt,
  };
}

export function migrationRow(record: MigrationRecord): MigrationRow {
  return {
    id: record.id,
    uuid: record.uuid,
    instance_id: record.instanceId,
    status: record.status,
    source_host: record.sourceHost,
    destination_host: record.destinationHost,
    created_at: record.createdAt,
    updated_at: record.updatedAt,
    memory_total_bytes: record.memoryTotalBytes,
    memory_processed_bytes: record.memoryProcessedBytes,
    memory_remaining_bytes: record.memoryRemainingBytes,
    disk_total_bytes: record.diskTotalBytes,
    disk_processed_bytes: record.diskProcessedBytes,
    disk_remaining_bytes: record.diskRemainingBytes,
  };
}

/** The columns of a host that os-services tells, which is read more often than the rest. */
export const SERVICE_COLUMNS = [
  'service_id',
  'zone',
  'status',
  'state',
  'disabled_reason',
  'forced_down',
] as const satisfies (keyof HostRow)[];

/** A host of its service and, where they are known, its hypervisor and what placement says of it. */
export function hostRow(
  service: ComputeService,
  hypervisor: Hypervisor | null,
  placement: PlacementInventory[] | null,
  traits: string[] | null = null,
): HostRow {
  return {
    name: service.host,
    service_id: service.id,
    zone: service.zone || null,
    status: service.status,
    state: service.state,
    disabled_reason: service.disabledReason,
    forced_down: service.forcedDown,
    hypervisor_id: hypervisor?.id ?? null,
    hypervisor_hostname: hypervisor?.hostname ?? null,
    hypervisor_type: hypervisor?.type ?? null,
    hypervisor_version: hypervisor?.version ?? null,
    vcpus: hypervisor?.vcpus ?? null,
    vcpus_used: hypervisor?.vcpusUsed ?? null,
    memory_mb: hypervisor?.memoryMb ?? null,
    memory_mb_used: hypervisor?.memoryMbUsed ?? null,
    disk_gb: hypervisor?.localGb ?? null,
    disk_gb_used: hypervisor?.localGbUsed ?? null,
    disk_available_least_gb: hypervisor?.diskAvailableLeastGb ?? null,
    cpu_info: hypervisor?.cpuInfo ?? null,
    placement,
    traits,
  };
}

/** @param extraSpecs where the list of flavors does not have them */
export function flavorRow(flavor: Flavor, extraSpecs: Flavor['extraSpecs']): Observed<FlavorsTable> {
  const { id, name, vcpus, memoryMb, diskGb } = flavor;
  const shown = flavor.extraSpecs ?? extraSpecs;
  return { id, name, vcpus, memory_mb: memoryMb, disk_gb: diskGb, extra_specs: shown };
}
