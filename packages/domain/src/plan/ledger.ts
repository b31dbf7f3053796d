import { type CloudModel, MEMORY, VCPUS } from './model.ts';

/** One move that is settled, in numbers. */
export interface Settled {
  instance: number;
  from: number;
  to: number;
  /** Places in the ledger of moves that have to succeed first. */
  after: number[];
  /** The instance for which it makes room; null when it goes for its own sake. */
  roomFor: number | null;
  /** Loads of the host it goes to once it is held there, with all before it (share of capacity). */
  memoryLoad: number;
  vcpuLoad: number;
}

/**
 * The moves of a plan in the order in which they were settled, each feasible in the model after all before it.
 *
 * A move to a host waits for every earlier move that frees something on that host. So whatever order the moves are
 * carried out in, a host never holds more than the model showed when the last of its begun arrivals was settled:
 * the arrivals before that one, less all that left before that one.
 */
export class Ledger {
  readonly moves: Settled[] = [];
  readonly #model: CloudModel;
  /** Places of the moves that free room on a host and were counted on to do so. */
  readonly #leaving = new Map<number, number[]>();

  constructor(model: CloudModel) {
    this.#model = model;
  }

  /** Settles a move that is held in the model already. */
  settleHeld(instance: number): void {
    const to = this.#model.flyingTo[instance] as number;
    const after = [...(this.#leaving.get(to) ?? [])];
    const from = this.#model.hostOf[instance] as number;
    this.moves.push({ instance, from, to, after, roomFor: null, ...this.#loads(to) });
  }

  /** Settles a move and counts on what it frees: its host can be used by moves that come after it. */
  settleThrough(instance: number, to: number, roomFor: number | null): void {
    const from = this.#model.hostOf[instance] as number;
    const after = [...(this.#leaving.get(to) ?? [])];
    this.#model.hold(instance, to);
    const loads = this.#loads(to);
    this.#model.arrive(instance);
    this.#leaving.set(from, [...(this.#leaving.get(from) ?? []), this.moves.length]);
    this.moves.push({ instance, from, to, after, roomFor, ...loads });
  }

  /** Takes back the moves from this place on, all of which were settled through. */
  takeBackFrom(place: number): void {
    while (this.moves.length > place) {
      const { instance, from } = this.moves.pop() as Settled;
      this.#model.hold(instance, from);
      this.#model.arrive(instance);
      this.#leaving.get(from)?.pop();
    }
  }

  /** The loads of a host as they are in the model now. */
  #loads(host: number): Pick<Settled, 'memoryLoad' | 'vcpuLoad'> {
    return { memoryLoad: this.#model.load(host, MEMORY), vcpuLoad: this.#model.load(host, VCPUS) };
  }
}
