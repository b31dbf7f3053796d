/**
 * How much of each host is taken, and by which instance: by allocation (what placement has given out), or by use (what a
 * Prometheus measured over a window). Both come out in one shape, so that the planner knows of no difference.
 */
import type { LoadDimension } from '@evenkeel/contract';
import type { HostFacts, InstanceFacts, ResourceFacts } from '../facts.ts';

/** One dimension. Hosts and instances stand in the order in which they were given; the unit cancels out. */
export interface Load {
  dimension: LoadDimension;
  /** What a host has; NaN where it is not known. */
  capacity: Float64Array;
  /** What is taken of it, by instances and by whatever else; NaN where it is not known. */
  used: Float64Array;
  /** What an instance takes with it when it goes. */
  needs: Float64Array;
}

/** Measured over a window. Names and ids as Nova's; what is not in a map is not known. */
export interface MeasuredUse {
  /** Fractions of the host, 0 to 1. */
  hosts: Readonly<Partial<Record<LoadDimension, ReadonlyMap<string, number>>>>;
  /** CPU in cores, memory in bytes, disk and network in bytes a second. */
  instances: Readonly<Partial<Record<LoadDimension, ReadonlyMap<string, number>>>>;
}

type Hosts = readonly HostFacts[];
type Instances = readonly InstanceFacts[];

/** Network is no resource class of placement's: by allocation nothing is known of it, and it gives no load. */
const ALLOCATED: Partial<
  Record<
    LoadDimension,
    { ofHost(host: HostFacts): ResourceFacts | null; ofInstance(instance: InstanceFacts): number | null }
  >
> = {
  cpu: { ofHost: ({ resources }) => resources.vcpu, ofInstance: ({ vcpus }) => vcpus },
  memory: { ofHost: ({ resources }) => resources.memoryMb, ofInstance: ({ memoryMb }) => memoryMb },
  disk: { ofHost: ({ resources }) => resources.diskGb, ofInstance: ({ localDiskGb }) => localDiskGb },
};

/** What placement has given out, of what it may give out: (total - reserved) * ratio. Null for what it does not count. */
export function loadByAllocation(dimension: LoadDimension, hosts: Hosts, instances: Instances): Load | null {
  const allocated = ALLOCATED[dimension];
  if (!allocated) return null;
  const resources = hosts.map((host) => allocated.ofHost(host));
  return {
    dimension,
    capacity: Float64Array.from(resources, (resource) =>
      resource ? (resource.total - resource.reserved) * resource.allocationRatio : Number.NaN,
    ),
    used: Float64Array.from(resources, (resource) => resource?.used ?? Number.NaN),
    needs: Float64Array.from(instances, (instance) => allocated.ofInstance(instance) ?? 0),
  };
}

/**
 * What was measured. A host's fraction is taken as it is. Of CPU and memory an instance takes with it what it was seen to
 * use; of disk and network, whose capacity nobody tells, its share of its host's load, and hosts are taken as equally
 * fast. An instance that was not measured counts as much as its vCPUs do on average on its host.
 */
export function loadByUse(
  dimension: LoadDimension,
  hosts: Hosts,
  instances: Instances,
  measured: MeasuredUse,
): Load {
  const fractions = measured.hosts[dimension];
  const figures = measured.instances[dimension];
  const capacity = Float64Array.from(hosts, (host) => unitsOf(dimension, host));
  const used = Float64Array.from(
    hosts,
    (host, index) => (fractions?.get(host.name) ?? Number.NaN) * (capacity[index] as number),
  );
  const onHost = new Map(hosts.map(({ name }) => [name, { measured: 0, vcpus: 0, unmeasuredVcpus: 0 }]));
  for (const { id, host, vcpus } of instances) {
    const there = host === null ? undefined : onHost.get(host);
    if (!there) continue;
    const figure = figures?.get(id);
    there.vcpus += vcpus ?? 0;
    if (figure === undefined) there.unmeasuredVcpus += vcpus ?? 0;
    else there.measured += figure;
  }
  const indexOf = new Map(hosts.map(({ name }, index) => [name, index]));
  const needs = Float64Array.from(instances, ({ id, host, vcpus }) => {
    const index = host === null ? undefined : indexOf.get(host);
    const there = host === null ? undefined : onHost.get(host);
    if (index === undefined || !there) return 0;
    const hostUsed = used[index] as number;
    if (!Number.isFinite(hostUsed)) return 0;
    // The rest of the host's load is divided among those that were not measured, if there are any.
    const share = vcpus !== null && there.vcpus > 0 ? vcpus / there.vcpus : 0;
    const figure = figures?.get(id);
    if (figure === undefined) return hostUsed * share;
    const measuredPart = hostUsed * (1 - (there.vcpus > 0 ? there.unmeasuredVcpus / there.vcpus : 0));
    if (dimension === 'cpu' || dimension === 'memory')
      return Math.min(figure, (figure / Math.max(there.measured, figure, 1e-12)) * hostUsed);
    return there.measured > 0 ? (figure / there.measured) * measuredPart : 0;
  });
  return { dimension, capacity, used, needs };
}

const BYTES_IN_MIB = 1024 * 1024;

/** Cores, bytes, or 1 where hosts are taken as equal. */
function unitsOf(dimension: LoadDimension, { resources }: HostFacts): number {
  if (dimension === 'cpu') return resources.vcpu?.total ?? Number.NaN;
  if (dimension === 'memory') return (resources.memoryMb?.total ?? Number.NaN) * BYTES_IN_MIB;
  return 1;
}
