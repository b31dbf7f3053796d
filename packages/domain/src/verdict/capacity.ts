import type { Verdict, VerdictReason } from '@evenkeel/contract';
import type { HostFacts, InstanceFacts, ResourceFacts } from '../facts.ts';
import type { VerdictInput } from './input.ts';
import { error, information } from './reason.ts';
import { wantedOf } from './wanted.ts';

/** What placement still gives out: (total - reserved) * ratio - used. */
export function freeOf(resource: ResourceFacts): number {
  return capacityOf(resource) - resource.used;
}

function capacityOf(resource: ResourceFacts): number {
  return (resource.total - resource.reserved) * resource.allocationRatio;
}

/** What the instance takes on a host. Extra specs go before the flavor; pinned CPUs are PCPU where the host has those. */
export interface Needs {
  vcpus: number | null;
  pcpus: number;
  memoryMb: number | null;
  diskGb: number | null;
  /** Other resource classes. */
  others: readonly (readonly [string, number])[];
}

const OWN: ReadonlySet<string> = new Set(['VCPU', 'PCPU', 'MEMORY_MB', 'DISK_GB']);
const NO_OTHERS: Needs['others'] = [];

export function needsOf(
  instance: Pick<InstanceFacts, 'vcpus' | 'memoryMb' | 'localDiskGb' | 'extraSpecs'>,
  host: HostFacts,
): Needs {
  const { resources, dedicatedCpus, isolatedEmulator } = wantedOf(instance);
  const pinned = dedicatedCpus && host.otherResources?.PCPU !== undefined;
  const asksForCpus = resources.has('VCPU') || resources.has('PCPU');
  const vcpus = asksForCpus ? (resources.get('VCPU') ?? 0) : instance.vcpus;
  return {
    vcpus: pinned && !asksForCpus ? 0 : vcpus,
    pcpus: asksForCpus
      ? (resources.get('PCPU') ?? 0)
      : pinned
        ? (instance.vcpus ?? 0) + (isolatedEmulator ? 1 : 0)
        : 0,
    memoryMb: resources.get('MEMORY_MB') ?? instance.memoryMb,
    diskGb: resources.get('DISK_GB') ?? instance.localDiskGb,
    others:
      resources.size === 0 ? NO_OTHERS : [...resources].filter(([name, much]) => !OWN.has(name) && much > 0),
  };
}

/** Room by placement; the disk too, unless Disk Over Commit is ticked (design.md 5). */
export function capacityReasons(input: VerdictInput): VerdictReason[] {
  const { instance, destination: host, options } = input;
  const needs = needsOf(instance, host);
  const reasons: VerdictReason[] = [];
  const check = (code: string, unit: string, needed: number | null, resource: ResourceFacts | null) => {
    const reason = shortage(code, unit, needed, resource, host.name, instance.name);
    if (reason) reasons.push(reason);
  };
  check('vcpus', 'VCPU', needs.vcpus, host.resources.vcpu);
  if (needs.pcpus > 0) check('pcpus', 'PCPU', needs.pcpus, host.otherResources?.PCPU ?? null);
  check('memory', 'MiB of memory', needs.memoryMb, host.resources.memoryMb);
  for (const [name, needed] of needs.others)
    check('resource', name, needed, host.otherResources?.[name] ?? null);
  if (options.diskOverCommit) return reasons;
  if (needs.diskGb !== 0) check('disk', 'GiB of disk', needs.diskGb, host.resources.diskGb);
  reasons.push(...diskLeftReasons(input));
  return reasons;
}

/** What the hypervisor itself has left, which only disks that may be copied need. */
function diskLeftReasons({ instance, destination, options }: VerdictInput): VerdictReason[] {
  if (instance.localDiskGb === 0 || options.blockMigration === 'no') return [];
  const available = destination.diskAvailableLeastGb;
  if (available === null || instance.localDiskGb === null) {
    const message = `The cloud does not show the disk space left on ${destination.name}.`;
    return [information('disk-unknown', message)];
  }
  if (available >= instance.localDiskGb) return [];
  const figures = `${instance.name} needs ${instance.localDiskGb} GiB, ${destination.name} has ${available} GiB left`;
  const remedy = options.blockMigration === 'auto' ? '; on shared storage tick Disk Over Commit' : '';
  return [error('disk-available', `${figures}${remedy}.`)];
}

/** Placement also gives no more at once than there is in all (`max_unit`), whatever the ratio. */
function shortage(
  code: string,
  unit: string,
  needed: number | null,
  resource: ResourceFacts | null,
  host: string,
  instance: string,
): VerdictReason | null {
  if (needed === 0) return null;
  if (needed === null || resource === null) {
    const message = `The cloud does not show how much ${unit} is free on ${host}.`;
    return information(`${code}-unknown`, message);
  }
  const free = Math.floor(freeOf(resource));
  if (needed > free) {
    const message = `${instance} needs ${needed} ${unit}, ${host} has ${Math.max(free, 0)} free.`;
    return error(`${code}-short`, message);
  }
  if (needed <= resource.total) return null;
  return error(
    `${code}-short`,
    `${instance} needs ${needed} ${unit} at once, ${host} has ${resource.total}.`,
  );
}

/** Load now and with the instance, as fractions of the capacity; null where unknown. */
export function loadOf(instance: InstanceFacts, host: HostFacts): Verdict['load'] {
  const { vcpu, memoryMb, diskGb } = host.resources;
  const needs = needsOf(instance, host);
  return {
    memory: fraction(memoryMb, 0),
    memoryAfter: fraction(memoryMb, needs.memoryMb),
    vcpus: fraction(vcpu, 0),
    vcpusAfter: fraction(vcpu, needs.vcpus),
    disk: fraction(diskGb, 0),
    diskAfter: fraction(diskGb, needs.diskGb),
  };
}

function fraction(resource: ResourceFacts | null, added: number | null): number | null {
  if (resource === null || added === null) return null;
  const capacity = capacityOf(resource);
  return capacity > 0 ? (resource.used + added) / capacity : null;
}
