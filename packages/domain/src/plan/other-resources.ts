import type { HostFacts, InstanceFacts, ResourceFacts } from '../facts.ts';
import { wantedOf } from '../verdict/wanted.ts';
import { freeOf, type Needs, needsOf } from '../verdict.ts';

/** Whether the extra specs ask for more, or for other things, than the flavor's own figures; what they take depends on the host. */
export function hasExtraNeeds(facts: InstanceFacts): boolean {
  const { resources, dedicatedCpus } = wantedOf(facts);
  return dedicatedCpus || resources.size > 0;
}

/** Resource classes besides VCPU, MEMORY_MB and DISK_GB, which few instances take: pinned CPUs, devices, custom ones. */
export class OtherResources {
  /** What has come to a host since the snapshot, less what has gone from it, by host and class. */
  readonly #added = new Map<string, number>();

  /** The first class that the host can not give now: known to be short, or not known; null when it can give all. */
  lacking(
    instance: InstanceFacts,
    host: HostFacts,
  ): 'pcpus-short' | 'resource-short' | 'resource-unknown' | null {
    for (const [name, needed] of classesOf(needsOf(instance, host))) {
      const resource: ResourceFacts | undefined = host.otherResources?.[name];
      if (!resource) return 'resource-unknown';
      const free = Math.floor(freeOf(resource)) - (this.#added.get(`${host.name} ${name}`) ?? 0);
      if (needed > free || needed > resource.total) return name === 'PCPU' ? 'pcpus-short' : 'resource-short';
    }
    return null;
  }

  add(instance: InstanceFacts, host: HostFacts, sign: 1 | -1): void {
    for (const [name, needed] of classesOf(needsOf(instance, host))) {
      const key = `${host.name} ${name}`;
      this.#added.set(key, (this.#added.get(key) ?? 0) + sign * needed);
    }
  }
}

function classesOf({ pcpus, others }: Needs): readonly (readonly [string, number])[] {
  return pcpus > 0 ? [['PCPU', pcpus], ...others] : others;
}
