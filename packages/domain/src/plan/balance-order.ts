/** From where instances should be to moves in an order, with what has to be done before what. */
import type { CloudModel } from './model.ts';

export interface OrderedMove {
  instance: number;
  from: number;
  to: number;
  /** Places in the order (from 0) of the moves that make room for this one, or let its group be kept. */
  after: number[];
}

/** The contract's limit for one move of a run. */
const MOST_AFTER = 100;

/**
 * Puts the moves in an order in which each is possible when those in `after` have succeeded, whichever of the others are
 * under way or done. What can be put in no such order is left out.
 * @param model the cloud as it is; it is changed.
 */
export function orderMoves(
  model: CloudModel,
  wanted: readonly { instance: number; to: number }[],
): OrderedMove[] {
  const ordered: OrderedMove[] = [];
  // Moves off a host that are ordered, and how many of them every later move to that host waits for: those have arrived
  // in the model; all others are held in it on both sides, as if all were under way at once.
  const leaving = new Map<number, number[]>();
  const waitedFor = new Map<number, number>();
  let pending = [...wanted];
  let progress = true;
  while (progress && pending.length > 0) {
    progress = false;
    const later: typeof pending = [];
    for (const move of pending) {
      const { instance, to } = move;
      const out = leaving.get(to) ?? [];
      let count = waitedFor.get(to) ?? 0;
      while (!model.canTake(instance, to) && count < Math.min(out.length, MOST_AFTER)) {
        model.arrive((ordered[out[count] as number] as OrderedMove).instance);
        count += 1;
      }
      waitedFor.set(to, count);
      if (!model.canTake(instance, to)) {
        later.push(move);
        continue;
      }
      const from = model.hostOf[instance] as number;
      model.hold(instance, to);
      const place = ordered.push({ instance, from, to, after: out.slice(0, count) }) - 1;
      leaving.set(from, [...(leaving.get(from) ?? []), place]);
      progress = true;
    }
    pending = later;
  }
  return ordered;
}
