import type { Pace, PlanLimits, PlanStep } from './types.ts';

type TimedStep = Pick<PlanStep, 'from' | 'to' | 'bytes' | 'after'>;

/** Seconds from the beginning, for each step in its place. */
export interface Forecast {
  seconds: number;
  times: { begins: number; ends: number }[];
}

/** Below this, what is left of a copy is an error of rounding. */
const NOTHING = 1e-6;

/** Nova's `max_concurrent_live_migrations` where nobody says otherwise: it queues the others. */
const leavingAtOnce = ({ perSourceHost }: PlanLimits) => perSourceHost ?? 1;

/**
 * When each step would begin and end: in the order given, under the limits, those that leave or reach one host at once
 * sharing its link.
 */
export function forecast(steps: readonly TimedStep[], limits: PlanLimits, pace: Pace): Forecast {
  const times = steps.map(() => ({ begins: -1, ends: -1 }));
  const waiting = new Set(steps.keys());
  const running = new Map<number, { still: number; bytes: number }>();
  const [out, into] = [new Map<string, number>(), new Map<string, number>()];
  let now = 0;
  for (;;) {
    for (const number of waiting) {
      const { from, to, after, bytes } = steps[number] as TimedStep;
      if (running.size >= (limits.total ?? Number.POSITIVE_INFINITY)) break;
      if ((out.get(from) ?? 0) >= leavingAtOnce(limits)) continue;
      if ((into.get(to) ?? 0) >= (limits.perDestinationHost ?? Number.POSITIVE_INFINITY)) continue;
      if (after.some((first) => (times[first]?.ends ?? -1) < 0)) continue;
      waiting.delete(number);
      running.set(number, { still: pace.secondsPerMove, bytes });
      (times[number] as { begins: number }).begins = now;
      out.set(from, (out.get(from) ?? 0) + 1);
      into.set(to, (into.get(to) ?? 0) + 1);
    }
    if (running.size === 0) return { seconds: now, times };

    const [sending, getting] = [new Map<string, number>(), new Map<string, number>()];
    for (const [number, { still }] of running) {
      const { from, to } = steps[number] as TimedStep;
      if (still > 0) continue;
      sending.set(from, (sending.get(from) ?? 0) + 1);
      getting.set(to, (getting.get(to) ?? 0) + 1);
    }
    const rate = (number: number) => {
      const { from, to } = steps[number] as TimedStep;
      return pace.linkBytesPerSecond / Math.max(sending.get(from) ?? 1, getting.get(to) ?? 1);
    };
    let next = Number.POSITIVE_INFINITY;
    for (const [number, { still, bytes }] of running) {
      next = Math.min(next, still > 0 ? still : bytes / rate(number));
    }
    now += next;
    for (const [number, left] of running) {
      if (left.still > 0) left.still = left.still - next < NOTHING ? 0 : left.still - next;
      else left.bytes -= rate(number) * next;
      if (left.still > 0 || left.bytes > NOTHING * pace.linkBytesPerSecond) continue;
      const { from, to } = steps[number] as TimedStep;
      running.delete(number);
      (times[number] as { ends: number }).ends = now;
      out.set(from, (out.get(from) as number) - 1);
      into.set(to, (into.get(to) as number) - 1);
    }
  }
}

/**
 * No order of these steps could be quicker, in seconds: what has to leave a host in so many lanes, what has to leave or
 * reach it over its link, and the longest chain of steps that wait for each other.
 */
export function lowerBoundSeconds(steps: readonly TimedStep[], limits: PlanLimits, pace: Pace): number {
  const [lanes, sending, reaching] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
  ];
  const chains: number[] = [];
  for (const { from, to, bytes, after } of steps) {
    const seconds = bytes / pace.linkBytesPerSecond;
    lanes.set(from, (lanes.get(from) ?? 0) + (seconds + pace.secondsPerMove) / leavingAtOnce(limits));
    sending.set(from, (sending.get(from) ?? pace.secondsPerMove) + seconds);
    reaching.set(to, (reaching.get(to) ?? pace.secondsPerMove) + seconds);
    const before = Math.max(0, ...after.map((first) => chains[first] as number));
    chains.push(before + pace.secondsPerMove + seconds);
  }
  return Math.max(0, ...lanes.values(), ...sending.values(), ...reaching.values(), ...chains);
}
