import { badRequest, notFound } from '../http/errors.ts';
import { type DemoRequest, ok, type Router } from '../http/router.ts';
import { microsecondsText } from '../state/clock.ts';
import type { Host } from '../state/model.ts';
import type { Region } from '../state/region.ts';
import { isUp } from '../state/scheduler.ts';
import { requireAdmin } from './access.ts';
import { nextLinks, pageLimit } from './paging.ts';

/** os-services and os-hypervisors (operations.md A7, A8). */
export function addHostRoutes(router: Router, region: Region): void {
  router
    .on('GET', '/os-services', (request) => ok(listServices(region, request)))
    .on('PUT', '/os-services/:id', (request) => ok({ service: updateService(region, request) }))
    .on('GET', '/os-hypervisors/detail', (request) => ok(listHypervisors(region, request)))
    .on('GET', '/os-hypervisors/:id', (request) => {
      requireAdmin(request, 'os-hypervisors:show');
      const host = [...region.hosts.values()].find(
        (each) => request.params.id === idOf(each.hypervisorId, each.numericId, request),
      );
      if (!host) throw notFound(`Hypervisor with ID '${request.params.id}' could not be found.`);
      return ok({ hypervisor: hypervisorView(region, host, request) });
    });
}

/** Numbers until 2.52, uuids from 2.53 on. */
function idOf(uuid: string, number: number, request: DemoRequest): string {
  return request.version >= 53 ? uuid : String(number);
}

function listServices(region: Region, request: DemoRequest): unknown {
  requireAdmin(request, 'os-services:list');
  const { query, version } = request;
  const now = region.time.now();
  const controllers = ['nova-conductor', 'nova-scheduler'].map((binary, index) => ({
    binary,
    host: 'controller-01',
    id: version >= 53 ? `00000000-0000-4000-a000-00000000000${index + 1}` : index + 1,
    zone: 'internal',
    status: 'enabled',
    state: 'up',
    updated_at: microsecondsText(now),
    disabled_reason: null,
    ...(version >= 11 && { forced_down: false }),
  }));
  const services = [
    ...controllers,
    ...[...region.hosts.values()].map((host) => serviceView(region, host, version)),
  ];
  const binary = query.get('binary');
  const host = query.get('host');
  return {
    services: services.filter(
      (each) => (binary === null || each.binary === binary) && (host === null || each.host === host),
    ),
  };
}

function serviceView(region: Region, host: Host, version: number) {
  return {
    binary: 'nova-compute',
    host: host.name,
    id: version >= 53 ? host.serviceId : host.numericId,
    zone: host.zone,
    status: host.enabled ? 'enabled' : 'disabled',
    state: isUp(host) ? 'up' : 'down',
    updated_at: microsecondsText(host.up ? region.time.now() : host.serviceUpdatedAt),
    disabled_reason: host.disabledReason,
    ...(version >= 11 && { forced_down: host.forcedDown }),
  };
}

/** By uuid from 2.53 on; before, the path names what to do and the body the host. */
function updateService(region: Region, request: DemoRequest): unknown {
  requireAdmin(request, 'os-services:update');
  const body = (request.body ?? {}) as {
    status?: string;
    disabled_reason?: string;
    forced_down?: boolean;
    host?: string;
  };
  if (request.version < 53) return updateServiceByVerb(region, request.params.id ?? '', body);
  const host = [...region.hosts.values()].find(({ serviceId }) => serviceId === request.params.id);
  if (!host) throw notFound(`Service ${request.params.id} could not be found.`);
  if (body.status !== undefined && body.status !== 'enabled' && body.status !== 'disabled') {
    throw badRequest(
      `Invalid input for field/attribute status. Value: ${body.status}. '${body.status}' is not one of ['enabled', 'disabled']`,
    );
  }
  if (body.disabled_reason !== undefined && body.status !== 'disabled') {
    throw badRequest("Specifying 'disabled_reason' requires that status is 'disabled'.");
  }
  if (body.status === undefined && body.forced_down === undefined) {
    throw badRequest("No updates were requested. Fields 'status' or 'forced_down' should be specified.");
  }
  if (body.status !== undefined) {
    host.enabled = body.status === 'enabled';
    host.disabledReason = host.enabled ? null : (body.disabled_reason ?? null);
  }
  if (body.forced_down !== undefined) host.forcedDown = body.forced_down;
  return serviceView(region, host, request.version);
}

function updateServiceByVerb(
  region: Region,
  verb: string,
  body: { host?: string; disabled_reason?: string; forced_down?: boolean },
): unknown {
  const host = region.hosts.get(body.host ?? '');
  if (!host) throw notFound(`Could not find binary nova-compute on host ${body.host}.`);
  const verbs: Record<string, () => void> = {
    enable: () => Object.assign(host, { enabled: true, disabledReason: null }),
    disable: () => Object.assign(host, { enabled: false, disabledReason: null }),
    'disable-log-reason': () =>
      Object.assign(host, { enabled: false, disabledReason: body.disabled_reason ?? null }),
    'force-down': () => Object.assign(host, { forcedDown: body.forced_down ?? true }),
  };
  const act = verbs[verb];
  if (!act) throw notFound('Unknown action');
  act();
  const status = host.enabled ? 'enabled' : 'disabled';
  return {
    binary: 'nova-compute',
    host: host.name,
    status,
    disabled_reason: host.disabledReason,
    forced_down: host.forcedDown,
  };
}

function listHypervisors(region: Region, request: DemoRequest): unknown {
  requireAdmin(request, 'os-hypervisors:list-detail');
  const hosts = [...region.hosts.values()];
  if (request.version < 33)
    return { hypervisors: hosts.map((host) => hypervisorView(region, host, request)) };
  const { query } = request;
  const marker = query.get('marker');
  const position =
    marker === null
      ? -1
      : hosts.findIndex((host) => idOf(host.hypervisorId, host.numericId, request) === marker);
  if (marker !== null && position < 0) throw badRequest(`marker [${marker}] not found`);
  const limit = pageLimit(query);
  const page = hosts.slice(position + 1, position + 1 + limit);
  const last = page.at(-1);
  const links = nextLinks(
    request,
    page.length,
    limit,
    last ? idOf(last.hypervisorId, last.numericId, request) : '',
  );
  return {
    hypervisors: page.map((host) => hypervisorView(region, host, request)),
    ...(links && { hypervisors_links: links }),
  };
}

function hypervisorView(region: Region, host: Host, request: DemoRequest): Record<string, unknown> {
  const { version, query } = request;
  const modern = version >= 53;
  const instanceIds = [...(region.instanceIdsByHost.get(host.name) ?? [])];
  const servers = instanceIds.map((uuid) => ({
    name: `instance-${(region.instances.get(uuid)?.ordinal ?? 0).toString(16).padStart(8, '0')}`,
    uuid,
  }));
  return {
    id: modern ? host.hypervisorId : host.numericId,
    hypervisor_hostname: host.hypervisorHostname,
    state: isUp(host) ? 'up' : 'down',
    status: host.enabled ? 'enabled' : 'disabled',
    hypervisor_type: 'QEMU',
    hypervisor_version: 8_002_002,
    host_ip: host.ipAddress,
    service: {
      id: modern ? host.serviceId : host.numericId,
      host: host.name,
      disabled_reason: host.disabledReason,
    },
    ...(version <= 87
      ? capacityView(region, host, instanceIds, version)
      : { uptime: isUp(host) ? ' 10:00:00 up 90 days,  1 user,  load average: 1.0, 1.0, 1.0' : null }),
    ...(modern && query.get('with_servers') === 'true' && { servers }),
  };
}

/** What 2.88 took away. Memory used includes what the host keeps for itself; usage counts moves that arrive. */
function capacityView(
  region: Region,
  host: Host,
  instanceIds: string[],
  version: number,
): Record<string, unknown> {
  const usage = region.usage(host.name);
  const memoryUsed = usage.MEMORY_MB + host.reservedMemoryMb;
  const cpu = {
    arch: 'x86_64',
    model: host.cpuModel,
    vendor: 'Intel',
    features: ['aes', 'avx', 'avx2', 'avx512f', 'pge', 'clflush', 'vmx'],
    topology: { cells: 1, sockets: 2, cores: 16, threads: 2 },
  };
  return {
    vcpus: host.vcpus,
    memory_mb: host.memoryMb,
    local_gb: host.diskGb,
    vcpus_used: usage.VCPU,
    memory_mb_used: memoryUsed,
    local_gb_used: usage.DISK_GB,
    free_ram_mb: host.memoryMb - memoryUsed,
    free_disk_gb: host.diskGb - usage.DISK_GB,
    current_workload: 0,
    running_vms: instanceIds.filter((id) => region.instances.get(id)?.powerState === 1).length,
    disk_available_least: host.diskGb - usage.DISK_GB,
    cpu_info: version >= 28 ? cpu : JSON.stringify(cpu),
  };
}
