import { badRequest, notFound } from '../http/errors.ts';
import { type DemoRequest, ok, type Router } from '../http/router.ts';
import type { Host } from '../state/model.ts';
import type { Region } from '../state/region.ts';
import { isUp } from '../state/scheduler.ts';
import { requireAdmin } from './access.ts';
import { nextLinks, pageLimit } from './paging.ts';

/** os-hypervisors (operations.md A8): with capacity and CPU only until 2.87. */
export function addHypervisorRoutes(router: Router, region: Region): void {
  router
    .on('GET', '/os-hypervisors/detail', (request) => ok(listHypervisors(region, request)))
    .on('GET', '/os-hypervisors/:id', (request) => {
      requireAdmin(request, 'os-hypervisors:show');
      const host = [...region.hosts.values()].find((each) => request.params.id === idOf(each, request));
      if (!host) throw notFound(`Hypervisor with ID '${request.params.id}' could not be found.`);
      return ok({ hypervisor: hypervisorView(region, host, request) });
    });
}

/** A number until 2.52, a uuid from 2.53 on. */
function idOf(host: Host, request: DemoRequest): string {
  return request.version >= 53 ? host.hypervisorId : String(host.numericId);
}

function listHypervisors(region: Region, request: DemoRequest): unknown {
  requireAdmin(request, 'os-hypervisors:list-detail');
  const hosts = [...region.hosts.values()];
  if (request.version < 33)
    return { hypervisors: hosts.map((host) => hypervisorView(region, host, request)) };
  const { query } = request;
  const marker = query.get('marker');
  const position = marker === null ? -1 : hosts.findIndex((host) => idOf(host, request) === marker);
  if (marker !== null && position < 0) throw badRequest(`marker [${marker}] not found`);
  const limit = pageLimit(query);
  const page = hosts.slice(position + 1, position + 1 + limit);
  const last = page.at(-1);
  const links = nextLinks(request, page.length, limit, last ? idOf(last, request) : '');
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
