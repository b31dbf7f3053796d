import type { PlanLimits } from './types.ts';

/** What matters of a step for its place in time. */
export interface Edge {
  from: string | number;
  to: string | number;
  after: readonly number[];
}

/**
 * The wave (from 0) of each step, so that no wave breaks a limit and every step comes in a later wave than those it waits
 * for. The hosts and chains with most left go first, which needs as few waves as the busiest host in nearly every case.
 */
export function wavesOf(steps: readonly Edge[], limits: PlanLimits): number[] {
  const behind = chainsBehind(steps);
  const waves = steps.map(() => -1);
  const left = new Set(steps.keys());
  const [leaving, reaching] = [countBy(steps, 'from'), countBy(steps, 'to')];
  for (let wave = 0; left.size > 0; wave += 1) {
    const urgency = (number: number) => {
      const { from, to } = steps[number] as Edge;
      const outbound = (leaving.get(from) as number) / (limits.perSourceHost ?? Number.POSITIVE_INFINITY);
      const inbound = (reaching.get(to) as number) / (limits.perDestinationHost ?? Number.POSITIVE_INFINITY);
      return Math.max(outbound, inbound, behind[number] as number) + (outbound + inbound) / 1_000_000;
    };
    const ready = [...left]
      .filter((number) => steps[number]?.after.every((first) => (waves[first] as number) >= 0))
      .map((number) => ({ number, urgency: urgency(number) }))
      .sort((a, b) => b.urgency - a.urgency || a.number - b.number);
    const [out, into] = [new Map<string | number, number>(), new Map<string | number, number>()];
    let begun = 0;
    for (const { number } of ready) {
      const { from, to } = steps[number] as Edge;
      if (begun >= (limits.total ?? Number.POSITIVE_INFINITY)) break;
      if ((out.get(from) ?? 0) >= (limits.perSourceHost ?? Number.POSITIVE_INFINITY)) continue;
      if ((into.get(to) ?? 0) >= (limits.perDestinationHost ?? Number.POSITIVE_INFINITY)) continue;
      waves[number] = wave;
      begun += 1;
      change(out, from, 1);
      change(into, to, 1);
      left.delete(number);
      change(leaving, from, -1);
      change(reaching, to, -1);
    }
    if (begun === 0) throw new Error('Steps wait for each other: that is no plan.');
  }
  return waves;
}

/** Fewer waves are not possible: the busiest host, all together, or the longest chain. */
export function fewestWaves(steps: readonly Edge[], limits: PlanLimits): number {
  const at = (counts: ReadonlyMap<unknown, number>, limit: number | null) =>
    limit === null ? 0 : Math.ceil(Math.max(0, ...counts.values()) / limit);
  return Math.max(
    at(countBy(steps, 'from'), limits.perSourceHost),
    at(countBy(steps, 'to'), limits.perDestinationHost),
    limits.total === null ? 0 : Math.ceil(steps.length / limits.total),
    ...chainsBehind(steps),
    0,
  );
}

/** How many waves each step begins, itself and the longest chain of those that wait for it. */
function chainsBehind(steps: readonly Edge[]): number[] {
  const behind = steps.map(() => 1);
  // A step waits only for steps before it in the list, so one pass from the end is enough.
  for (let number = steps.length - 1; number >= 0; number -= 1) {
    for (const first of steps[number]?.after ?? []) {
      behind[first] = Math.max(behind[first] as number, (behind[number] as number) + 1);
    }
  }
  return behind;
}

function countBy(steps: readonly Edge[], side: 'from' | 'to'): Map<string | number, number> {
  const counts = new Map<string | number, number>();
  for (const step of steps) change(counts, step[side], 1);
  return counts;
}

function change(counts: Map<string | number, number>, key: string | number, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
