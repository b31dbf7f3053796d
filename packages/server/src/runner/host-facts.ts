/** Hosts as observed, and on top of it what is on its way to them. */
import {
  type AggregateFacts,
  type CpuFacts,
  type HostFacts,
  needsOf,
  type ResourceFacts,
} from '@evenkeel/domain';
import type { ObservedFacts } from '../db/preflight.ts';
import { localDiskGb } from './facts.ts';
import { type UnderWay, underWay } from './under-way.ts';

type HostRow = ObservedFacts['hosts'][number];

/** The hosts of each provider. Equal CPUs and equal lists of aggregates are one object, so that they compare quickly. */
export function hostsByProvider(
  observed: Pick<ObservedFacts, 'hosts' | 'aggregates' | 'openMoves' | 'flights'>,
): Map<string, HostFacts[]> {
  const moving = new Map<string, UnderWay[]>();
  for (const one of underWay(observed)) {
    const { providerId, from, towards } = one;
    for (const host of new Set([from, towards])) {
      if (host === null) continue;
      const key = `${providerId}/${host}`;
      const there = moving.get(key);
      if (there) there.push(one);
      else moving.set(key, [one]);
    }
  }
  const aggregates = aggregatesByHost(observed);
  const cpus = new Map<string, CpuFacts>();
  const hosts = new Map<string, HostFacts[]>();
  for (const row of observed.hosts) {
    const key = `${row.provider_id}/${row.name}`;
    const facts = factsOfHost(row, moving.get(key) ?? []);
    const ofProvider = hosts.get(row.provider_id) ?? [];
    ofProvider.push({
      ...facts,
      cpu: row.cpu_info && shared(cpus, JSON.stringify(row.cpu_info), row.cpu_info),
      aggregates: aggregates(row),
    });
    hosts.set(row.provider_id, ofProvider);
  }
  return hosts;
}

function shared<Value>(known: Map<string, Value>, key: string, value: Value): Value {
  const found = known.get(key);
  if (found !== undefined) return found;
  known.set(key, value);
  return value;
}

/**
 * The aggregates of a host; null where the cloud keeps them from us. It can only be told from their absence by the zones:
 * every zone but the default one is an aggregate's.
 */
function aggregatesByHost({
  hosts,
  aggregates,
}: Pick<ObservedFacts, 'hosts' | 'aggregates'>): (row: HostRow) => readonly AggregateFacts[] | null {
  const ofHost = new Map<string, AggregateFacts[]>();
  const known = new Set<string>();
  for (const { provider_id, hosts: names, name, metadata } of aggregates) {
    known.add(provider_id);
    for (const host of names) {
      const key = `${provider_id}/${host}`;
      const there = ofHost.get(key);
      if (there) there.push({ name, metadata });
      else ofHost.set(key, [{ name, metadata }]);
    }
  }
  const kept = new Set(
    hosts
      .filter(({ provider_id, zone }) => zone !== null && zone !== 'nova' && !known.has(provider_id))
      .map(({ provider_id }) => provider_id),
  );
  const lists = new Map<string, AggregateFacts[]>();
  return (row) => {
    if (kept.has(row.provider_id)) return null;
    const list = ofHost.get(`${row.provider_id}/${row.name}`) ?? [];
    return shared(lists, JSON.stringify(list), list);
  };
}

/** @param moving what is on its way to it or from it */
function factsOfHost(row: HostRow, moving: readonly UnderWay[]): HostFacts {
  const facts = stillFacts(row);
  // Placement holds the destination's side only once Nova has chosen it, and was read at `observed_at`.
  return moving
    .filter(({ towards, since }) => towards === row.name && (since === null || since > row.observed_at))
    .reduce(withUnderWay, {
      ...facts,
      migrationsOut: moving.filter(({ begun, from }) => begun && from === row.name).length,
      migrationsIn: moving.filter(({ begun, towards }) => begun && towards === row.name).length,
    });
}

const STANDARD: ReadonlySet<string> = new Set(['VCPU', 'MEMORY_MB', 'DISK_GB']);

function stillFacts(row: HostRow): HostFacts {
  const resources = new Map(
    row.placement?.map(({ resourceClass, ...resource }): [string, ResourceFacts] => [
      resourceClass,
      resource,
    ]),
  );
  return {
    name: row.name,
    zone: row.zone,
    status: row.status,
    state: row.state,
    disabledReason: row.disabled_reason,
    hypervisorType: row.hypervisor_type,
    hypervisorVersion: row.hypervisor_version,
    cpu: row.cpu_info,
    diskAvailableLeastGb: row.disk_available_least_gb,
    resources: {
      vcpu: resources.get('VCPU') ?? null,
      memoryMb: resources.get('MEMORY_MB') ?? null,
      diskGb: resources.get('DISK_GB') ?? null,
    },
    otherResources:
      row.placement && Object.fromEntries([...resources].filter(([name]) => !STANDARD.has(name))),
    traits: row.traits,
  };
}

function withUnderWay(host: HostFacts, { row }: UnderWay): HostFacts {
  return withInstance(host, {
    vcpus: row.vcpus,
    memoryMb: row.memory_mb,
    localDiskGb: localDiskGb(row),
    extraSpecs: row.extra_specs,
  });
}

/** The host with one instance more; what the hypervisor has left of the disk stays with who asks. */
export function withInstance(host: HostFacts, instance: Parameters<typeof needsOf>[0]): HostFacts {
  const needs = needsOf(instance, host);
  const { vcpu, memoryMb, diskGb } = host.resources;
  const fuller = (resource: ResourceFacts | null, by: number | null) =>
    resource && { ...resource, used: resource.used + (by ?? 0) };
  const others = [...needs.others, ...(needs.pcpus > 0 ? [['PCPU', needs.pcpus] as const] : [])];
  const otherResources = { ...host.otherResources };
  for (const [name, by] of others) {
    const resource = otherResources[name];
    if (resource) otherResources[name] = { ...resource, used: resource.used + by };
  }
  return {
    ...host,
    otherResources: others.length === 0 ? host.otherResources : otherResources,
    resources: {
      vcpu: fuller(vcpu, needs.vcpus),
      memoryMb: fuller(memoryMb, needs.memoryMb),
      diskGb: fuller(diskGb, needs.diskGb),
    },
  };
}
