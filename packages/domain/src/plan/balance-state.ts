import type { Objective } from './balance-objective.ts';
import { type CloudModel, MEMORY, RESOURCES } from './model.ts';

const DISK = RESOURCES.indexOf('disk');

/**
 * A cloud on which moves are tried and taken back: model and objective go together. Every move is carried out whole, one
 * after the other, so that each was possible with room held on both sides.
 */
export class BalanceState {
  readonly model: CloudModel;
  readonly objective: Objective;
  /** Where each instance was at the start. */
  readonly origin: Int32Array;
  /** May be moved, by host. */
  readonly #free: readonly number[][];
  readonly #log: { instance: number; from: number; to: number }[] = [];
  /** Instances that are not where they were. */
  readonly #moved = new Set<number>();

  /** Instances of one kind differ in nothing that a plan looks at. */
  readonly #kindOf: Int32Array;

  /** @param free the instances that may be moved. @param particular those that are like no other, as rules name them. */
  constructor(
    model: CloudModel,
    objective: Objective,
    free: readonly number[],
    particular: ReadonlySet<number> = new Set(),
  ) {
    this.model = model;
    this.objective = objective;
    this.origin = Int32Array.from(model.hostOf);
    this.#free = model.hosts.map(() => []);
    this.#kindOf = kindsOf(model, objective, free, particular);
    for (const instance of free) this.#free[model.hostOf[instance] as number]?.push(instance);
  }

  /** Instances on the host that may be moved. */
  freeOn(host: number): readonly number[] {
    return this.#free[host] as number[];
  }

  /** One of each kind on the host that may be moved, smallest first; one that was moved already stands for itself. */
  kindsOn(host: number): number[] {
    const ofKind = new Map<number, number>();
    const kinds: number[] = [];
    for (const instance of this.#free[host] as number[]) {
      if (this.origin[instance] !== host) kinds.push(instance);
      else {
        const kind = this.#kindOf[instance] as number;
        const first = ofKind.get(kind);
        if (first === undefined || instance < first) ofKind.set(kind, instance);
      }
    }
    kinds.push(...ofKind.values());
    return kinds.sort((left, right) => this.sizeOf(left) - this.sizeOf(right) || left - right);
  }

  /** What there is to copy, roughly: only for an order. */
  sizeOf(instance: number): number {
    const at = instance * RESOURCES.length;
    return (this.model.needs[at + MEMORY] as number) + 1024 * (this.model.needs[at + DISK] as number);
  }

  get moved(): ReadonlySet<number> {
    return this.#moved;
  }

  /** How many more instances would be away from where they were. */
  costOf(instance: number, to: number): number {
    const origin = this.origin[instance];
    return (origin === to ? 0 : 1) - (origin === this.model.hostOf[instance] ? 0 : 1);
  }

  /** Whether no further instance may be moved; one that was moved already may go elsewhere. */
  full(instance: number, mostMoves: number): boolean {
    return this.#moved.size >= mostMoves && !this.#moved.has(instance);
  }

  move(instance: number, to: number): void {
    const from = this.model.hostOf[instance] as number;
    this.#carryOut(instance, to);
    this.#log.push({ instance, from, to });
  }

  /** A place in the history, for `rollBack`. */
  get mark(): number {
    return this.#log.length;
  }

  /** The moves since the mark, in order. */
  since(mark: number): { instance: number; to: number }[] {
    return this.#log.slice(mark).map(({ instance, to }) => ({ instance, to }));
  }

  /** The instances that are not where they were, in the order of their last moves. */
  inOrder(): number[] {
    const last = new Map<number, number>();
    this.#log.forEach(({ instance }, place) => {
      if (this.#moved.has(instance)) last.set(instance, place);
    });
    return [...last].sort(([, left], [, right]) => left - right).map(([instance]) => instance);
  }

  /** Takes back everything since the mark, backwards: what was possible one way is possible the other. */
  rollBack(mark: number): void {
    while (this.#log.length > mark) {
      const { instance, from } = this.#log.pop() as { instance: number; from: number; to: number };
      this.#carryOut(instance, from);
    }
  }

  #carryOut(instance: number, to: number): void {
    const { model, objective } = this;
    const from = model.hostOf[instance] as number;
    objective.move(instance, from, to);
    model.hold(instance, to);
    model.arrive(instance);
    const there = this.#free[from] as number[];
    const at = there.indexOf(instance);
    // One that a person has sent somewhere is not free to be moved on.
    if (at >= 0) {
      there[at] = there[there.length - 1] as number;
      there.pop();
      this.#free[to]?.push(instance);
    }
    if (this.origin[instance] === to) this.#moved.delete(instance);
    else this.#moved.add(instance);
  }
}

function kindsOf(
  model: CloudModel,
  objective: Objective,
  free: readonly number[],
  particular: ReadonlySet<number>,
): Int32Array {
  const kinds = new Map<string, number>();
  const kindOf = new Int32Array(model.instances.length).fill(-1);
  // Projects matter only where an aggregate is kept for some.
  const forProjects = model.hosts.some((host) =>
    host.aggregates?.some(({ metadata }) =>
      Object.keys(metadata).some((key) => key.startsWith('filter_tenant')),
    ),
  );
  for (const instance of free) {
    const { pinnedZone, projectId, flavorName, extraSpecs, imageProperties } = model.instances[
      instance
    ] as (typeof model.instances)[number];
    const alone = particular.has(instance) || model.groups.of(instance).length > 0;
    const at = instance * RESOURCES.length;
    const key = alone
      ? `alone ${instance}`
      : [
          model.needs.subarray(at, at + RESOURCES.length).join(' '),
          objective.needsOf(instance).join(' '),
          pinnedZone ?? '',
          forProjects ? projectId : '',
          flavorName ?? '',
          extraSpecs && !flavorName ? JSON.stringify(extraSpecs) : '',
          imageProperties ? JSON.stringify(imageProperties) : '',
        ].join('|');
    const kind = kinds.get(key) ?? kinds.size;
    kinds.set(key, kind);
    kindOf[instance] = kind;
  }
  return kindOf;
}
