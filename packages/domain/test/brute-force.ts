import {
  type CloudSnapshot,
  type InstanceFacts,
  obstaclesOf,
  type ResourceFacts,
  verdictOf,
} from '../src/index.ts';

/**
 * How many instances can leave a host with nothing else moved: every assignment is tried, each instance judged by
 * `verdictOf` against what has been assigned before it. For small clouds only.
 */
export function mostThatCanLeave(cloud: CloudSnapshot, host: string): number {
  const source = cloud.hosts.find(({ name }) => name === host) ?? null;
  const leaving = cloud.instances.filter(
    (one) => one.host === host && !obstaclesOf(one, { source }).some(({ severity }) => severity === 'error'),
  );
  const assigned = new Map<string, string>();
  let best = 0;
  const visit = (place: number): void => {
    if (assigned.size + leaving.length - place <= best) return;
    const instance = leaving[place];
    if (!instance) {
      best = assigned.size;
      return;
    }
    for (const destination of cloud.hosts) {
      if (!allows(cloud, assigned, instance, destination.name)) continue;
      assigned.set(instance.id, destination.name);
      visit(place + 1);
      assigned.delete(instance.id);
    }
    visit(place + 1);
  };
  visit(0);
  return best;
}

function allows(
  cloud: CloudSnapshot,
  assigned: ReadonlyMap<string, string>,
  instance: InstanceFacts,
  name: string,
): boolean {
  const host = cloud.hosts.find((one) => one.name === name);
  const { vcpu, memoryMb, diskGb } = host?.resources ?? {};
  if (!host || !vcpu || !memoryMb) return false;
  const coming = cloud.instances.filter(({ id }) => assigned.get(id) === name);
  const and = (resource: ResourceFacts, of: (one: InstanceFacts) => number | null) => ({
    ...resource,
    used: coming.reduce((sum, one) => sum + (of(one) ?? 0), resource.used),
  });
  const disk = coming.reduce((sum, one) => sum + (one.localDiskGb ?? 0), 0);
  const destination = {
    ...host,
    diskAvailableLeastGb: host.diskAvailableLeastGb === null ? null : host.diskAvailableLeastGb - disk,
    resources: {
      vcpu: and(vcpu, ({ vcpus }) => vcpus),
      memoryMb: and(memoryMb, (one) => one.memoryMb),
      diskGb: diskGb ? and(diskGb, ({ localDiskGb }) => localDiskGb) : null,
    },
  };
  const groups = cloud.groups
    .filter(({ members }) => members.includes(instance.id))
    .map((group) => ({
      ...group,
      otherMemberHosts: group.members
        .filter((id) => id !== instance.id)
        .flatMap((id) => {
          const to = assigned.get(id);
          return [
            cloud.instances.find((one) => one.id === id)?.host ?? null,
            ...(to === undefined ? [] : [to]),
          ];
        }),
    }));
  const { answer } = verdictOf({
    instance,
    source: cloud.hosts.find((one) => one.name === instance.host) ?? null,
    destination,
    groups,
    options: { blockMigration: 'auto', diskOverCommit: false },
  });
  return answer !== 'no';
}
