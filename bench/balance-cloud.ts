/** A cloud as a balancer finds it: grown over time, so that some hosts are nearly full and others nearly empty. */
import type { CloudSnapshot, GroupSnapshot, HostFacts, InstanceFacts, ResourceFacts } from '@evenkeel/domain';

/** vCPUs, MiB, GiB of local disk, and how many of 100 instances are of it. */
const FLAVORS = [
  ['m1.small', 1, 2_048, 20, 35],
  ['m1.medium', 2, 4_096, 40, 30],
  ['m1.large', 4, 8_192, 80, 20],
  ['m1.xlarge', 8, 16_384, 160, 10],
  ['r1.large', 4, 32_768, 80, 5],
] as const;

export interface CloudSize {
  hosts: number;
  instances: number;
  seed: number;
  /** In so many availability zones. */
  zones?: number;
  /** Instances of every hundred that are in an anti-affinity group of three. */
  grouped?: number;
  /** Instances of every hundred that have to stay in their zone. */
  pinned?: number;
}

/** The same size and seed, the same cloud. Every instance fits where it is; hosts are as big as the instances ask for. */
export function generateCloud({
  hosts,
  instances,
  seed,
  zones = 3,
  grouped = 6,
  pinned = 10,
}: CloudSize): CloudSnapshot {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  const perHost = Math.ceil(instances / hosts);
  // Of an average instance there are 2.9 vCPUs and 6.6 GiB; hosts are sized to be half full on average.
  const vcpus = Math.ceil((perHost * 2.9 * 2) / 4 / 8) * 8;
  const memoryMb = Math.ceil((perHost * 7.3 * 1024 * 2) / 65_536) * 65_536;
  const resource = (total: number, allocationRatio: number): ResourceFacts => ({
    total,
    reserved: 0,
    allocationRatio,
    used: 0,
  });
  const facts: HostFacts[] = Array.from({ length: hosts }, (_, number) => ({
    name: `compute-${String(number + 1).padStart(4, '0')}`,
    zone: `zone-${(number % zones) + 1}`,
    status: 'enabled',
    state: 'up',
    disabledReason: null,
    hypervisorType: 'QEMU',
    hypervisorVersion: 7_002_000,
    cpu: null,
    diskAvailableLeastGb: null,
    resources: {
      vcpu: resource(vcpus, 4),
      memoryMb: resource(memoryMb, 1),
      diskGb: resource(perHost * 160, 1),
    },
  }));
  // How much a host is liked: a few are left with little, as after an upgrade.
  const liking = facts.map(() => 0.15 + random() ** 0.7);
  const all: InstanceFacts[] = [];
  while (all.length < instances) {
    let pick = random() * 100;
    const flavor = FLAVORS.find(([, , , , share]) => {
      pick -= share;
      return pick < 0;
    }) as (typeof FLAVORS)[number];
    const [flavorName, cpus, memory, disk] = flavor;
    const number = Math.floor(random() * hosts);
    const host = facts[number] as HostFacts;
    const { vcpu, memoryMb: mib, diskGb } = host.resources as Record<string, ResourceFacts>;
    const wants = [vcpu?.used, mib?.used, diskGb?.used].some(Number.isNaN) ? 0 : (liking[number] as number);
    if (random() > wants) continue;
    const fits = (one: ResourceFacts | undefined, need: number) =>
      one !== undefined && one.used + need <= one.total * one.allocationRatio * 0.95;
    if (!fits(vcpu, cpus) || !fits(mib, memory) || !fits(diskGb, disk)) continue;
    (vcpu as ResourceFacts).used += cpus;
    (mib as ResourceFacts).used += memory;
    (diskGb as ResourceFacts).used += disk;
    all.push({
      id: `00000000-0000-4000-8000-${String(all.length).padStart(12, '0')}`,
      name: `vm-${all.length}`,
      status: 'ACTIVE',
      vmState: 'active',
      taskState: null,
      host: host.name,
      locked: false,
      pinnedZone: random() < pinned / 100 ? host.zone : null,
      vcpus: cpus,
      memoryMb: memory,
      localDiskGb: disk,
      hasOpenMove: false,
      flavorName,
    });
  }
  return { hosts: facts, instances: all, groups: groupsOf(all, grouped) };
}

/** Threes of instances that are on different hosts. */
function groupsOf(instances: readonly InstanceFacts[], percent: number): GroupSnapshot[] {
  const groups: GroupSnapshot[] = [];
  if (percent === 0) return groups;
  const every = Math.max(1, Math.floor(300 / Math.max(1, percent)));
  for (let first = 0; first + 2 < instances.length; first += every) {
    const members = instances.slice(first, first + 3);
    if (new Set(members.map(({ host }) => host)).size < 3) continue;
    const id = `group-${first}`;
    groups.push({
      id,
      name: id,
      policy: 'anti-affinity',
      maxServerPerHost: null,
      members: members.map((one) => one.id),
    });
  }
  return groups;
}
