/** Emptying whole hosts: to switch them off or upgrade them (`consolidate`). */
import { generator } from './balance-random.ts';
import type { BalanceState } from './balance-state.ts';

/** What a policy would rather have; a host is emptied all the same where nothing else reaches the goal. */
export interface SoftRules {
  /** The instance should rather stay where it was at the start. */
  stays(instance: number): boolean;
  /** Where the instance should rather be; null for one of which no rule says so. */
  preferred(instance: number): ReadonlySet<number> | null;
}

export interface EmptySettings {
  /** Hosts that may take instances. */
  takers: readonly number[];
  /** No taker is filled over this fraction. */
  ceiling: number;
  mostMoves: number;
  /** Whether a host without instances may take one. */
  intoEmpty: boolean;
  soft: SoftRules;
}

/**
 * Moves everything off the host, the largest first, each to the fullest taker that has room, one it prefers before the others.
 * False, with nothing changed, when something would be left.
 */
export function emptyHost(state: BalanceState, host: number, settings: EmptySettings): boolean {
  const { model, objective } = state;
  const instances = [...state.freeOn(host)];
  if (instances.length < model.on(host).size) return false;
  // One that came from elsewhere is counted already, and one that goes home no more.
  const more = instances.filter((instance) => !state.moved.has(instance)).length;
  if (state.moved.size + more > settings.mostMoves) return false;
  const mark = state.mark;
  const takers = settings.takers
    .filter((taker) => taker !== host && (settings.intoEmpty || model.on(taker).size > 0))
    .map((taker) => ({ taker, heat: objective.heat(taker) }))
    .sort((left, right) => right.heat - left.heat || left.taker - right.taker)
    .map(({ taker }) => taker);
  instances.sort((left, right) => state.sizeOf(right) - state.sizeOf(left) || left - right);
  for (const instance of instances) {
    const takes = (one: number) =>
      objective.staysUnder(settings.ceiling, instance, one) && model.canTake(instance, one);
    const preferred = settings.soft.preferred(instance);
    const taker = (preferred && takers.find((one) => preferred.has(one) && takes(one))) ?? takers.find(takes);
    if (taker === undefined) {
      state.rollBack(mark);
      return false;
    }
    state.move(instance, taker);
  }
  return true;
}

export interface ConsolidateSettings extends Omit<EmptySettings, 'takers' | 'intoEmpty'> {
  mostHosts: number;
  seed: number;
}

/** What a host costs to empty: first what should rather stay on it, then what there is to copy. */
export function costOfEmptying(state: BalanceState, host: number, soft: SoftRules): [number, number] {
  const instances = state.freeOn(host);
  return [
    instances.filter((instance) => soft.stays(instance)).length,
    instances.reduce((sum, instance) => sum + state.sizeOf(instance), 0),
  ];
}

/** So many instances are looked at in all, as the orders in which hosts are emptied are tried: in small clouds many. */
const TRIES_BUDGET = 40_000;
const MOST_TRIES = 100;
/** By how much an order of chance may take the costs for other than they are. */
const BLUR = 0.8;

/**
 * Empties as many hosts as can be, those with the least to copy first, then in other orders, and keeps the best. Hosts that
 * keep something anyway (a stopped instance, one that must stay) are filled, never begun. Deterministic by its seed.
 */
export function consolidate(
  state: BalanceState,
  hosts: readonly number[],
  settings: ConsolidateSettings,
): void {
  const { model } = state;
  const inUse = hosts.filter((host) => model.on(host).size > 0);
  const candidates = inUse
    .filter((host) => state.freeOn(host).length === model.on(host).size)
    .map((host) => {
      const [kept, size] = costOfEmptying(state, host, settings.soft);
      return { host, kept, size, count: state.freeOn(host).length };
    });
  const instances = candidates.reduce((sum, { count }) => sum + count, 0);
  const tries = Math.min(MOST_TRIES, Math.floor(TRIES_BUDGET / Math.max(1, instances)));
  const random = generator(settings.seed);
  const costs: ((one: (typeof candidates)[number]) => number)[] = [
    ({ size }) => size,
    ({ count }) => count,
    ...Array.from(
      { length: tries },
      () =>
        ({ size }: { size: number }) =>
          size * (1 - BLUR * random()),
    ),
  ];
  let best: { moves: { instance: number; to: number }[]; worth: readonly number[] } | null = null;
  const mark = state.mark;
  for (const costOf of costs) {
    const order = candidates
      .map((one) => ({ ...one, cost: costOf(one) }))
      .sort((left, right) => left.kept - right.kept || left.cost - right.cost || left.host - right.host);
    const emptied = emptyInOrder(state, order, { ...settings, inUse });
    const moves = state.since(mark);
    const worth = worthOf(state, emptied, settings.soft);
    if (!best || isBetter(worth, best.worth)) best = { moves, worth };
    state.rollBack(mark);
  }
  for (const { instance, to } of best?.moves ?? []) state.move(instance, to);
}

function emptyInOrder(
  state: BalanceState,
  order: readonly { host: number }[],
  { mostHosts, inUse, ...settings }: ConsolidateSettings & { inUse: readonly number[] },
): number {
  let emptied = 0;
  for (const { host } of order) {
    if (emptied >= mostHosts) break;
    if (emptyHost(state, host, { ...settings, takers: inUse, intoEmpty: false })) emptied += 1;
  }
  return emptied;
}

/** What counts first stands first: hosts emptied, then what should have stayed, then moves, then what there is to copy. */
function worthOf(state: BalanceState, emptied: number, soft: SoftRules): number[] {
  const moved = [...state.moved];
  const against = moved.filter((instance) => soft.stays(instance)).length;
  const size = moved.reduce((sum, instance) => sum + state.sizeOf(instance), 0);
  return [emptied, -against, -moved.length, -size];
}

function isBetter(one: readonly number[], other: readonly number[]): boolean {
  const place = one.findIndex((value, index) => value !== other[index]);
  return place >= 0 && (one[place] as number) > (other[place] as number);
}
