import type { HostFacts, InstanceFacts, ResourceFacts } from '../facts.ts';
import { needsOf } from '../verdict.ts';
import type { CloudSnapshot } from './snapshot.ts';
import type { PlanStep } from './types.ts';

interface Change {
  vcpus: number;
  memoryMb: number;
  diskGb: number;
  diskLeftGb: number;
  others: Map<string, number>;
}

/** The cloud as it will be once these steps have succeeded: what comes after them is planned on that. */
export function afterPlan(
  snapshot: CloudSnapshot,
  { steps }: { steps: readonly Pick<PlanStep, 'instanceId' | 'to'>[] },
): CloudSnapshot {
  const towards = new Map(steps.map(({ instanceId, to }) => [instanceId, to]));
  const facts = new Map(snapshot.hosts.map((host) => [host.name, host]));
  const changes = new Map<string, Change>();
  const instances = snapshot.instances.map((instance) => {
    const to = towards.get(instance.id);
    if (to === undefined) return instance;
    count(changes, facts.get(instance.host ?? ''), -1, instance);
    count(changes, facts.get(to), 1, instance);
    return { ...instance, host: to };
  });
  const hosts = snapshot.hosts.map((host) => {
    const change = changes.get(host.name);
    return change ? changed(host, change) : host;
  });
  return { ...snapshot, hosts, instances };
}

function count(
  changes: Map<string, Change>,
  host: HostFacts | undefined,
  sign: 1 | -1,
  instance: InstanceFacts,
): void {
  if (!host) return;
  const change = changes.get(host.name) ?? {
    vcpus: 0,
    memoryMb: 0,
    diskGb: 0,
    diskLeftGb: 0,
    others: new Map(),
  };
  const { vcpus, pcpus, memoryMb, diskGb, others } = needsOf(instance, host);
  change.vcpus += sign * (vcpus ?? 0);
  change.memoryMb += sign * (memoryMb ?? 0);
  change.diskGb += sign * (diskGb ?? 0);
  change.diskLeftGb += sign * (instance.localDiskGb ?? 0);
  for (const [name, needed] of [['PCPU', pcpus] as const, ...others])
    change.others.set(name, (change.others.get(name) ?? 0) + sign * needed);
  changes.set(host.name, change);
}

function changed(host: HostFacts, change: Change): HostFacts {
  const more = <Resource extends ResourceFacts | null>(resource: Resource, by: number): Resource =>
    resource && { ...resource, used: resource.used + by };
  const { vcpu, memoryMb, diskGb } = host.resources;
  const others = Object.entries(host.otherResources ?? {}).map(
    ([name, resource]) => [name, more(resource, change.others.get(name) ?? 0)] as const,
  );
  return {
    ...host,
    diskAvailableLeastGb:
      host.diskAvailableLeastGb === null ? null : host.diskAvailableLeastGb - change.diskLeftGb,
    resources: {
      vcpu: more(vcpu, change.vcpus),
      memoryMb: more(memoryMb, change.memoryMb),
      diskGb: more(diskGb, change.diskGb),
    },
    otherResources: host.otherResources && Object.fromEntries(others),
  };
}
