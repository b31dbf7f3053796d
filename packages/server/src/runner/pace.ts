import type { MoveProgress } from '@evenkeel/contract';
import { copySamples, notConverging, rateOf, timeLeftOf } from '@evenkeel/domain';
import { addSample, type Counters, readSamples } from '../db/move-samples.ts';
import type { Step } from './step.ts';

/**
 * The counters with how fast they change: told from the samples that are kept, to which this one is added when it is new
 * and the last is old enough.
 */
export async function withPace(
  { db, move, timing }: Pick<Step, 'db' | 'move' | 'timing'>,
  seen: MoveProgress,
): Promise<MoveProgress> {
  const kept = await readSamples(db, move.id);
  const last = kept.at(-1);
  const ageMs = last ? move.now.getTime() - Date.parse(last.at) : Number.POSITIVE_INFINITY;
  if (ageMs >= timing.sampleMs && !(last && sameCounters(last, seen)))
    await addSample(db, move.id, move.now, seen);
  // A copy that stands still has no new sample: that it is so now counts all the same.
  const samples = copySamples([...kept, { ...seen, at: move.now.toISOString() }]);
  const rate = rateOf(samples);
  const left = timeLeftOf(samples);
  return {
    ...seen,
    bytesPerSecond: rate === null ? null : rounded(rate),
    secondsLeft: left && { low: Math.round(left.low), high: Math.round(left.high) },
    notConverging: notConverging(samples),
  };
}

const COUNTERS = [
  'memoryTotalBytes',
  'memoryRemainingBytes',
  'memoryProcessedBytes',
  'diskTotalBytes',
  'diskRemainingBytes',
  'diskProcessedBytes',
] as (keyof Counters)[];

function sameCounters(left: Counters, right: Counters): boolean {
  return COUNTERS.every((name) => left[name] === right[name]);
}

/** To three digits: it is no more exact, and what did not change is told to nobody. */
function rounded(rate: number): number {
  return Number(rate.toPrecision(3));
}
