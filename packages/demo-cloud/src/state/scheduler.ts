import type { Host, Instance } from './model.ts';
import type { Region } from './region.ts';

/**
 * Nova's filters, those a small cloud needs: ComputeFilter, AvailabilityZone, AggregateInstanceExtraSpecs, placement's
 * capacity and the server group filters (operations.md A8, A9). The fullest check of one host for one instance.
 */
export function hostFits(region: Region, instance: Instance, host: Host): boolean {
  if (!host.enabled || !isUp(host)) return false;
  if (instance.pinnedZone !== null && instance.pinnedZone !== host.zone) return false;
  return (
    aggregateAllows(region, instance, host) &&
    hasCapacity(region, instance, host) &&
    groupAllows(region, instance, host)
  );
}

export function isUp(host: Host): boolean {
  return host.up && !host.forcedDown;
}

/** Hosts in the order they would be tried: most free memory first. */
export function candidates(region: Region, instance: Instance, ignored: ReadonlySet<string>): Host[] {
  const free = (host: Host) => region.capacity(host).MEMORY_MB - region.usage(host.name).MEMORY_MB;
  return [...region.hosts.values()]
    .filter((host) => !ignored.has(host.name) && hostFits(region, instance, host))
    .sort((left, right) => free(right) - free(left));
}

export function hasCapacity(region: Region, instance: Instance, host: Host): boolean {
  const capacity = region.capacity(host);
  const usage = region.usage(host.name);
  const { vcpus, memoryMb, diskGb } = instance.flavor;
  return (
    usage.VCPU + vcpus <= capacity.VCPU &&
    usage.MEMORY_MB + memoryMb <= capacity.MEMORY_MB &&
    usage.DISK_GB + diskGb <= capacity.DISK_GB
  );
}

/** `aggregate_instance_extra_specs:key` of the flavor must stand in the metadata of an aggregate of the host. */
function aggregateAllows(region: Region, instance: Instance, host: Host): boolean {
  const prefix = 'aggregate_instance_extra_specs:';
  return Object.entries(instance.flavor.extraSpecs).every(
    ([key, value]) =>
      !key.startsWith(prefix) ||
      region.aggregates.some(
        (aggregate) =>
          aggregate.hosts.includes(host.name) && aggregate.metadata[key.slice(prefix.length)] === value,
      ),
  );
}

/** A member that is migrating counts on both its hosts, since placement holds both. */
function groupAllows(region: Region, instance: Instance, host: Host): boolean {
  const group = region.groupOf(instance.id);
  if (!group) return true;
  const others = group.members
    .filter((member) => member !== instance.id)
    .flatMap((member) => hostsOf(region, member));
  if (group.policy === 'anti-affinity') {
    return others.filter((name) => name === host.name).length < (group.maxServerPerHost ?? 1);
  }
  if (group.policy === 'affinity') return others.every((name) => name === host.name);
  return true;
}

function hostsOf(region: Region, instanceId: string): string[] {
  const host = region.liveInstance(instanceId)?.host;
  const target = region.allocation(instanceId)?.host;
  return [...new Set([host, target])].filter((name) => typeof name === 'string');
}
