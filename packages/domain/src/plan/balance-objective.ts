/**
 * How far a cloud is from what the policy wants, as one number that can be told for a move without carrying it out.
 * Additive over hosts, so that a move changes two terms.
 */
import type { BalanceGoal, DimensionWeights } from '@evenkeel/contract';
import type { Load } from './balance-loads.ts';

export interface Objective {
  /** How far it is now; 0 is there. */
  distance(): number;
  /** How far it would be when the instance were on the host; `other` goes the other way at once (a swap). */
  distanceWith(instance: number, from: number, to: number, other?: number): number;
  move(instance: number, from: number, to: number): void;
  /** The hosts' order as givers and takers: what it is worth to take from the host. */
  heat(host: number): number;
  /** The load now, as a fraction, one entry a dimension. */
  loadsOf(host: number): number[];
  /** What the instance takes with it, one entry a dimension. */
  needsOf(instance: number): number[];
  /** What the instance is of the host's load, as a fraction, the dimensions by their weights. */
  shareOf(instance: number, host: number): number;
  /** Whether the host would be filled to no more than this, in every dimension, with the instance on it. */
  staysUnder(ceiling: number, instance: number, host: number): boolean;
}

/** How much each dimension counts; the goals that empty hosts look at CPU and memory. */
export function weightsOf(goal: BalanceGoal): DimensionWeights {
  return goal.kind === 'even' || goal.kind === 'hot' ? goal.weights : { cpu: 1, memory: 1 };
}

/** How much a preference that is not met counts, beside the distance without any. */
export interface Preferences {
  weight: number;
  /** +1 when the instance comes to a host it should rather be on, -1 when it leaves one, else 0. */
  change(instance: number, from: number, to: number): number;
  unmet: number;
}

/**
 * `even`, and where hosts are emptied: the standard deviation of the hosts' loads, each host weighed by its size, the dimensions by the policy.
 * `hot`: the load over the threshold, summed over the hosts.
 * @param hosts those that take part.
 */
export function objectiveFor(
  goal: BalanceGoal,
  loads: readonly Load[],
  hosts: readonly number[],
  preferences: Preferences,
): Objective {
  const weights = weightsOf(goal);
  const weightSum = loads.reduce((sum, { dimension }) => sum + (weights[dimension] ?? 0), 0);
  const parts = loads.map((load) => {
    const capacity = hosts.reduce((sum, host) => sum + (load.capacity[host] as number), 0);
    const used = hosts.reduce((sum, host) => sum + (load.used[host] as number), 0);
    return {
      ...load,
      used: Float64Array.from(load.used),
      weight: (weights[load.dimension] ?? 0) / weightSum,
      totalCapacity: capacity,
      mean: capacity > 0 ? used / capacity : 0,
    };
  });
  type Part = (typeof parts)[number];

  const threshold = goal.kind === 'hot' ? goal.threshold : null;
  /** One host's term: of the weighted variance, or of the load over the threshold. */
  const term = (part: Part, host: number, used: number) => {
    const capacity = part.capacity[host] as number;
    if (threshold !== null) return part.weight * Math.max(0, used / capacity - threshold);
    const off = used / capacity - part.mean;
    return (part.weight * off * off * capacity) / part.totalCapacity;
  };
  const outer = (value: number) => (threshold === null ? Math.sqrt(value) : value);

  let sum = 0;
  for (const part of parts) for (const host of hosts) sum += term(part, host, part.used[host] as number);
  let unmet = preferences.unmet;

  function changed(instance: number, from: number, to: number, other?: number): number {
    let value = sum;
    for (const part of parts) {
      const net =
        (part.needs[instance] as number) - (other === undefined ? 0 : (part.needs[other] as number));
      const usedFrom = part.used[from] as number;
      const usedTo = part.used[to] as number;
      value +=
        term(part, from, usedFrom - net) -
        term(part, from, usedFrom) +
        term(part, to, usedTo + net) -
        term(part, to, usedTo);
    }
    return Math.max(0, value);
  }

  return {
    distance: () => outer(Math.max(0, sum)) + preferences.weight * unmet,
    distanceWith(instance, from, to, other) {
      let better = preferences.change(instance, from, to);
      if (other !== undefined) better += preferences.change(other, to, from);
      return outer(changed(instance, from, to, other)) + preferences.weight * (unmet - better);
    },
    move(instance, from, to) {
      sum = changed(instance, from, to);
      unmet -= preferences.change(instance, from, to);
      for (const part of parts) {
        part.used[from] = (part.used[from] as number) - (part.needs[instance] as number);
        part.used[to] = (part.used[to] as number) + (part.needs[instance] as number);
      }
    },
    heat: (host) =>
      parts.reduce(
        (heat, part) => heat + part.weight * ((part.used[host] as number) / (part.capacity[host] as number)),
        0,
      ),
    loadsOf: (host) => parts.map((part) => (part.used[host] as number) / (part.capacity[host] as number)),
    needsOf: (instance) => parts.map((part) => part.needs[instance] as number),
    shareOf: (instance, host) =>
      parts.reduce(
        (share, part) =>
          share + part.weight * ((part.needs[instance] as number) / (part.capacity[host] as number)),
        0,
      ),
    staysUnder: (ceiling, instance, host) =>
      parts.every(
        (part) =>
          (part.used[host] as number) + (part.needs[instance] as number) <=
          ceiling * (part.capacity[host] as number),
      ),
  };
}
