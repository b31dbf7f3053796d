import type { GroupSnapshot } from './snapshot.ts';

/** Where the members of the groups are, in numbers: a member on its way counts on both hosts. */
export class GroupModel {
  readonly groups: readonly GroupSnapshot[];
  /** Groups of an instance, by its number; nobody's entry is missing, it is empty. */
  readonly #ofInstance: ReadonlyMap<number, readonly number[]>;
  readonly #hosts: number;
  /** Members per group and host, at group * hosts + host. */
  readonly #there: Map<number, number>;
  /** Members per group on any host, those on their way twice. */
  readonly #anywhere: Int32Array;

  constructor(groups: readonly GroupSnapshot[], hosts: number, indexOf: (id: string) => number | undefined) {
    const ofInstance = new Map<number, number[]>();
    groups.forEach((group, number) => {
      for (const id of group.members) {
        const instance = indexOf(id);
        if (instance === undefined) continue;
        const mine = ofInstance.get(instance);
        if (mine) mine.push(number);
        else ofInstance.set(instance, [number]);
      }
    });
    this.groups = groups;
    this.#ofInstance = ofInstance;
    this.#hosts = hosts;
    this.#there = new Map();
    this.#anywhere = new Int32Array(groups.length);
  }

  /** Numbers of the groups an instance is in. */
  of(instance: number): readonly number[] {
    return this.#ofInstance.get(instance) ?? NONE;
  }

  /** Members of a group on a host, or on their way to or from it. */
  there(group: number, host: number): number {
    return this.#there.get(group * this.#hosts + host) ?? 0;
  }

  /** The instance is on the host from now on (`change` 1), or no longer (-1). */
  count(instance: number, host: number, change: 1 | -1): void {
    for (const group of this.of(instance)) {
      const key = group * this.#hosts + host;
      this.#there.set(key, (this.#there.get(key) ?? 0) + change);
      this.#anywhere[group] = (this.#anywhere[group] as number) + change;
    }
  }

  /**
   * The group whose hard policy keeps the instance off a host that it is not on; null when none does. As `verdictOf` judges groups, with members on their way counted on both sides.
   */
  forbidding(instance: number, host: number): GroupSnapshot | null {
    for (const number of this.of(instance)) {
      const group = this.groups[number] as GroupSnapshot;
      if (group.policy === 'anti-affinity') {
        if (this.there(number, host) >= (group.maxServerPerHost ?? 1)) return group;
      } else if (group.policy === 'affinity') {
        // The scheduler wants a host on which a member is.
        if (this.there(number, host) === 0) return group;
      }
    }
    return null;
  }

  /** Whether a hard policy keeps the instance with others: those rely on each other's places. */
  isBound(instance: number): boolean {
    return this.of(instance).some((number) => this.groups[number]?.policy === 'affinity');
  }

  /** How many soft policies the host would bend for the instance; 0 is best. */
  softCost(instance: number, from: number, host: number): number {
    let cost = 0;
    for (const number of this.of(instance)) {
      const { policy } = this.groups[number] as GroupSnapshot;
      const there = this.there(number, host);
      if (policy === 'soft-anti-affinity') cost += there;
      else if (policy === 'soft-affinity' && (this.#anywhere[number] as number) - (from < 0 ? 0 : 1) > there)
        cost += 1;
    }
    return cost;
  }
}

const NONE: readonly number[] = [];
