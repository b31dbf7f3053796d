import type { VerdictReason } from '@evenkeel/contract';
import type { CloudFacts, HostFacts, InstanceFacts, ResourceFacts } from '../facts.ts';
import { obstaclesOf } from '../obstacles.ts';
import { needsOf } from '../verdict.ts';
import { Compatibility } from './compatibility.ts';
import { GroupModel } from './groups.ts';
import { hasExtraNeeds, OtherResources } from './other-resources.ts';
import { type CloudSnapshot, DEFAULT_SETTINGS, type ModelSettings } from './snapshot.ts';

/** What is counted of a host, in this order: VCPUs, MiB of memory, GiB of disk in placement, GiB of disk really left. */
export const RESOURCES = ['vcpus', 'memory', 'disk', 'disk-available'] as const;
const N = RESOURCES.length;
export const VCPUS = 0;
export const MEMORY = 1;
const DISK = 2;

/** Why an instance can not go to a host now. */
export interface Refusal {
  /** The codes of `verdictOf`; `vcpus-unknown` and `memory-unknown` forbid here, as nothing could be promised. */
  code: string;
  /** The group's name where one forbids. */
  group?: string;
}

/**
 * One cloud in numbers, for planners that try many moves: hosts and instances go by their place in `hosts` and
 * `instances`. As placement does, a move holds room on both hosts from `hold` to `arrive`.
 * Capacity is (total - reserved) * ratio, rounded down; NaN where the cloud does not say, and then nothing goes there.
 */
export class CloudModel {
  /** By name, so that the same cloud gives the same plan in whatever order it was read. */
  readonly hosts: readonly HostFacts[];
  readonly instances: readonly InstanceFacts[];
  readonly groups: GroupModel;
  readonly compatibility: Compatibility;
  readonly #cloud: CloudFacts | undefined;
  /** 1 when it can be live-migrated now (no obstacle, size known); the others stay where they are and count. */
  readonly movable: Uint8Array;
  /** Host of each instance, -1 where not known. While it is on its way: the host it comes from. */
  readonly hostOf: Int32Array;
  /** Host each instance is on its way to, else -1. */
  readonly flyingTo: Int32Array;
  /** At host * RESOURCES.length + resource. */
  readonly capacity: Float64Array;
  readonly used: Float64Array;
  /** At instance * RESOURCES.length + resource; on a host with pinned CPUs some need less, see `need`. */
  readonly needs: Float64Array;
  readonly #limit: Float64Array;
  /** The most that one instance can get, at host * RESOURCES.length + resource (`max_unit`). */
  readonly #most: Float64Array;
  readonly #extra = new Set<number>();
  readonly #others = new OtherResources();
  readonly #diskCounts: boolean;
  readonly #copied: boolean;
  readonly #withoutSource: boolean;
  readonly #hostNumbers: ReadonlyMap<string, number>;
  readonly #instanceNumbers: ReadonlyMap<string, number>;
  readonly #on: readonly Set<number>[];

  constructor(snapshot: CloudSnapshot, settings: Partial<ModelSettings> = {}) {
    const { options, keepFree, withoutSource } = { ...DEFAULT_SETTINGS, ...settings };
    this.#withoutSource = withoutSource;
    this.hosts = [...snapshot.hosts].sort((left, right) => (left.name < right.name ? -1 : 1));
    this.instances = snapshot.instances;
    this.#hostNumbers = new Map(this.hosts.map(({ name }, number) => [name, number]));
    this.#instanceNumbers = new Map(this.instances.map(({ id }, number) => [id, number]));
    this.#cloud = snapshot.cloud;
    this.compatibility = new Compatibility(options, snapshot.cloud);
    this.groups = new GroupModel(snapshot.groups, this.hosts.length, (id) => this.#instanceNumbers.get(id));

    this.capacity = new Float64Array(this.hosts.length * N);
    this.used = new Float64Array(this.hosts.length * N);
    this.#most = new Float64Array(this.hosts.length * N).fill(Number.POSITIVE_INFINITY);
    this.hosts.forEach(({ resources, diskAvailableLeastGb }, host) => {
      this.capacity.set(
        [
          capacityOf(resources.vcpu) ?? Number.NaN,
          capacityOf(resources.memoryMb) ?? Number.NaN,
          // Disks on shared storage are nobody's in placement, and the hypervisor may not tell: then they do not bind.
          capacityOf(resources.diskGb) ?? Number.POSITIVE_INFINITY,
          diskAvailableLeastGb ?? Number.POSITIVE_INFINITY,
        ],
        host * N,
      );
      const { vcpu, memoryMb, diskGb } = resources;
      const most = [vcpu, memoryMb, diskGb].map((resource) => resource?.total ?? Number.POSITIVE_INFINITY);
      this.#most.set(most, host * N);
      this.used.set([vcpu?.used ?? 0, memoryMb?.used ?? 0, diskGb?.used ?? 0, 0], host * N);
    });
    this.#limit = this.capacity.map((capacity) => Math.floor(capacity * (1 - keepFree)));

    this.needs = new Float64Array(this.instances.length * N);
    this.hostOf = new Int32Array(this.instances.length);
    this.flyingTo = new Int32Array(this.instances.length).fill(-1);
    this.movable = new Uint8Array(this.instances.length);
    this.#on = this.hosts.map(() => new Set<number>());
    this.#copied = !options.diskOverCommit && options.blockMigration !== 'no';
    this.#diskCounts = !options.diskOverCommit;
    this.instances.forEach((facts, instance) => {
      const host = facts.host === null ? undefined : this.#hostNumbers.get(facts.host);
      this.hostOf[instance] = host ?? -1;
      if (hasExtraNeeds(facts)) this.#extra.add(instance);
      const at = instance * N;
      this.needs[at] = facts.vcpus ?? Number.NaN;
      this.needs[at + 1] = facts.memoryMb ?? Number.NaN;
      this.needs[at + 2] = this.#diskCounts ? (facts.localDiskGb ?? Number.NaN) : 0;
      this.needs[at + 3] = this.#copied ? (facts.localDiskGb ?? Number.NaN) : 0;
      const sized = !this.needs.subarray(at, at + N).some(Number.isNaN);
      this.movable[instance] = sized && !isObstructed(this.obstacles(instance)) ? 1 : 0;
      if (host === undefined) return;
      this.#on[host]?.add(instance);
      this.groups.count(instance, host, 1);
    });
    for (const { instanceId, to, counted } of snapshot.flights ?? []) {
      const instance = this.#instanceNumbers.get(instanceId);
      const host = to === null ? undefined : this.#hostNumbers.get(to);
      if (instance === undefined || host === undefined || host === this.hostOf[instance]) continue;
      if (!counted && !this.needs.subarray(instance * N, instance * N + N).some(Number.isNaN)) {
        this.#add(instance, host, 1);
      }
      this.groups.count(instance, host, 1);
      this.flyingTo[instance] = host;
    }
  }

  /** The number of a host; -1 when there is none of that name. */
  host(name: string): number {
    return this.#hostNumbers.get(name) ?? -1;
  }

  /** The number of an instance; -1 when there is none with that id. */
  instance(id: string): number {
    return this.#instanceNumbers.get(id) ?? -1;
  }

  /** Why an instance can not leave the host it is on, wherever it should go: what a verdict knows, and nothing else. */
  obstacles(instance: number): VerdictReason[] {
    const source = this.hosts[this.hostOf[instance] as number] ?? null;
    const where = this.#cloud ? { source, cloud: this.#cloud } : { source };
    return obstaclesOf(this.instances[instance] as InstanceFacts, where);
  }

  /** The instances on a host now, those on their way from it included, those on their way to it not. */
  on(host: number): ReadonlySet<number> {
    return this.#on[host] as Set<number>;
  }

  /** Whether the host would suit, room and groups aside. Asked with the host it is on, the answer is no. */
  compatible(instance: number, host: number): boolean {
    return this.hostOf[instance] !== host && this.#verdict(instance, host).answer !== 'no';
  }

  /** Instances of one class and one host have the same answers of `compatible` and `caution`. */
  compatibilityClass(instance: number): number {
    return this.compatibility.classOfInstance(this.instances[instance] as InstanceFacts);
  }

  /** 0 when nothing speaks against the host, 1 when the static verdict warns. */
  caution(instance: number, host: number): number {
    return this.#verdict(instance, host).answer === 'yes' ? 0 : 1;
  }

  /** Whether there is room for the instance beside everything that is on the host or on its way to or from it. */
  hasRoom(instance: number, host: number): boolean {
    for (let resource = 0; resource < N; resource += 1) {
      const needed = this.need(instance, host, resource);
      // Written so that NaN, which is "not known", is no room. An instance that needs none of a resource wants no room.
      if (needed !== 0 && !(needed <= this.room(host, resource))) return false;
    }
    return !this.#extra.has(instance) || this.#lacking(instance, host) === null;
  }

  /** What the instance takes of a resource on that host. */
  need(instance: number, host: number, resource: number): number {
    if (!this.#extra.has(instance)) return this.needs[instance * N + resource] as number;
    const needs = needsOf(this.instances[instance] as InstanceFacts, this.hosts[host] as HostFacts);
    if (resource === VCPUS) return needs.vcpus ?? Number.NaN;
    if (resource === MEMORY) return needs.memoryMb ?? Number.NaN;
    if (resource === DISK) return this.#diskCounts ? (needs.diskGb ?? Number.NaN) : 0;
    return this.needs[instance * N + resource] as number;
  }

  /** Room and groups: for a host that is known to be compatible. */
  fits(instance: number, host: number): boolean {
    return this.hasRoom(instance, host) && this.groups.forbidding(instance, host) === null;
  }

  /** Whether a move to the host could begin now: compatible, with room on both sides held, and groups kept. */
  canTake(instance: number, host: number): boolean {
    return this.fits(instance, host) && this.compatible(instance, host);
  }

  /** Why the move could not begin now, the most lasting reason first; null when it could. */
  refusal(instance: number, host: number): Refusal | null {
    if (this.hostOf[instance] === host) return { code: 'same-host' };
    const reason = this.#verdict(instance, host).reasons.find(({ severity }) => severity === 'error');
    if (reason) return { code: reason.code };
    const group = this.groups.forbidding(instance, host);
    if (group) return { code: group.policy, group: group.name };
    const short = RESOURCES.findIndex((_name, resource) => {
      const needed = this.need(instance, host, resource);
      return needed !== 0 && !(needed <= this.room(host, resource));
    });
    if (short < 0) {
      const code = this.#lacking(instance, host);
      return code && { code };
    }
    const known = !Number.isNaN(this.capacity[host * N + short] as number);
    const name = RESOURCES[short] as string;
    return { code: !known ? `${name}-unknown` : name === 'disk-available' ? name : `${name}-short` };
  }

  /** The move begins: the instance holds room on both hosts, and is a member of its groups on both. */
  hold(instance: number, host: number): void {
    this.#add(instance, host, 1);
    this.groups.count(instance, host, 1);
    this.flyingTo[instance] = host;
  }

  /** The move has succeeded: what was held on the host it came from is free. */
  arrive(instance: number): void {
    const [from, to] = [this.hostOf[instance] as number, this.flyingTo[instance] as number];
    this.#add(instance, from, -1);
    this.groups.count(instance, from, -1);
    this.#on[from]?.delete(instance);
    this.#on[to]?.add(instance);
    this.hostOf[instance] = to;
    this.flyingTo[instance] = -1;
  }

  /** The move has ended otherwise, or is taken back: what was held on the host it was to go to is free. */
  release(instance: number): void {
    const to = this.flyingTo[instance] as number;
    this.#add(instance, to, -1);
    this.groups.count(instance, to, -1);
    this.flyingTo[instance] = -1;
  }

  /** What may still be used of a resource, with what is to be kept free left out; below 0 on a host that is too full. */
  free(host: number, resource: number): number {
    const at = host * N + resource;
    return (this.#limit[at] as number) - (this.used[at] as number);
  }

  /** What a single instance can get of a resource now. */
  room(host: number, resource: number): number {
    return Math.min(this.free(host, resource), this.#most[host * N + resource] as number);
  }

  /** Share of a resource that is used, and with an instance more; NaN where not known. */
  load(host: number, resource: number, instance?: number): number {
    const added = instance === undefined ? 0 : this.need(instance, host, resource);
    return (
      ((this.used[host * N + resource] as number) + added) / (this.capacity[host * N + resource] as number)
    );
  }

  #verdict(instance: number, host: number) {
    const source = this.#withoutSource ? null : (this.hosts[this.hostOf[instance] as number] ?? null);
    return this.compatibility.verdict(
      this.instances[instance] as InstanceFacts,
      source,
      this.hosts[host] as HostFacts,
    );
  }

  #lacking(instance: number, host: number) {
    return this.#others.lacking(this.instances[instance] as InstanceFacts, this.hosts[host] as HostFacts);
  }

  #add(instance: number, host: number, sign: 1 | -1): void {
    for (let resource = 0; resource < N; resource += 1) {
      const at = host * N + resource;
      this.used[at] = (this.used[at] as number) + sign * this.need(instance, host, resource);
    }
    if (!this.#extra.has(instance)) return;
    this.#others.add(this.instances[instance] as InstanceFacts, this.hosts[host] as HostFacts, sign);
  }
}

function capacityOf(resource: ResourceFacts | null): number | null {
  return resource && Math.floor((resource.total - resource.reserved) * resource.allocationRatio);
}

function isObstructed(obstacles: readonly VerdictReason[]): boolean {
  return obstacles.some(({ severity }) => severity === 'error');
}
