import { createHash } from 'node:crypto';
import type { DemoRequest } from '../http/router.ts';
import { microsecondsText, secondsText } from '../state/clock.ts';
import type { Instance } from '../state/model.ts';
import type { Region } from '../state/region.ts';
import { isUp } from '../state/scheduler.ts';
import { isAdmin } from './access.ts';

const STATUS: Record<Instance['vmState'], string> = {
  active: 'ACTIVE',
  paused: 'PAUSED',
  stopped: 'SHUTOFF',
  suspended: 'SUSPENDED',
  shelved_offloaded: 'SHELVED_OFFLOADED',
  resized: 'VERIFY_RESIZE',
  error: 'ERROR',
  deleted: 'DELETED',
};
/** Where the task says more than the state. */
const TASK_STATUS: readonly { from: readonly Instance['vmState'][]; task: RegExp; status: string }[] = [
  { from: ['active', 'paused'], task: /^migrating$/, status: 'MIGRATING' },
  { from: ['active', 'stopped'], task: /^resize_(prep|migrating|migrated|finish)$/, status: 'RESIZE' },
  { from: ['active', 'stopped', 'error'], task: /^rebuild/, status: 'REBUILD' },
  { from: ['resized'], task: /^resize_reverting$/, status: 'REVERT_RESIZE' },
];
/** All that `status` may be filtered by here. */
export const SERVER_STATUSES: ReadonlySet<string> = new Set([
  ...Object.values(STATUS),
  ...TASK_STATUS.map(({ status }) => status),
  'BUILD',
  'REBOOT',
  'RESCUE',
  'SHELVED',
]);
const WITH_PROGRESS = new Set(['ACTIVE', 'BUILD', 'REBUILD', 'RESIZE', 'VERIFY_RESIZE', 'MIGRATING']);

/** nova/api/openstack/common.py `_STATE_MAP`. */
export function serverStatus(instance: Instance): string {
  const task = TASK_STATUS.find(
    ({ from, task: pattern }) => from.includes(instance.vmState) && pattern.test(instance.taskState ?? ''),
  );
  return task?.status ?? STATUS[instance.vmState];
}

/** Every row of a list has one, and there are few of them. */
const hostIds = new Map<string, string>();

export function hostId(projectId: string, host: string | null): string {
  if (host === null) return '';
  const key = projectId + host;
  const known = hostIds.get(key);
  if (known !== undefined) return known;
  const id = createHash('sha224').update(key).digest('hex');
  hostIds.set(key, id);
  return id;
}

/** A server as `servers/detail` (and, with `shown`, `servers/{id}`) gives it at the request's microversion. */
export function serverView(
  region: Region,
  instance: Instance,
  request: DemoRequest,
  shown: boolean,
): Record<string, unknown> {
  const { version } = request;
  const status = serverStatus(instance);
  const admin = isAdmin(request);
  return {
    id: instance.id,
    name: instance.name,
    status,
    tenant_id: instance.projectId,
    user_id: instance.userId,
    metadata: instance.metadata,
    hostId: hostId(instance.projectId, instance.host),
    image: imageOf(instance, request),
    flavor: flavorOf(instance, request),
    created: secondsText(instance.createdAt),
    updated: secondsText(instance.updatedAt),
    addresses: addressesOf(instance),
    accessIPv4: '',
    accessIPv6: '',
    links: linksOf(instance, request),
    'OS-DCF:diskConfig': 'MANUAL',
    ...(WITH_PROGRESS.has(status) && { progress: instance.progress }),
    ...faultOf(instance, status),
    'OS-EXT-AZ:availability_zone': instance.zone,
    config_drive: '',
    key_name: null,
    'OS-SRV-USG:launched_at': instance.launchedAt === null ? null : microsecondsText(instance.launchedAt),
    'OS-SRV-USG:terminated_at': instance.deletedAt === null ? null : microsecondsText(instance.deletedAt),
    ...(admin && hostAttributes(region, instance, version)),
    ...(version >= 90 && { 'OS-EXT-SRV-ATTR:hostname': instance.name }),
    'OS-EXT-STS:task_state': instance.taskState,
    'OS-EXT-STS:vm_state': instance.vmState,
    'OS-EXT-STS:power_state': instance.powerState,
    'os-extended-volumes:volumes_attached': instance.volumeIds.map((id) =>
      version >= 3 ? { id, delete_on_termination: false } : { id },
    ),
    ...(version >= 9 && { locked: instance.locked }),
    ...(version >= 73 && { locked_reason: instance.lockedReason }),
    ...(version >= 16 && admin && { host_status: hostStatus(region, instance) }),
    ...(version >= 19 && { description: instance.description }),
    ...(version >= 26 && { tags: instance.tags }),
    ...(version >= 63 && { trusted_image_certificates: null }),
    ...(version >= 71 && shown && { server_groups: serverGroupsOf(region, instance) }),
    ...(version >= 100 && { scheduler_hints: {} }),
    ...(version >= 96 && { pinned_availability_zone: instance.pinnedZone }),
  };
}

export function serverGroupsOf(region: Region, instance: Instance): string[] {
  const group = region.groupOf(instance.id);
  return group ? [group.id] : [];
}

const rootOf = ({ baseUrl }: DemoRequest): string => baseUrl.replace(/\/v2\.1$/, '');

export function linksOf(instance: Instance, request: DemoRequest): { rel: string; href: string }[] {
  return [
    { rel: 'self', href: `${request.baseUrl}/servers/${instance.id}` },
    { rel: 'bookmark', href: `${rootOf(request)}/servers/${instance.id}` },
  ];
}

/** Empty for an instance that boots from a volume; with the image's properties from 2.98 on. */
export function imageOf(instance: Instance, request: DemoRequest): unknown {
  if (instance.volumeIds.length > 0) return '';
  const href = `${rootOf(request)}/images/${instance.imageId}`;
  return {
    id: instance.imageId,
    links: [{ rel: 'bookmark', href }],
    ...(request.version >= 98 && { properties: {} }),
  };
}

/** From 2.47 the flavor as it was when the instance was made, without its id. */
export function flavorOf(instance: Instance, request: DemoRequest): unknown {
  const { id, name, vcpus, memoryMb, diskGb, extraSpecs } = instance.flavor;
  const root = rootOf(request);
  if (request.version < 47) return { id, links: [{ rel: 'bookmark', href: `${root}/flavors/${id}` }] };
  return {
    vcpus,
    ram: memoryMb,
    disk: diskGb,
    ephemeral: 0,
    swap: 0,
    original_name: name,
    extra_specs: extraSpecs,
  };
}

function addressesOf(instance: Instance): Record<string, unknown[]> {
  const networks: Record<string, unknown[]> = {};
  for (const { network, address, mac } of instance.addresses) {
    const entry = { version: 4, addr: address, 'OS-EXT-IPS:type': 'fixed', 'OS-EXT-IPS-MAC:mac_addr': mac };
    networks[network] = [...(networks[network] ?? []), entry];
  }
  return networks;
}

/** A fault is shown only while ERROR or DELETED, so a failed pre-check stays hidden (operations.md A5). */
function faultOf(instance: Instance, status: string): Record<string, unknown> | undefined {
  if (!instance.fault || (status !== 'ERROR' && status !== 'DELETED')) return undefined;
  return {
    fault: { code: 500, created: secondsText(instance.fault.createdAt), message: instance.fault.message },
  };
}

function hostAttributes(region: Region, instance: Instance, version: number): Record<string, unknown> {
  const host = instance.host === null ? undefined : region.hosts.get(instance.host);
  const name = `instance-${instance.ordinal.toString(16).padStart(8, '0')}`;
  return {
    'OS-EXT-SRV-ATTR:host': instance.host,
    'OS-EXT-SRV-ATTR:instance_name': name,
    'OS-EXT-SRV-ATTR:hypervisor_hostname': host?.hypervisorHostname ?? null,
    ...(version >= 3 && {
      'OS-EXT-SRV-ATTR:reservation_id': `r-${instance.id.slice(0, 8)}`,
      'OS-EXT-SRV-ATTR:launch_index': 0,
      'OS-EXT-SRV-ATTR:hostname': instance.name,
      'OS-EXT-SRV-ATTR:kernel_id': '',
      'OS-EXT-SRV-ATTR:ramdisk_id': '',
      'OS-EXT-SRV-ATTR:root_device_name': '/dev/vda',
      'OS-EXT-SRV-ATTR:user_data': null,
    }),
  };
}

/** nova/objects/instance.py: a disabled host is in maintenance. */
function hostStatus(region: Region, instance: Instance): string {
  const host = instance.host === null ? undefined : region.hosts.get(instance.host);
  if (!host) return '';
  if (host.forcedDown) return 'DOWN';
  if (!host.enabled) return 'MAINTENANCE';
  return isUp(host) ? 'UP' : 'UNKNOWN';
}
