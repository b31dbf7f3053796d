import { z } from 'zod';
import { CloudError } from './errors.ts';
import type { ComputeService, Hypervisor, InstanceAction, MigrationRecord, Server } from './types.ts';

/** Nova writes some times with a zone and some without; all are UTC. */
const time = z.string().transform((text) => (/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`));
const optionalTime = time.nullish().transform((value) => value ?? null);
const optionalText = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
const optionalNumber = z
  .number()
  .nullish()
  .transform((value) => value ?? null);

/** Keys and values as text; null where the cloud does not show it. */
export const textMap = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((map) =>
    map ? Object.fromEntries(Object.entries(map).map(([key, value]) => [key, String(value)])) : null,
  );

const flavor = z.object({
  id: optionalText,
  original_name: optionalText,
  vcpus: optionalNumber,
  ram: optionalNumber,
  disk: optionalNumber,
  ephemeral: optionalNumber,
  swap: optionalNumber,
  extra_specs: textMap,
});

/** One of /servers/detail or /servers/{id}. In a down cell (2.69) only id and status are there. */
export const serverSchema = z
  .object({
    id: z.string(),
    status: z.string(),
    name: z.string().optional(),
    tenant_id: z.string(),
    user_id: optionalText,
    'OS-EXT-STS:vm_state': optionalText,
    'OS-EXT-STS:task_state': optionalText,
    'OS-EXT-STS:power_state': optionalNumber,
    'OS-EXT-SRV-ATTR:host': optionalText,
    'OS-EXT-SRV-ATTR:hypervisor_hostname': optionalText,
    'OS-EXT-AZ:availability_zone': optionalText,
    pinned_availability_zone: optionalText,
    progress: optionalNumber,
    locked: z.boolean().optional(),
    flavor: flavor.optional(),
    image: z.union([z.object({ id: z.string(), properties: textMap }), z.literal('')]).nullish(),
    'os-extended-volumes:volumes_attached': z.array(z.object({ id: z.string() })).optional(),
    addresses: z.record(z.string(), z.array(z.object({ addr: z.string() }))).optional(),
    host_status: optionalText,
    fault: z.object({ message: z.string() }).optional(),
    created: optionalTime,
    updated: optionalTime,
    'OS-SRV-USG:launched_at': optionalTime,
  })
  .transform(
    (server): Server => ({
      id: server.id,
      name: server.name ?? server.id,
      status: server.status,
      vmState: server['OS-EXT-STS:vm_state'],
      taskState: server['OS-EXT-STS:task_state'],
      powerState: server['OS-EXT-STS:power_state'],
      // An instance that was never placed has an empty host in some versions.
      host: server['OS-EXT-SRV-ATTR:host'] || null,
      hypervisorHostname: server['OS-EXT-SRV-ATTR:hypervisor_hostname'] || null,
      zone: server['OS-EXT-AZ:availability_zone'] || null,
      pinnedZone: server.pinned_availability_zone,
      projectId: server.tenant_id,
      userId: server.user_id,
      progress: server.progress,
      locked: server.locked ?? false,
      flavor: {
        id: server.flavor?.id ?? null,
        name: server.flavor?.original_name ?? null,
        vcpus: server.flavor?.vcpus ?? null,
        memoryMb: server.flavor?.ram ?? null,
        diskGb: server.flavor?.disk ?? null,
        ephemeralGb: server.flavor?.ephemeral ?? null,
        swapMb: server.flavor?.swap ?? null,
        extraSpecs: server.flavor?.extra_specs ?? null,
      },
      imageId: server.image ? server.image.id : null,
      imageProperties: server.image ? server.image.properties : null,
      volumeIds: server['os-extended-volumes:volumes_attached']?.map(({ id }) => id) ?? [],
      ipAddresses: Object.values(server.addresses ?? {}).flatMap((network) =>
        network.map(({ addr }) => addr),
      ),
      hostStatus: server.host_status,
      fault: server.fault ?? null,
      createdAt: server.created,
      updatedAt: server.updated,
      launchedAt: server['OS-SRV-USG:launched_at'],
      partial: server.name === undefined,
    }),
  );

/** One of /os-services; the id is a number before 2.53. Rows of a down cell have the status UNKNOWN (2.69). */
export const serviceSchema = z
  .object({
    id: z.union([z.string(), z.number()]).optional(),
    host: z.string(),
    binary: z.string(),
    zone: optionalText,
    status: z.enum(['enabled', 'disabled', 'UNKNOWN']),
    state: z.enum(['up', 'down']).optional(),
    disabled_reason: optionalText,
    forced_down: z.boolean().optional(),
    updated_at: optionalTime,
  })
  .transform((service): ComputeService & { binary: string } => ({
    binary: service.binary,
    id: String(service.id ?? service.host),
    host: service.host,
    zone: service.zone,
    status: service.status === 'disabled' ? 'disabled' : 'enabled',
    state: service.status === 'UNKNOWN' ? 'unknown' : (service.state ?? 'unknown'),
    disabledReason: service.disabled_reason,
    forcedDown: service.forced_down ?? false,
    updatedAt: service.updated_at,
  }));

const cpuInfo = z.object({
  arch: optionalText,
  vendor: optionalText,
  model: optionalText,
  features: z
    .array(z.string())
    .optional()
    .transform((features) => features ?? []),
});

/** One of /os-hypervisors/detail. `cpu_info` is an object from 2.28 on, a string of JSON before. */
export const hypervisorSchema = z
  .object({
    id: z.union([z.string(), z.number()]).transform(String),
    hypervisor_hostname: z.string(),
    service: z.object({ host: z.string() }),
    hypervisor_type: optionalText,
    hypervisor_version: optionalNumber,
    host_ip: optionalText,
    vcpus: optionalNumber,
    vcpus_used: optionalNumber,
    memory_mb: optionalNumber,
    memory_mb_used: optionalNumber,
    local_gb: optionalNumber,
    local_gb_used: optionalNumber,
    disk_available_least: optionalNumber,
    running_vms: optionalNumber,
    cpu_info: z.unknown().optional(),
  })
  .transform(
    (hypervisor): Hypervisor => ({
      id: hypervisor.id,
      hostname: hypervisor.hypervisor_hostname,
      serviceHost: hypervisor.service.host,
      type: hypervisor.hypervisor_type,
      version: hypervisor.hypervisor_version,
      hostIp: hypervisor.host_ip,
      vcpus: hypervisor.vcpus,
      vcpusUsed: hypervisor.vcpus_used,
      memoryMb: hypervisor.memory_mb,
      memoryMbUsed: hypervisor.memory_mb_used,
      localGb: hypervisor.local_gb,
      localGbUsed: hypervisor.local_gb_used,
      diskAvailableLeastGb: hypervisor.disk_available_least,
      runningInstances: hypervisor.running_vms,
      cpuInfo: readCpuInfo(hypervisor.cpu_info),
    }),
  );

/** The CPU is only compared, never needed: what can not be read is unknown. */
function readCpuInfo(value: unknown): Hypervisor['cpuInfo'] {
  let parsed = value;
  if (typeof value === 'string') {
    try {
      parsed = JSON.parse(value);
    } catch {
      return null;
    }
  }
  const result = cpuInfo.safeParse(parsed);
  return result.success && (result.data.arch ?? result.data.vendor) !== null ? result.data : null;
}

/** One of /os-migrations (no bytes) or of /servers/{id}/migrations (with bytes; always live). */
export const migrationSchema = z
  .object({
    id: z.number(),
    uuid: optionalText,
    instance_uuid: z.string().optional(),
    server_uuid: z.string().optional(),
    status: z.string(),
    migration_type: optionalText,
    source_compute: optionalText,
    dest_compute: optionalText,
    created_at: time,
    updated_at: optionalTime,
    memory_total_bytes: optionalNumber,
    memory_processed_bytes: optionalNumber,
    memory_remaining_bytes: optionalNumber,
    disk_total_bytes: optionalNumber,
    disk_processed_bytes: optionalNumber,
    disk_remaining_bytes: optionalNumber,
  })
  .refine((record) => (record.instance_uuid ?? record.server_uuid) !== undefined, 'names no instance')
  .transform(
    (record): MigrationRecord => ({
      id: record.id,
      uuid: record.uuid,
      instanceId: (record.instance_uuid ?? record.server_uuid) as string,
      status: record.status,
      type: record.migration_type,
      sourceHost: record.source_compute,
      destinationHost: record.dest_compute,
      createdAt: record.created_at,
      updatedAt: record.updated_at,
      memoryTotalBytes: record.memory_total_bytes,
      memoryProcessedBytes: record.memory_processed_bytes,
      memoryRemainingBytes: record.memory_remaining_bytes,
      diskTotalBytes: record.disk_total_bytes,
      diskProcessedBytes: record.disk_processed_bytes,
      diskRemainingBytes: record.disk_remaining_bytes,
    }),
  );

/** One of os-instance-actions; events only where one action is shown, details from 2.84 on. */
export const instanceActionSchema = z
  .object({
    action: z.string(),
    request_id: z.string(),
    user_id: optionalText,
    start_time: time,
    message: optionalText,
    events: z
      .array(
        z.object({
          event: z.string(),
          start_time: time,
          finish_time: optionalTime,
          result: optionalText,
          host: optionalText,
          details: optionalText,
        }),
      )
      .optional(),
  })
  .transform(
    (action): InstanceAction => ({
      action: action.action,
      requestId: action.request_id,
      userId: action.user_id,
      startTime: action.start_time,
      message: action.message,
      events:
        action.events?.map((event) => ({
          event: event.event,
          startTime: event.start_time,
          finishTime: event.finish_time,
          result: event.result,
          host: event.host,
          details: event.details,
        })) ?? null,
    }),
  );

/**
 * Reads an answer by its schema. Throws CloudError `unexpected-answer` that names the call and the field, so that a
 * surprise of a cloud is a clear sentence and never an `undefined` on a screen.
 */
export function read<Output>(schema: z.ZodType<Output>, body: unknown, call: string): Output {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join('.') || 'the answer';
  throw new CloudError(
    'unexpected-answer',
    `${call} gave an answer that is not understood: ${field}: ${issue?.message}.`,
  );
}
