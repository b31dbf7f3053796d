import type { Destinations } from './destinations.ts';
import { type CloudModel, RESOURCES } from './model.ts';

/** Questions to the model that the search may ask beyond the first, greedy pass. */
const REPAIR_BUDGET = 150_000;
const SEARCH_BUDGET = 300_000;
/** How many of the plan's own choices may be changed in a row to fit one more in. */
const CHAIN = 3;

/**
 * Finds a host for each instance, all held in the model at once and nothing moved to make room. Returns those for which
 * there is none, as few as it can: first the evenest choice for each, the largest first; then choices are changed in
 * chains; then other orders and tight packing; then all ways are searched, as far as the budget reaches.
 */
export function place(model: CloudModel, destinations: Destinations, wanted: readonly number[]): number[] {
  const sized = sizesOf(model, wanted);
  const bySize = [...wanted].sort(
    (a, b) => (sized.get(b) as number) - (sized.get(a) as number) || byId(model, a, b),
  );
  // Room only shrinks while places are taken: what fits nowhere now fits nowhere later.
  const hopeful = bySize.filter((instance) => destinations.best(instance) >= 0);
  const hopes = new Set(hopeful);
  const hopeless = bySize.filter((instance) => !hopes.has(instance));

  let best: Attempt | null = null;
  for (const order of [hopeful, [...hopeful].reverse()]) {
    for (const tight of [false, true]) {
      const left = greedy(destinations, order, tight);
      const unplaced = repair(model, destinations, order, left);
      const attempt = takeBack(model, destinations, order, unplaced);
      if (best === null || attempt.unplaced.length < best.unplaced.length) best = attempt;
      if (best.unplaced.length === 0) break;
    }
    if (best?.unplaced.length === 0) break;
  }
  if (best !== null && best.unplaced.length > 0) best = search(model, destinations, hopeful, best);
  for (const [instance, host] of best?.hosts ?? []) destinations.hold(instance, host);
  return [...hopeless, ...(best?.unplaced ?? [])];
}

interface Attempt {
  hosts: ReadonlyMap<number, number>;
  unplaced: readonly number[];
}

function greedy(destinations: Destinations, order: readonly number[], tight: boolean): number[] {
  return order.filter((instance) => {
    const host = destinations.best(instance, { tight });
    if (host >= 0) destinations.hold(instance, host);
    return host < 0;
  });
}

/** Lets an instance take the place of another one of the plan, which is then placed anew. Returns who is still left. */
function repair(
  model: CloudModel,
  destinations: Destinations,
  order: readonly number[],
  left: readonly number[],
): number[] {
  const until = destinations.asked + REPAIR_BUDGET;
  const insert = (instance: number, chain: number, fixed: ReadonlySet<number>): boolean => {
    const free = destinations.best(instance);
    if (free >= 0) {
      destinations.hold(instance, free);
      return true;
    }
    if (chain === 0) return false;
    const candidates = new Set(destinations.candidates(instance));
    for (const other of order) {
      const host = model.flyingTo[other] as number;
      if (host < 0 || fixed.has(other) || !candidates.has(host)) continue;
      if (destinations.asked > until) return false;
      destinations.release(other);
      if (destinations.fits(instance, host)) {
        destinations.hold(instance, host);
        if (insert(other, chain - 1, new Set([...fixed, instance]))) return true;
        destinations.release(instance);
      }
      destinations.hold(other, host);
    }
    return false;
  };
  return left.filter((instance) => !insert(instance, CHAIN, new Set()));
}

/** Branch and bound over every choice: exact for small clouds, the best found so far where the budget ends. */
function search(
  model: CloudModel,
  destinations: Destinations,
  order: readonly number[],
  start: Attempt,
): Attempt {
  const until = destinations.asked + SEARCH_BUDGET;
  let best = start;
  const unplaced: number[] = [];
  const visit = (place: number): void => {
    if (unplaced.length >= best.unplaced.length || destinations.asked > until) return;
    const instance = order[place];
    if (instance === undefined) {
      best = { hosts: placesOf(model, order), unplaced: [...unplaced] };
      return;
    }
    for (const host of destinations.candidates(instance)) {
      if (!destinations.fits(instance, host)) continue;
      destinations.hold(instance, host);
      visit(place + 1);
      destinations.release(instance);
    }
    unplaced.push(instance);
    visit(place + 1);
    unplaced.pop();
  };
  visit(0);
  return best;
}

function takeBack(
  model: CloudModel,
  destinations: Destinations,
  order: readonly number[],
  unplaced: readonly number[],
): Attempt {
  const hosts = placesOf(model, order);
  for (const instance of hosts.keys()) destinations.release(instance);
  return { hosts, unplaced };
}

function placesOf(model: CloudModel, order: readonly number[]): Map<number, number> {
  return new Map(
    order.flatMap((instance) => {
      const host = model.flyingTo[instance] as number;
      return host < 0 ? [] : [[instance, host] as const];
    }),
  );
}

/** The largest share an instance needs of any resource, of the largest host's capacity. */
function sizesOf(model: CloudModel, wanted: readonly number[]): Map<number, number> {
  const count = RESOURCES.length;
  const largest = RESOURCES.map((_name, resource) => {
    let most = 0;
    for (let host = 0; host < model.hosts.length; host += 1) {
      const capacity = model.capacity[host * count + resource] as number;
      if (Number.isFinite(capacity)) most = Math.max(most, capacity);
    }
    return most;
  });
  return new Map(
    wanted.map((instance) => {
      const shares = largest.map((most, resource) =>
        most > 0 ? (model.needs[instance * count + resource] as number) / most : 0,
      );
      return [instance, Math.max(...shares)] as const;
    }),
  );
}

function byId(model: CloudModel, left: number, right: number): number {
  return (model.instances[left]?.id as string) < (model.instances[right]?.id as string) ? -1 : 1;
}
