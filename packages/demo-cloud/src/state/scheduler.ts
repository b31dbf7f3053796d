import type { Host, Instance } from './model.ts';
import type { Region } from './region.ts';
import { traitsSuit } from './traits.ts';

/**
 * Nova's filters (nova/scheduler/filters, operations.md A8, A9), in an order in which the cheap ones come first. Each
 * says whether a host may take an instance. Hosts of another cell are never asked.
 */
export const FILTERS: Readonly<Record<string, (region: Region, instance: Instance, host: Host) => boolean>> =
  {
    SameCell: (region, instance, host) => region.hosts.get(instance.host ?? '')?.cell === host.cell,
    ComputeFilter: (_region, _instance, host) => host.enabled && isUp(host) && !host.disabledTrait,
    AvailabilityZone: (_region, { pinnedZone }, host) => pinnedZone === null || pinnedZone === host.zone,
    AggregateMultiTenancyIsolation: tenantAllowed,
    AggregateInstanceExtraSpecsFilter: extraSpecsMatch,
    Placement: hasCapacity,
    Traits: (_region, instance, host) => traitsSuit(instance, host),
    ServerGroup: groupAllows,
  };

/** True when every filter passes. */
export function hostFits(region: Region, instance: Instance, host: Host): boolean {
  return Object.values(FILTERS).every((filter) => filter(region, instance, host));
}

/** nova-compute tells placement whether it is enabled, as soon as it runs (nova/compute/api.py service_update). */
export function syncDisabledTrait(host: Host): void {
  if (isUp(host)) host.disabledTrait = !host.enabled;
}

export function isUp(host: Host): boolean {
  return host.up && !host.forcedDown;
}

/** Hosts in the order they would be tried: most free memory first, after the wishes of soft groups. */
export function candidates(region: Region, instance: Instance, ignored: ReadonlySet<string>): Host[] {
  const fitting = [...region.hosts.values()]
    .filter((host) => !ignored.has(host.name) && hostFits(region, instance, host))
    .map((host) => ({
      host,
      wish: groupWish(region, instance, host),
      free: region.capacity(host).MEMORY_MB - region.usage(host.name).MEMORY_MB,
    }));
  fitting.sort((left, right) => right.wish - left.wish || right.free - left.free);
  return fitting.map(({ host }) => host);
}

/** Placement: (total - reserved) * ratio of each class, and no more than the total at once (`max_unit`). */
export function hasCapacity(region: Region, instance: Instance, host: Host): boolean {
  const capacity = region.capacity(host);
  const usage = region.usage(host.name);
  const wanted = region.resourcesOf(instance);
  const most = { VCPU: host.vcpus, MEMORY_MB: host.memoryMb, DISK_GB: host.diskGb };
  return (['VCPU', 'MEMORY_MB', 'DISK_GB'] as const).every(
    (name) =>
      wanted[name] === 0 || (wanted[name] <= most[name] && usage[name] + wanted[name] <= capacity[name]),
  );
}

const aggregatesOf = (region: Region, host: Host) =>
  region.aggregates.filter(({ hosts }) => hosts.includes(host.name));

/** An aggregate with `filter_tenant_id` takes these projects' instances only. */
function tenantAllowed(region: Region, instance: Instance, host: Host): boolean {
  const allowed = aggregatesOf(region, host)
    .flatMap(({ metadata }) => metadata.filter_tenant_id ?? [])
    .flatMap((text) => text.split(','));
  return allowed.length === 0 || allowed.includes(instance.projectId);
}

/** `aggregate_instance_extra_specs:key` of the flavor must stand in the metadata of an aggregate of the host. */
function extraSpecsMatch(region: Region, instance: Instance, host: Host): boolean {
  const prefix = 'aggregate_instance_extra_specs:';
  const wanted = Object.entries(instance.flavor.extraSpecs).filter(([key]) => key.startsWith(prefix));
  if (wanted.length === 0) return true;
  const aggregates = aggregatesOf(region, host);
  return wanted.every(([key, value]) =>
    aggregates.some(({ metadata }) => valueMatches(metadata[key.slice(prefix.length)], value)),
  );
}

/** Plain text, or `<or> a <or> b`. */
function valueMatches(found: string | undefined, wanted: string): boolean {
  if (found === undefined) return false;
  if (!wanted.startsWith('<or>')) return found === wanted;
  return wanted
    .split('<or>')
    .map((choice) => choice.trim())
    .includes(found);
}

/**
 * The scheduler sees where members are, not where they are going: a member under way counts at its source only
 * (affinity_filter.py). Affinity counts the instance's own host too, which a live migration may not choose.
 */
function groupAllows(region: Region, instance: Instance, host: Host): boolean {
  const group = region.groupOf(instance.id);
  if (!group) return true;
  if (group.policy === 'anti-affinity')
    return membersOn(region, instance, host.name) < (group.maxServerPerHost ?? 1);
  if (group.policy !== 'affinity') return true;
  return group.members.some((member) => region.liveInstance(member)?.host === host.name);
}

/** Other members of the instance's group that are on this host. */
function membersOn(region: Region, instance: Instance, host: string): number {
  const members = region.groupOf(instance.id)?.members ?? [];
  return members.filter((member) => member !== instance.id && region.liveInstance(member)?.host === host)
    .length;
}

/** Soft groups do not forbid a host: they weigh it. */
function groupWish(region: Region, instance: Instance, host: Host): number {
  const policy = region.groupOf(instance.id)?.policy;
  if (policy === 'soft-affinity') return membersOn(region, instance, host.name);
  if (policy === 'soft-anti-affinity') return -membersOn(region, instance, host.name);
  return 0;
}

/**
 * What the destination itself checks: here members on their way to it count as well (nova/compute/manager.py
 * `_validate_instance_group_policy`).
 */
export function groupStillAllows(region: Region, instance: Instance, host: Host): boolean {
  const group = region.groupOf(instance.id);
  if (group?.policy !== 'anti-affinity') return true;
  const others = group.members.filter((member) => member !== instance.id);
  const there = others.filter(
    (member) =>
      region.liveInstance(member)?.host === host.name || region.allocation(member)?.host === host.name,
  );
  return there.length < (group.maxServerPerHost ?? 1);
}
