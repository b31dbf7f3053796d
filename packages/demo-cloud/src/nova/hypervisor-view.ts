import type { DemoRequest } from '../http/router.ts';
import type { Host } from '../state/model.ts';
import type { Region } from '../state/region.ts';
import { isUp } from '../state/scheduler.ts';

/** A number until 2.52, a uuid from 2.53 on. */
export const hypervisorId = (host: Host, request: DemoRequest): string | number =>
  request.version >= 53 ? host.hypervisorId : host.numericId;

/** What `GET /os-hypervisors` shows of each. */
export function hypervisorSummary(region: Region, host: Host, request: DemoRequest): Record<string, unknown> {
  const withServers =
    request.version >= 53 && /^(1|t|true|on|y|yes)$/i.test(request.query.get('with_servers') ?? '');
  const servers = withServers ? serversOn(region, host) : [];
  return {
    id: hypervisorId(host, request),
    hypervisor_hostname: host.hypervisorHostname,
    state: isUp(host) ? 'up' : 'down',
    status: host.enabled ? 'enabled' : 'disabled',
    ...(withServers && (servers.length > 0 || request.version >= 75) && { servers }),
  };
}

/** With capacity and CPU only until 2.87 (operations.md A8). */
export function hypervisorView(region: Region, host: Host, request: DemoRequest): Record<string, unknown> {
  const { version } = request;
  return {
    ...hypervisorSummary(region, host, request),
    hypervisor_type: 'QEMU',
    hypervisor_version: host.hypervisorVersion,
    host_ip: host.ipAddress,
    service: {
      id: version >= 53 ? host.serviceId : host.numericId,
      host: host.name,
      disabled_reason: host.disabledReason,
    },
    ...(version <= 87
      ? { ...capacityOf(region, host), cpu_info: cpuInfo(host, version) }
      : { uptime: uptimeOf(host) }),
  };
}

export const uptimeOf = (host: Host): string | null =>
  isUp(host) ? ' 10:00:00 up 90 days,  1 user,  load average: 1.0, 1.0, 1.0' : null;

export function serversOn(region: Region, host: Host): { name: string; uuid: string }[] {
  return [...(region.instancesByHost.get(host.name) ?? [])].map(({ id, ordinal }) => ({
    name: `instance-${ordinal.toString(16).padStart(8, '0')}`,
    uuid: id,
  }));
}

/** What 2.88 took away. Memory used includes what the host keeps for itself; usage counts moves that arrive. */
export function capacityOf(region: Region, host: Host) {
  const usage = region.usage(host.name);
  const memoryUsed = usage.MEMORY_MB + host.reservedMemoryMb;
  const instances = [...(region.instancesByHost.get(host.name) ?? [])];
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
    running_vms: instances.filter(({ powerState }) => powerState === 1).length,
    disk_available_least: host.diskGb - usage.DISK_GB,
  };
}

/** JSON in a text until 2.27, an object from 2.28 on. */
function cpuInfo(host: Host, version: number): unknown {
  const cpu = {
    arch: 'x86_64',
    model: host.cpuModel,
    vendor: 'Intel',
    features: ['aes', 'avx', 'avx2', 'avx512f', 'pge', 'clflush', 'vmx'],
    topology: { cells: 1, sockets: 2, cores: 16, threads: 2 },
  };
  return version >= 28 ? cpu : JSON.stringify(cpu);
}
