import type { SimulatedTime } from './clock.ts';
import type { Host, Instance, Project, VmState } from './model.ts';
import { Random } from './random.ts';
import { IMAGE_ID, Region } from './region.ts';
import { FLAVORS, PROJECTS, ROLES } from './seed-names.ts';

export const ADMIN_USER_ID = 'cd00808c474b46d2a7807c18539348fc';
const MIB = 1024 ** 2;
const DAY_MILLISECONDS = 86_400_000;

export interface InstanceSpecification {
  name: string;
  project: string;
  flavor: string;
  host: string | null;
  state?: VmState;
  metadata?: Record<string, string>;
  zone?: string;
  pinnedZone?: string | null;
  locked?: boolean;
  fault?: string;
  volumes?: number;
  createdAt?: number;
  /** Bytes per second; a calm guest when left out. */
  dirtyBytesPerSecond?: number;
}

export function seedProjects(random: Random): Project[] {
  return PROJECTS.map((name) => ({
    id: random.hex(32),
    name,
    description: name === 'admin' ? 'Operators' : `Team ${name}`,
  }));
}

/** Builds a region: hosts in two zones, flavors, aggregates, a mixed load and the special instances. */
export function seedRegion(options: {
  name: string;
  index: number;
  time: SimulatedTime;
  seed: number;
  projects: Project[];
  hosts: number;
  instances: number;
}): Region {
  const region = new Region(options.name, options.time, new Random(options.seed), options.projects);
  FLAVORS.forEach((flavor, index) => {
    region.flavors.push({ ...flavor, id: region.random.uuid(), numericId: index + 1, extraSpecs: {} });
  });
  addHosts(region, options.index, options.hosts, options.instances);
  addAggregates(region);
  const before = addSpecialInstances(region, options.instances);
  addOrdinaryInstances(region, options.instances - before);
  addServerGroups(region);
  return region;
}

/** The last host of each region is disabled; in every second region the one before it is down. */
function addHosts(region: Region, regionIndex: number, count: number, instances: number): void {
  const memoryMb = Math.max(131_072, Math.ceil(((instances / Math.max(1, count)) * 10_240) / 4096) * 4096);
  for (let index = 0; index < count; index += 1) {
    const name = `${region.name}-compute-${String(index + 1).padStart(2, '0')}`;
    const disabled = count >= 4 && index === count - 1;
    const down = count >= 5 && regionIndex % 2 === 1 && index === count - 2;
    region.addHost({
      name,
      hypervisorHostname: `${name}.demo.example`,
      numericId: index + 4,
      serviceId: region.random.uuid(),
      hypervisorId: region.random.uuid(),
      zone: `${region.name}-${index < Math.ceil(count / 2) ? 'a' : 'b'}`,
      ipAddress: `10.${regionIndex + 1}.${Math.floor(index / 250)}.${(index % 250) + 1}`,
      enabled: !disabled,
      disabledReason: disabled ? 'Memory errors, ticket 4711' : null,
      disabledTrait: disabled,
      up: !down,
      forcedDown: false,
      serviceUpdatedAt: region.time.now() - (down ? 3 * 3_600_000 : 0),
      vcpus: memoryMb / 4096,
      memoryMb,
      diskGb: memoryMb / 64,
      reservedMemoryMb: 4096,
      vcpuRatio: 4,
      memoryRatio: 1,
      diskRatio: 1,
      cpuModel: 'Cascadelake-Server-noTSX',
      hypervisorVersion: 8_002_002,
      cell: 'cell1',
      preCheckFailure: null,
      storagePool: regionIndex % 2 === 0 ? 'ceph' : null,
    });
  }
}

function addAggregates(region: Region): void {
  const hosts = [...region.hosts.values()];
  const createdAt = region.time.now() - 300 * DAY_MILLISECONDS;
  const zones = [...new Set(hosts.map((host) => host.zone))];
  zones.forEach((zone, index) => {
    const names = hosts.filter((host) => host.zone === zone).map((host) => host.name);
    const metadata = { availability_zone: zone, rack: `r${index + 1}` };
    region.aggregates.push({
      id: index + 1,
      uuid: region.random.uuid(),
      name: zone,
      hosts: names,
      metadata,
      createdAt,
    });
  });
  const all = hosts.map((host) => host.name);
  const metadata = { generation: '2024' };
  region.aggregates.push({
    id: zones.length + 1,
    uuid: region.random.uuid(),
    name: 'all-hosts',
    hosts: all,
    metadata,
    createdAt,
  });
}

/** The instances that make a demonstration: each says by its name what it does. Returns how many there are. */
function addSpecialInstances(region: Region, limit: number): number {
  const host = (index: number): string => [...region.hosts.keys()][index % region.hosts.size] as string;
  const zone = (name: string): string => region.hosts.get(name)?.zone ?? '';
  const specials: InstanceSpecification[] = [
    {
      name: 'copy-fails-01',
      project: 'web',
      flavor: 'm1.small',
      host: host(0),
      metadata: { demo: 'copy-fails' },
    },
    {
      name: 'busy-cache-01',
      project: 'web',
      flavor: 'm1.medium',
      host: host(1),
      metadata: { demo: 'never-converges' },
    },
    {
      name: 'precheck-fails-01',
      project: 'data',
      flavor: 'm1.small',
      host: host(0),
      metadata: { demo: 'precheck-fails' },
    },
    {
      name: 'db-primary',
      project: 'data',
      flavor: 'm1.xlarge',
      host: host(1),
      dirtyBytesPerSecond: 120 * MIB,
      volumes: 1,
    },
    { name: 'locked-vault-01', project: 'data', flavor: 'm1.small', host: host(2), locked: true },
    { name: 'legacy-app-01', project: 'web', flavor: 'm1.small', host: host(0), zone: '' },
    { name: 'pinned-web-01', project: 'web', flavor: 'm1.small', host: host(0), pinnedZone: zone(host(0)) },
    { name: 'stopped-batch-01', project: 'batch', flavor: 'm1.medium', host: host(0), state: 'stopped' },
    { name: 'paused-build-01', project: 'development', flavor: 'm1.small', host: host(1), state: 'paused' },
    {
      name: 'suspended-lab-01',
      project: 'development',
      flavor: 'm1.small',
      host: host(2),
      state: 'suspended',
    },
    {
      name: 'shelved-archive-01',
      project: 'data',
      flavor: 'm1.large',
      host: null,
      state: 'shelved_offloaded',
      zone: zone(host(0)),
    },
    {
      name: 'broken-import-01',
      project: 'batch',
      flavor: 'm1.small',
      host: host(2),
      state: 'error',
      fault: 'Failed to attach volume: timed out waiting for a reply',
    },
    { name: 'quorum-1', project: 'data', flavor: 'm1.small', host: host(0) },
    { name: 'quorum-2', project: 'data', flavor: 'm1.small', host: host(1) },
    { name: 'quorum-3', project: 'data', flavor: 'm1.small', host: host(2) },
    { name: 'render-head', project: 'batch', flavor: 'm1.small', host: host(1) },
    { name: 'render-node', project: 'batch', flavor: 'm1.medium', host: host(1) },
  ];
  const chosen = specials.slice(0, limit);
  for (const special of chosen) addInstance(region, special);
  return chosen.length;
}

function addServerGroups(region: Region): void {
  const group = (name: string, policy: 'affinity' | 'anti-affinity', members: string[]): void => {
    const found = region.instancesByAge.filter((instance) => members.includes(instance.name));
    const projectId = found[0]?.projectId;
    if (!projectId) return;
    const ids = found.map((instance) => instance.id);
    const maxServerPerHost = policy === 'anti-affinity' ? 1 : null;
    region.addServerGroup({
      id: region.random.uuid(),
      name,
      policy,
      maxServerPerHost,
      members: ids,
      projectId,
      userId: ADMIN_USER_ID,
    });
  };
  group('quorum', 'anti-affinity', ['quorum-1', 'quorum-2', 'quorum-3']);
  group('render', 'affinity', ['render-head', 'render-node']);
}

/** Unevenly over the hosts, the first ones fuller, so that there is something to balance. */
function addOrdinaryInstances(region: Region, count: number): void {
  const names = [...region.hosts.keys()];
  const numbers = new Map<string, number>();
  const drawn = ROLES.flatMap((role) => Array<(typeof ROLES)[number]>(role.share).fill(role));
  for (let index = 0; index < count; index += 1) {
    const role = region.random.pick(drawn);
    const number = (numbers.get(role.name) ?? 0) + 1;
    numbers.set(role.name, number);
    const position = Math.floor(region.random.next() ** 1.5 * names.length);
    const state: VmState = region.random.next() < 0.06 ? 'stopped' : 'active';
    const name = `${role.name}-${String(number).padStart(2, '0')}`;
    addInstance(region, {
      name,
      project: role.project,
      flavor: role.flavor,
      host: names[position] ?? null,
      state,
    });
  }
}

const POWER_STATES: Record<VmState, number> = {
  active: 1,
  paused: 3,
  stopped: 4,
  suspended: 4,
  resized: 1,
  shelved_offloaded: 4,
  error: 1,
  deleted: 0,
};

/** Adds one instance; unknown projects and flavors fall back to the first. */
export function addInstance(region: Region, specification: InstanceSpecification): Instance {
  const { random } = region;
  const ordinal = region.instancesByAge.length + 1;
  const state = specification.state ?? 'active';
  const project =
    region.projects.find(({ name }) => name === specification.project) ?? (region.projects[0] as Project);
  const flavor = region.flavors.find(({ name }) => name === specification.flavor) ?? region.flavors[0];
  if (!flavor) throw new Error('the region has no flavors');
  const created = specification.createdAt ?? region.time.now() - 90 * DAY_MILLISECONDS + ordinal * 60_000;
  const host: Host | undefined = region.hosts.get(specification.host ?? '');
  const requestId = `req-${random.uuid()}`;
  const instance: Instance = {
    id: random.uuid(),
    ordinal,
    name: specification.name,
    projectId: project.id,
    userId: ADMIN_USER_ID,
    flavor,
    imageId: IMAGE_ID,
    metadata: specification.metadata ?? {},
    description: specification.name,
    tags: [project.name],
    addresses: [
      {
        network: `${project.name}-net`,
        address: `192.168.${Math.floor(ordinal / 250) % 256}.${(ordinal % 250) + 4}`,
        mac: `fa:16:3e:${[0, 0, 0].map(() => random.hex(2)).join(':')}`,
      },
    ],
    vmState: state,
    taskState: null,
    powerState: POWER_STATES[state],
    host: host?.name ?? null,
    zone: specification.zone ?? host?.zone ?? '',
    pinnedZone: specification.pinnedZone ?? null,
    progress: 0,
    locked: specification.locked ?? false,
    lockedReason: specification.locked ? 'holds secrets' : null,
    fault: specification.fault ? { message: specification.fault, createdAt: created } : null,
    volumeIds: Array.from({ length: specification.volumes ?? 0 }, () => random.uuid()),
    createdAt: created,
    updatedAt: created + 5000,
    launchedAt: state === 'error' && !host ? null : created + 5000,
    deletedAt: null,
    dirtyBytesPerSecond: specification.dirtyBytesPerSecond ?? (5 + random.integer(40)) * MIB,
    actions: [
      {
        action: 'create',
        requestId,
        userId: ADMIN_USER_ID,
        projectId: project.id,
        startTime: created,
        updatedAt: created + 5000,
        message: null,
        events: [],
      },
    ],
  };
  region.addInstance(instance);
  return instance;
}
