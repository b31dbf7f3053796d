import { addInstance } from './add-instance.ts';
import type { SimulatedTime } from './clock.ts';
import type { Project, VmState } from './model.ts';
import { Random } from './random.ts';
import { Region } from './region.ts';
import { FLAVORS, PROJECTS, ROLES } from './seed-names.ts';
import { addServerGroups, addSpecialInstances } from './special-instances.ts';

const DAY_MILLISECONDS = 86_400_000;

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
      traits: [],
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
