import type { Caller } from './actions.ts';
import type { SimulatedTime } from './clock.ts';
import type {
  Aggregate,
  Flavor,
  Host,
  Instance,
  Migration,
  MigrationType,
  Project,
  Resources,
  ServerGroup,
} from './model.ts';
import type { Random } from './random.ts';
import { type CloudSettings, DEFAULT_SETTINGS } from './settings.ts';

/** The image that every instance was made of. */
export const IMAGE_ID = 'a4d3f9f6-525b-4083-9e39-25b2893f0b01';

export interface Allocation {
  consumerId: string;
  projectId: string;
  userId: string;
  host: string;
  resources: Resources;
}

/** One region's state with the indexes its APIs need. Every write goes through here so that the indexes hold. */
export class Region {
  readonly name: string;
  readonly time: SimulatedTime;
  readonly random: Random;
  readonly projects: Project[];
  readonly settings: CloudSettings = { ...DEFAULT_SETTINGS };
  /** Names of cells that do not answer. */
  readonly downCells = new Set<string>();
  readonly hosts = new Map<string, Host>();
  readonly flavors: Flavor[] = [];
  readonly aggregates: Aggregate[] = [];
  readonly serverGroups: ServerGroup[] = [];
  /** In order of creation, deleted ones included; lists show it backwards. */
  readonly instancesByAge: Instance[] = [];
  readonly instances = new Map<string, Instance>();
  readonly instancesByHost = new Map<string, Set<Instance>>();
  /** Ascending id. */
  readonly migrations: Migration[] = [];
  readonly migrationsByInstance = new Map<string, Migration[]>();
  readonly #allocations = new Map<string, Allocation>();
  readonly #allocationIdsByHost = new Map<string, Set<string>>();
  readonly #usage = new Map<string, Resources>();
  readonly #groupByInstance = new Map<string, ServerGroup>();

  constructor(name: string, time: SimulatedTime, random: Random, projects: Project[]) {
    this.name = name;
    this.time = time;
    this.random = random;
    this.projects = projects;
  }

  addHost(host: Host): void {
    this.hosts.set(host.name, host);
    this.instancesByHost.set(host.name, new Set());
    this.#allocationIdsByHost.set(host.name, new Set());
    this.#usage.set(host.name, { VCPU: 0, MEMORY_MB: 0, DISK_GB: 0 });
  }

  addInstance(instance: Instance): void {
    this.instances.set(instance.id, instance);
    this.instancesByAge.push(instance);
    if (instance.host === null) return;
    this.instancesByHost.get(instance.host)?.add(instance);
    this.allocate(instance.id, instance, instance.host);
  }

  addServerGroup(group: ServerGroup): void {
    this.serverGroups.push(group);
    for (const member of group.members) this.#groupByInstance.set(member, group);
  }

  groupOf(instanceId: string): ServerGroup | undefined {
    return this.#groupByInstance.get(instanceId);
  }

  /** True where the instance's cell does not answer, so that Nova knows little of it. */
  isLost(instance: Instance): boolean {
    return this.downCells.size > 0 && this.downCells.has(this.hosts.get(instance.host ?? '')?.cell ?? '');
  }

  /** The instance unless it is gone. */
  liveInstance(id: string): Instance | undefined {
    const instance = this.instances.get(id);
    return instance?.deletedAt === null ? instance : undefined;
  }

  /** Writes fields and, as the database does, the time of the write. */
  updateInstance(instance: Instance, patch: Partial<Instance>): void {
    if (patch.host !== undefined && patch.host !== instance.host) {
      if (instance.host !== null) this.instancesByHost.get(instance.host)?.delete(instance);
      if (patch.host !== null) this.instancesByHost.get(patch.host)?.add(instance);
    }
    Object.assign(instance, patch);
    instance.updatedAt = this.time.now();
  }

  deleteInstance(instance: Instance): void {
    if (instance.host !== null) this.instancesByHost.get(instance.host)?.delete(instance);
    this.release(instance.id);
    const group = this.#groupByInstance.get(instance.id);
    if (group) group.members = group.members.filter((member) => member !== instance.id);
    this.#groupByInstance.delete(instance.id);
    const now = this.time.now();
    Object.assign(instance, { vmState: 'deleted', taskState: null, powerState: 0, progress: 0 });
    instance.updatedAt = now;
    instance.deletedAt = now;
  }

  /** Live migrations begin as `accepted`, as evacuations do; cold ones as `pre-migrating`. */
  addMigration(instance: Instance, type: MigrationType, source: string, by: Caller): Migration {
    const migration: Migration = {
      id: this.migrations.length + 1,
      uuid: this.random.uuid(),
      type,
      instanceId: instance.id,
      flavorNumericId: instance.flavor.numericId,
      status: type === 'migration' ? 'pre-migrating' : 'accepted',
      sourceHost: source,
      destinationHost: null,
      sourceNode: null,
      destinationNode: null,
      userId: by.userId,
      projectId: by.projectId,
      createdAt: this.time.now(),
      updatedAt: null,
      sample: null,
    };
    this.migrations.push(migration);
    const ofInstance = this.migrationsByInstance.get(instance.id);
    if (ofInstance) ofInstance.push(migration);
    else this.migrationsByInstance.set(instance.id, [migration]);
    return migration;
  }

  updateMigration(migration: Migration, patch: Partial<Migration>): void {
    Object.assign(migration, patch);
    migration.updatedAt = this.time.now();
  }

  /** Placement: consumer is an instance, or a migration that holds the source's side (operations.md A8). */
  allocate(consumerId: string, instance: Instance, host: string): void {
    this.release(consumerId);
    const resources = this.resourcesOf(instance);
    const { projectId, userId } = instance;
    this.#allocations.set(consumerId, { consumerId, projectId, userId, host, resources });
    this.#allocationIdsByHost.get(host)?.add(consumerId);
    this.#addUsage(host, resources, 1);
  }

  /** A root disk that is a volume takes no space on the host. */
  resourcesOf({ flavor, volumeIds }: Instance): Resources {
    const diskGb = volumeIds.length > 0 ? 0 : flavor.diskGb;
    return { VCPU: flavor.vcpus, MEMORY_MB: flavor.memoryMb, DISK_GB: diskGb };
  }

  release(consumerId: string): void {
    const allocation = this.#allocations.get(consumerId);
    if (!allocation) return;
    this.#allocations.delete(consumerId);
    this.#allocationIdsByHost.get(allocation.host)?.delete(consumerId);
    this.#addUsage(allocation.host, allocation.resources, -1);
  }

  allocation(consumerId: string): Allocation | undefined {
    return this.#allocations.get(consumerId);
  }

  allocationsOfHost(host: string): Allocation[] {
    return [...(this.#allocationIdsByHost.get(host) ?? [])].map(
      (id) => this.#allocations.get(id) as Allocation,
    );
  }

  allocations(): Allocation[] {
    return [...this.#allocations.values()];
  }

  usage(host: string): Resources {
    return this.#usage.get(host) ?? { VCPU: 0, MEMORY_MB: 0, DISK_GB: 0 };
  }

  /** True when both hosts reach the same disks. */
  sharesStorage(one: string, other: string): boolean {
    const pool = this.hosts.get(one)?.storagePool ?? null;
    return pool !== null && pool === this.hosts.get(other)?.storagePool;
  }

  /** What placement lets be used: (total - reserved) * ratio. */
  capacity(host: Host): Resources {
    return {
      VCPU: host.vcpus * host.vcpuRatio,
      MEMORY_MB: (host.memoryMb - host.reservedMemoryMb) * host.memoryRatio,
      DISK_GB: host.diskGb * host.diskRatio,
    };
  }

  #addUsage(host: string, resources: Resources, sign: 1 | -1): void {
    const usage = this.#usage.get(host);
    if (!usage) return;
    usage.VCPU += sign * resources.VCPU;
    usage.MEMORY_MB += sign * resources.MEMORY_MB;
    usage.DISK_GB += sign * resources.DISK_GB;
  }
}
