import { type CloudModel, MEMORY } from './model.ts';

/** Where an instance may go: what the request forbids, and which of the hosts with room is best. */
export class Destinations {
  /** Questions asked of the model so far: searches stop at a number of them, so that the same input gives the same plan. */
  asked = 0;
  readonly #model: CloudModel;
  readonly #closed: ReadonlySet<number>;
  readonly #excluded: ReadonlyMap<number, ReadonlySet<number>>;
  readonly #inboundAtMost: number;
  readonly #inbound = new Map<number, number>();
  readonly #candidates = new Map<string, readonly number[]>();

  /** `inboundAtMost`: more than this to one host would take another wave, so others are taken first. */
  constructor(
    model: CloudModel,
    options: {
      closed: ReadonlySet<number>;
      excluded: ReadonlyMap<number, ReadonlySet<number>>;
      inboundAtMost: number;
    },
  ) {
    this.#model = model;
    this.#closed = options.closed;
    this.#excluded = options.excluded;
    this.#inboundAtMost = options.inboundAtMost;
  }

  /** Hosts that would suit the instance, room and groups aside. */
  candidates(instance: number): readonly number[] {
    const key = `${this.#model.compatibilityClass(instance)} ${this.#model.hostOf[instance]}`;
    let found = this.#candidates.get(key);
    if (!found) {
      found = this.#model.hosts.flatMap((_host, host) =>
        !this.#closed.has(host) && this.#model.compatible(instance, host) ? [host] : [],
      );
      this.#candidates.set(key, found);
      this.asked += this.#model.hosts.length;
    }
    const excluded = this.#excluded.get(instance);
    return excluded ? found.filter((host) => !excluded.has(host)) : found;
  }

  /** Whether the plan may send the instance there at all, and if not, why. */
  closedTo(instance: number, host: number): 'draining' | 'excluded' | null {
    if (this.#closed.has(host)) return 'draining';
    return this.#excluded.get(instance)?.has(host) ? 'excluded' : null;
  }

  /** Whether one of `candidates` has room now and breaks no group. */
  fits(instance: number, host: number): boolean {
    this.asked += 1;
    return this.#model.fits(instance, host);
  }

  /** The best host with room now, or -1: no warning, then no further wave, then the lowest memory load (byPreference). */
  best(
    instance: number,
    { tight = false, avoid = NONE }: { tight?: boolean; avoid?: ReadonlySet<number> } = {},
  ): number {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (const host of this.candidates(instance)) {
      if (avoid.has(host) || !this.fits(instance, host)) continue;
      const load = this.#model.load(host, MEMORY, instance);
      const spread = tight ? 1 - load : load;
      if (spread >= least) continue;
      const soft = this.#model.groups.softCost(instance, this.#model.hostOf[instance] as number, host);
      const further = (this.#inbound.get(host) ?? 0) >= this.#inboundAtMost ? 1 : 0;
      const cost =
        (soft > 0 ? 10_000 + soft : 0) +
        this.#model.caution(instance, host) * 10_000 +
        further * 100 +
        spread;
      if (cost < least) [best, least] = [host, cost];
    }
    return best;
  }

  hold(instance: number, host: number): void {
    this.#model.hold(instance, host);
    this.#inbound.set(host, (this.#inbound.get(host) ?? 0) + 1);
  }

  release(instance: number): void {
    const host = this.#model.flyingTo[instance] as number;
    this.#inbound.set(host, (this.#inbound.get(host) ?? 0) - 1);
    this.#model.release(instance);
  }
}

const NONE: ReadonlySet<number> = new Set();
