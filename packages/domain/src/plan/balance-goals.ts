/** What each goal counts, and how it is reached. */
import type { BalanceGoal } from '@evenkeel/contract';
import { consolidate } from './balance-empty.ts';
import type { Participants } from './balance-participants.ts';
import { search } from './balance-search.ts';
import { hostsWithoutSpare, makeSpare } from './balance-spare.ts';
import type { BalanceState } from './balance-state.ts';

/** Prices of a move for an instance that should rather stay. */
const RELUCTANCE = 3;

/**
 * Of what moving an instance of the usual size brings: less is not worth a move. Measured, not reasoned: see
 * docs/balance.md, a day of changing load.
 */
const PART_OF_A_MOVE = 0.35;
/** Where instances are big beside what is to be gained, a smaller one that closes the gap is worth it too. */
const MOST_PRICE = 0.02;

/** How far the cloud is from the goal; 0 is there. `even` and `hot`: see objectiveFor. */
export function distanceOf(goal: BalanceGoal, state: BalanceState, hosts: readonly number[]): number {
  if (goal.kind === 'consolidate') return hosts.filter((host) => state.model.on(host).size > 0).length;
  if (goal.kind === 'spare')
    return zonesOf(state, hosts).reduce((sum, zone) => sum + hostsWithoutSpare(state.model, zone).length, 0);
  return state.objective.distance();
}

/** In words, what the distance counts. */
export function whatIsCounted(goal: BalanceGoal): string {
  switch (goal.kind) {
    case 'even':
      return "the standard deviation of the hosts' loads, as a part of a host";
    case 'hot':
      return `the load over ${Math.round(goal.threshold * 100)} % of a host, summed over the hosts`;
    case 'consolidate':
      return 'hosts in use';
    case 'spare':
      return 'hosts whose instances would not all find room in their zone if the host were lost';
  }
}

interface GoalSettings {
  mostMoves: number;
  leastGain: number | null;
  seed: number;
  /** At the start. */
  distance: number;
}

/** Moves instances in the state until the goal is reached or nothing brings it nearer. */
export function carryOutGoal(
  goal: BalanceGoal,
  state: BalanceState,
  { hosts, reluctant, pins, soft }: Participants,
  { mostMoves, leastGain, seed, distance }: GoalSettings,
): void {
  switch (goal.kind) {
    case 'consolidate':
      consolidate(state, hosts, {
        ...{ ceiling: goal.ceiling, mostMoves, mostHosts: goal.hosts ?? hosts.length, soft, seed },
      });
      return;
    case 'spare':
      for (const zone of zonesOf(state, hosts)) {
        const others = distanceOf(goal, state, hosts) - hostsWithoutSpare(state.model, zone).length;
        const safe = () =>
          distanceOf(goal, state, hosts) - hostsWithoutSpare(state.model, zone).length <= others;
        makeSpare(state, zone, hosts, { mostMoves, safe, soft });
      }
      return;
    default:
      search(state, {
        hosts,
        mostMoves,
        seed,
        price: leastGain === null ? usualPrice(goal, state, hosts, distance) : leastGain * distance,
        pinned: new Set(pins.map(({ instance }) => instance)),
        reluctance: (instance) => (reluctant.has(instance) ? RELUCTANCE : 1),
      });
  }
}

/**
 * What a move has to bring when nothing is said. The usual instance takes its share off a host that is too hot; of a
 * standard deviation over `hosts` hosts it takes 2 / hosts of it, from one that is as far over the mean as the other is
 * under it. So the price follows the instances' sizes: a cloud of many small ones is not left as it is for being dense.
 */
function usualPrice(
  { kind }: BalanceGoal,
  state: BalanceState,
  hosts: readonly number[],
  distance: number,
): number {
  let [sum, count] = [0, 0];
  for (const host of hosts)
    for (const instance of state.freeOn(host)) {
      sum += state.objective.shareOf(instance, host);
      count += 1;
    }
  const share = sum / Math.max(1, count);
  const usual = kind === 'hot' ? share : (2 * share) / hosts.length;
  return Math.min(MOST_PRICE * distance, PART_OF_A_MOVE * usual);
}

/** The hosts by their zones, those without one together. */
function zonesOf({ model }: BalanceState, hosts: readonly number[]): number[][] {
  const zones = new Map<string | null, number[]>();
  for (const host of hosts) {
    const zone = model.hosts[host]?.zone ?? null;
    zones.set(zone, [...(zones.get(zone) ?? []), host]);
  }
  return [...zones.values()];
}
