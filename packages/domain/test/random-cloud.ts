import fc from 'fast-check';
import type { HostFacts, InstanceFacts } from '../src/facts.ts';
import type { CloudSnapshot, GroupSnapshot } from '../src/plan/snapshot.ts';

export const resource = (total: number, used: number) => ({ total, reserved: 0, allocationRatio: 1, used });

export function aHost(name: string, changed: Partial<HostFacts> = {}): HostFacts {
  return {
    name,
    zone: 'az-a',
    status: 'enabled',
    state: 'up',
    disabledReason: null,
    hypervisorType: 'QEMU',
    hypervisorVersion: 7_002_022,
    cpu: null,
    diskAvailableLeastGb: null,
    resources: { vcpu: resource(64, 0), memoryMb: resource(100, 0), diskGb: null },
    ...changed,
  };
}

export function anInstance(
  id: string,
  host: string | null,
  changed: Partial<InstanceFacts> = {},
): InstanceFacts {
  return {
    id,
    name: id,
    status: 'ACTIVE',
    vmState: 'active',
    taskState: null,
    host,
    locked: false,
    pinnedZone: null,
    vcpus: 1,
    memoryMb: 10,
    localDiskGb: 0,
    hasOpenMove: false,
    ...changed,
  };
}

/** The hosts' `used` counted from the instances on them, as placement would. */
export function settled(cloud: CloudSnapshot): CloudSnapshot {
  const hosts = cloud.hosts.map((host) => {
    const on = cloud.instances.filter((instance) => instance.host === host.name);
    const sum = (of: (instance: InstanceFacts) => number | null) =>
      on.reduce((all, one) => all + (of(one) ?? 0), 0);
    const { vcpu, memoryMb, diskGb } = host.resources;
    return {
      ...host,
      resources: {
        vcpu: vcpu && { ...vcpu, used: sum(({ vcpus }) => vcpus) },
        memoryMb: memoryMb && { ...memoryMb, used: sum((one) => one.memoryMb) },
        diskGb: diskGb && { ...diskGb, used: sum(({ localDiskGb }) => localDiskGb) },
      },
    };
  });
  return { ...cloud, hosts };
}

const rarely = <Usual, Rare>(usual: Usual, rare: Rare, oneIn: number) =>
  fc.nat(oneIn - 1).map((drawn): Usual | Rare => (drawn === oneIn - 1 ? rare : usual));
const policy = fc.constantFrom(
  'anti-affinity',
  'anti-affinity',
  'affinity',
  'soft-anti-affinity',
  'soft-affinity',
);

const hostArbitrary = fc.record({
  zone: fc.constantFrom('az-a', 'az-a', 'az-a', 'az-b', null),
  status: rarely('enabled' as const, 'disabled' as const, 10),
  state: fc.constantFrom<HostFacts['state']>(
    'up',
    'up',
    'up',
    'up',
    'up',
    'up',
    'up',
    'up',
    'unknown',
    'down',
  ),
  hypervisorVersion: rarely(7, 8, 6),
  memory: fc.integer({ min: 12, max: 40 }),
  vcpus: fc.integer({ min: 6, max: 20 }),
  disk: fc.constantFrom(null, 30, 60),
  known: rarely(true, false, 15),
});

const instanceArbitrary = fc.record({
  on: fc.nat(),
  state: fc.constantFrom(
    'active',
    'active',
    'active',
    'active',
    'active',
    'active',
    'active',
    'paused',
    'stopped',
    'error',
  ),
  pinned: rarely(null, 'az-a', 6),
  locked: rarely(false, true, 10),
  memoryMb: fc.constantFrom(1, 2, 4, 8, 12, 16),
  vcpus: fc.constantFrom(1, 1, 2, 4),
  localDiskGb: fc.constantFrom(0, 0, 5, 10),
});

/** Tight clouds with every kind of group, pinned zones, disabled, silent and unknown hosts, and instances of every state. */
export function randomCloud({
  hosts = 6,
  instances = 16,
  flights = false,
} = {}): fc.Arbitrary<CloudSnapshot> {
  return fc
    .record({
      hosts: fc.array(hostArbitrary, { minLength: 2, maxLength: hosts, size: 'max' }),
      instances: fc.array(instanceArbitrary, { maxLength: instances, size: 'max' }),
      groups: fc.array(
        fc.record({
          policy,
          maxServerPerHost: fc.constantFrom(null, null, 2),
          members: fc.uniqueArray(fc.nat(instances), { minLength: 1, maxLength: 5 }),
        }),
        { maxLength: 3 },
      ),
    })
    .map((drawn): CloudSnapshot => {
      const instances = drawn.instances.map(({ on, state, pinned, ...one }, number) =>
        anInstance(`i${number}`, `h${on % drawn.hosts.length}`, {
          ...one,
          vmState: state,
          status: state === 'stopped' ? 'SHUTOFF' : state.toUpperCase(),
          pinnedZone: pinned,
        }),
      );
      const cloud: CloudSnapshot = {
        hosts: drawn.hosts.map(({ memory, vcpus, disk, known, ...one }, number) =>
          aHost(`h${number}`, {
            ...one,
            diskAvailableLeastGb: disk,
            resources: {
              vcpu: known ? resource(vcpus, 0) : null,
              memoryMb: known ? resource(memory, 0) : null,
              diskGb: disk === null ? null : resource(disk, 0),
            },
          }),
        ),
        instances,
        groups: drawn.groups.map(
          ({ members, ...group }, number): GroupSnapshot => ({
            id: `g${number}`,
            name: `g${number}`,
            ...group,
            members: members.map((member) => `i${member}`),
          }),
        ),
      };
      const there = instances.filter(fittingOneAfterTheOther(cloud));
      return settled({
        ...cloud,
        instances: there,
        ...(flights ? someOnTheirWay(there, cloud.groups, drawn.hosts.length) : {}),
      });
    });
}

/** Takes an instance while its host has room for it beside those taken before, as placement would have. */
function fittingOneAfterTheOther({ hosts }: CloudSnapshot): (instance: InstanceFacts) => boolean {
  const taken: InstanceFacts[] = [];
  return (instance) => {
    const there = settled({ hosts, instances: [...taken, instance], groups: [] }).hosts.find(
      ({ name }) => name === instance.host,
    );
    const fits = Object.values(there?.resources ?? {}).every((one) => one === null || one.used <= one.total);
    if (fits) taken.push(instance);
    return fits;
  };
}

/**
 * Every fifth instance is on its way to some other host, moved by somebody else; and of each anti-affinity group one that
 * is not on the first host, so that those who leave that one have to keep away from where it goes.
 */
function someOnTheirWay(
  instances: readonly InstanceFacts[],
  groups: readonly GroupSnapshot[],
  hosts: number,
): Partial<CloudSnapshot> {
  const oneOfEach = groups
    .filter(({ policy }) => policy === 'anti-affinity')
    .map(({ members }) => instances.find(({ id, host }) => members.includes(id) && host !== 'h0')?.id);
  const moving = instances.filter(
    ({ id, vmState }, number) => (number % 5 === 4 || oneOfEach.includes(id)) && vmState === 'active',
  );
  return {
    instances: instances.map((one) =>
      moving.includes(one) ? { ...one, status: 'MIGRATING', taskState: 'migrating' } : one,
    ),
    flights: moving.map(({ id, memoryMb }) => ({
      instanceId: id,
      to: `h${(memoryMb ?? 0) % hosts}`,
      counted: false,
    })),
  };
}
