/**
 * Greedy moves by the gain each brings, then swaps where no single move helps, then what a few random rounds of taking
 * back and trying again better. A plan's score is the distance left and a price for each move, so fewer moves win.
 */

import { generator } from './balance-random.ts';
import type { BalanceState } from './balance-state.ts';

export interface SearchSettings {
  /** Hosts that take part. */
  hosts: readonly number[];
  /** What a move has to bring, in units of the distance. */
  price: number;
  /** Times the price that an instance has to bring; 1 for most. */
  reluctance(instance: number): number;
  /** Sent somewhere by a person, whatever that brings: not taken back. */
  pinned: ReadonlySet<number>;
  mostMoves: number;
  seed: number;
}

/** Takers that are looked at for one instance, from the coolest on. */
const TAKERS = 6;
/** Pairs of instances that are looked at for swaps in one search: where each is like no other there are many. */
const SWAP_BUDGET = 4_000_000;
/** Hosts at each end that are looked at for swaps. */
const SWAP_HOSTS = 12;
/** Random rounds are for small clouds: so many instances looked at in all. */
const ROUND_BUDGET = 20_000;
const MOST_ROUNDS = 60;
/** Fewer change little, and in a big cloud each takes as long as the plan itself. */
const LEAST_ROUNDS = 4;

/** What a search may still spend. */
interface Effort {
  swaps: number;
}

interface Option {
  instance: number;
  to: number;
  /** What it betters the score by. */
  worth: number;
}

/** Moves instances in the state until nothing is worth its price. Deterministic: the same input and seed, the same moves. */
export function search(state: BalanceState, settings: SearchSettings): void {
  const { hosts } = settings;
  const effort: Effort = { swaps: SWAP_BUDGET };
  improve(state, settings, effort);
  prune(state, settings);
  const instances = hosts.reduce((sum, host) => sum + state.freeOn(host).length, 0);
  const rounds = Math.min(MOST_ROUNDS, Math.floor(ROUND_BUDGET / Math.max(1, instances)));
  const random = generator(settings.seed);
  const score = () => state.objective.distance() + settings.price * state.moved.size;
  if (rounds < LEAST_ROUNDS) return;
  for (let round = 0; round < rounds; round += 1) {
    if (state.moved.size === 0) return;
    const [mark, before] = [state.mark, score()];
    const part = 0.1 + 0.6 * random();
    for (const instance of [...state.moved]) {
      if (settings.pinned.has(instance)) continue;
      const origin = state.origin[instance] as number;
      if (random() < part && state.model.canTake(instance, origin)) state.move(instance, origin);
    }
    improve(state, settings, effort, random);
    prune(state, settings);
    if (score() > before - 1e-12) state.rollBack(mark);
  }
}

/** @param random when given, worths are blurred a little, so that a round does not find the very same again. */
function improve(state: BalanceState, settings: SearchSettings, effort: Effort, random?: () => number): void {
  const best = new Map<number, Option | null>();
  const order = new HostOrder(state, settings.hosts);
  let movedSince = 0;
  for (;;) {
    for (const host of settings.hosts)
      if (!best.has(host)) best.set(host, bestFrom(state, settings, order, host, random));
    let [giver, chosen]: [number, Option | null] = [-1, null];
    for (const host of settings.hosts) {
      const option = best.get(host);
      if (option && (!chosen || option.worth > chosen.worth)) [giver, chosen] = [host, option];
    }
    if (!chosen && movedSince > 0) {
      // Who found nothing may find a taker now.
      best.clear();
      movedSince = 0;
      continue;
    }
    if (!chosen) {
      if (!swap(state, settings, order, effort)) return;
      best.clear();
      continue;
    }
    // Its taker may have changed since it was found.
    if (!stillHolds(state, settings, chosen, giver)) {
      best.set(giver, bestFrom(state, settings, order, giver, random));
      continue;
    }
    state.move(chosen.instance, chosen.to);
    order.changed(giver, chosen.to);
    best.delete(giver);
    best.delete(chosen.to);
    movedSince += 1;
  }
}

function worthOf(state: BalanceState, settings: SearchSettings, instance: number, to: number): number {
  const { objective, model } = state;
  const gain = objective.distance() - objective.distanceWith(instance, model.hostOf[instance] as number, to);
  const price = settings.price * state.costOf(instance, to) * settings.reluctance(instance);
  return gain - price;
}

/** A move has to be worth more than rounding. */
const EPSILON = 1e-9;

function bestFrom(
  state: BalanceState,
  settings: SearchSettings,
  order: HostOrder,
  from: number,
  random?: () => number,
): Option | null {
  const { model, objective } = state;
  let best: Option | null = null;
  const heat = objective.heat(from);
  for (const instance of state.kindsOn(from)) {
    let looked = 0;
    if (state.full(instance, settings.mostMoves)) continue;
    for (const to of order.coolestFirst()) {
      if (to === from || objective.heat(to) > heat) break;
      if (looked >= TAKERS) break;
      const exact = worthOf(state, settings, instance, to);
      const worth = random ? exact * (0.8 + 0.4 * random()) : exact;
      if (exact <= EPSILON || (best && worth <= best.worth)) {
        looked += 1;
        continue;
      }
      if (!model.canTake(instance, to)) continue;
      looked += 1;
      best = { instance, to, worth };
    }
  }
  return best;
}

function stillHolds(
  state: BalanceState,
  settings: SearchSettings,
  { instance, to, worth }: Option,
  giver: number,
): boolean {
  if (state.model.hostOf[instance] !== giver) return false;
  const now = worthOf(state, settings, instance, to);
  return (
    now > EPSILON &&
    now >= worth * 0.75 &&
    !state.full(instance, settings.mostMoves) &&
    state.model.canTake(instance, to)
  );
}

/**
 * Swaps of an instance of a hot host with one of a cool host: of those among the hosts at both ends the best, each host
 * once. False when none is worth it.
 */
function swap(state: BalanceState, settings: SearchSettings, order: HostOrder, effort: Effort): boolean {
  if (effort.swaps <= 0) return false;
  const { model, objective } = state;
  const cool = order.coolestFirst().slice(0, SWAP_HOSTS);
  const hot = order.coolestFirst().slice(-SWAP_HOSTS).reverse();
  const kinds = new Map([...cool, ...hot].map((host) => [host, state.kindsOn(host)]));
  const now = objective.distance();
  const options: { one: number; other: number; worth: number }[] = [];
  for (const from of hot)
    for (const to of cool) {
      if (from === to || objective.heat(to) >= objective.heat(from)) continue;
      effort.swaps -= (kinds.get(from) as number[]).length * (kinds.get(to) as number[]).length;
      for (const one of kinds.get(from) as number[])
        for (const other of kinds.get(to) as number[]) {
          const cost =
            state.costOf(one, to) * settings.reluctance(one) +
            state.costOf(other, from) * settings.reluctance(other);
          const worth = now - objective.distanceWith(one, from, to, other) - settings.price * cost;
          if (worth > EPSILON) options.push({ one, other, worth });
        }
    }
  options.sort((left, right) => right.worth - left.worth || left.one - right.one || left.other - right.other);
  const touched = new Set<number>();
  for (const { one, other } of options) {
    const [from, to] = [model.hostOf[one] as number, model.hostOf[other] as number];
    if (touched.has(from) || touched.has(to)) continue;
    if (state.moved.size + state.costOf(one, to) + state.costOf(other, from) > settings.mostMoves) continue;
    if (!moveBoth(state, one, to, other, from) && !moveBoth(state, other, from, one, to)) continue;
    order.changed(from, to);
    touched.add(from).add(to);
  }
  return touched.size > 0;
}

function moveBoth(state: BalanceState, first: number, there: number, second: number, back: number): boolean {
  if (!state.model.canTake(first, there)) return false;
  const mark = state.mark;
  state.move(first, there);
  if (state.model.canTake(second, back)) {
    state.move(second, back);
    return true;
  }
  state.rollBack(mark);
  return false;
}

/** Takes back every move that, as things came out, is not worth its price. */
function prune(state: BalanceState, settings: SearchSettings): void {
  for (const instance of [...state.moved]) {
    if (settings.pinned.has(instance)) continue;
    const origin = state.origin[instance] as number;
    if (worthOf(state, settings, instance, origin) > EPSILON && state.model.canTake(instance, origin))
      state.move(instance, origin);
  }
}

/** The hosts by heat, kept sorted while two of them change with each move. */
class HostOrder {
  readonly #state: BalanceState;
  readonly #sorted: number[];

  constructor(state: BalanceState, hosts: readonly number[]) {
    this.#state = state;
    this.#sorted = [...hosts].sort((left, right) => this.#compare(left, right));
  }

  coolestFirst(): readonly number[] {
    return this.#sorted;
  }

  changed(...hosts: readonly number[]): void {
    for (const host of hosts) this.#sorted.splice(this.#sorted.indexOf(host), 1);
    for (const host of hosts) {
      let [low, high] = [0, this.#sorted.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.#compare(this.#sorted[middle] as number, host) < 0) low = middle + 1;
        else high = middle;
      }
      this.#sorted.splice(low, 0, host);
    }
  }

  #compare(left: number, right: number): number {
    const { objective } = this.#state;
    return objective.heat(left) - objective.heat(right) || left - right;
  }
}
