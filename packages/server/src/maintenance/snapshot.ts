/** From what was observed of a provider to what the planner is told. */
import type { CloudSnapshot, HostFacts, Plan, ResourceFacts } from '@evenkeel/domain';
import type { ObservedFacts, OpenMoveRow } from '../db/preflight.ts';
import { factsOfCloud, factsOfInstance } from '../runner/facts.ts';
import { hostsByProvider } from '../runner/host-facts.ts';
import { underWay } from '../runner/under-way.ts';

/** @param inMaintenance hosts to which nothing may go, whatever their switch says as yet. */
export function snapshotOf(observed: ObservedFacts, inMaintenance: ReadonlySet<string>): CloudSnapshot {
  const openMoves = new Map<string, OpenMoveRow[]>();
  for (const move of observed.openMoves) openMoves.set(move.instance_id, [move]);
  const [first] = observed.instances;
  return {
    cloud: first && factsOfCloud(first),
    hosts: [...hostsByProvider(observed).values()]
      .flat()
      .map((facts): HostFacts => (inMaintenance.has(facts.name) ? { ...facts, status: 'disabled' } : facts)),
    instances: observed.instances.map((row) => factsOfInstance(row, openMoves.get(row.id) ?? [])),
    groups: observed.groups.map((row) => ({
      id: row.id,
      name: row.name,
      policy: row.policy,
      maxServerPerHost: row.max_server_per_host,
      members: row.members,
    })),
    // What they take where they go stands in the hosts' facts already.
    flights: underWay(observed).map(({ instanceId, towards: to }) => ({ instanceId, to, counted: true })),
  };
}

/** The cloud as it will be once a plan was carried out: the next host is planned on that. */
export function afterPlan(snapshot: CloudSnapshot, { steps }: Pick<Plan, 'steps'>): CloudSnapshot {
  const towards = new Map(steps.map(({ instanceId, to }) => [instanceId, to]));
  const change = new Map<string, { vcpus: number; memoryMb: number; localDiskGb: number }>();
  const count = (host: string | null, sign: 1 | -1, needs: CloudSnapshot['instances'][number]) => {
    if (host === null) return;
    const sum = change.get(host) ?? { vcpus: 0, memoryMb: 0, localDiskGb: 0 };
    for (const name of ['vcpus', 'memoryMb', 'localDiskGb'] as const) sum[name] += sign * (needs[name] ?? 0);
    change.set(host, sum);
  };
  const instances = snapshot.instances.map((instance) => {
    const to = towards.get(instance.id);
    if (to === undefined) return instance;
    count(instance.host, -1, instance);
    count(to, 1, instance);
    return { ...instance, host: to };
  });
  const more = (resource: ResourceFacts | null, by: number) =>
    resource && { ...resource, used: resource.used + by };
  const hosts = snapshot.hosts.map((host): HostFacts => {
    const by = change.get(host.name);
    if (!by) return host;
    const { diskAvailableLeastGb: least, resources } = host;
    return {
      ...host,
      diskAvailableLeastGb: least === null ? null : least - by.localDiskGb,
      resources: {
        vcpu: more(resources.vcpu, by.vcpus),
        memoryMb: more(resources.memoryMb, by.memoryMb),
        diskGb: more(resources.diskGb, by.localDiskGb),
      },
    };
  });
  return { ...snapshot, hosts, instances };
}
