import { notFound } from '../http/errors.ts';
import type { DemoRequest } from '../http/router.ts';
import type { Host } from '../state/model.ts';
import type { Region } from '../state/region.ts';

/** Each host is one resource provider, named as its hypervisor and with the hypervisor's uuid. */
export function providerOf(region: Region, request: DemoRequest): Host {
  const id = request.params.id ?? '';
  const host = [...region.hosts.values()].find(({ hypervisorId }) => hypervisorId === id);
  if (!host)
    throw notFound(`No resource provider with uuid ${id} found : No resource provider with uuid ${id} found`);
  return host;
}

export function listProviders(region: Region, request: DemoRequest): Host[] {
  const uuid = request.query.get('uuid');
  const name = request.query.get('name');
  return [...region.hosts.values()].filter(
    (host) =>
      (uuid === null || host.hypervisorId === uuid) && (name === null || host.hypervisorHostname === name),
  );
}

/** What can be asked of it grew: aggregates with 1.1, traits with 1.6, allocations with 1.11, its tree with 1.14. */
export function providerView(host: Host, version: number): unknown {
  const uuid = host.hypervisorId;
  const self = `/resource_providers/${uuid}`;
  const rels = [
    'inventories',
    'usages',
    ...(version >= 1 ? ['aggregates'] : []),
    ...(version >= 6 ? ['traits'] : []),
    ...(version >= 11 ? ['allocations'] : []),
  ];
  const links = [{ rel: 'self', href: self }, ...rels.map((rel) => ({ rel, href: `${self}/${rel}` }))];
  return {
    uuid,
    name: host.hypervisorHostname,
    generation: 1,
    links,
    ...(version >= 14 && { parent_provider_uuid: null, root_provider_uuid: uuid }),
  };
}

export function inventoriesOf(host: Host): Record<string, unknown> {
  const inventory = (total: number, reserved: number, ratio: number) => ({
    total,
    reserved,
    min_unit: 1,
    max_unit: total,
    step_size: 1,
    allocation_ratio: ratio,
  });
  return {
    VCPU: inventory(host.vcpus, 0, host.vcpuRatio),
    MEMORY_MB: inventory(host.memoryMb, host.reservedMemoryMb, host.memoryRatio),
    DISK_GB: inventory(host.diskGb, 0, host.diskRatio),
  };
}

export function aggregatesOf(region: Region, host: Host): string[] {
  return region.aggregates.filter(({ hosts }) => hosts.includes(host.name)).map(({ uuid }) => uuid);
}
