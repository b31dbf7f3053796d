import type { MoveSample } from '@evenkeel/contract';

/** How fast a copy goes and whether it will end, from what was seen of it over time. Bytes are memory and disk together. */
export interface CopySample {
  /** Milliseconds of any one clock; samples stand in the order of time. */
  atMs: number;
  processedBytes: number;
  remainingBytes: number;
}

/**
 * The samples that can be compared, oldest first, with what Nova did not say as nothing. Local disks are copied before any
 * memory is counted (docs/nova-behaviour.md): with the memory the remaining bytes leap up, and all begins anew.
 */
export function copySamples(samples: readonly MoveSample[]): CopySample[] {
  const withMemory = (samples.at(-1)?.memoryTotalBytes ?? 0) > 0;
  return samples
    .filter(({ memoryTotalBytes }) => (memoryTotalBytes ?? 0) > 0 === withMemory)
    .map((sample) => ({
      atMs: Date.parse(sample.at),
      processedBytes: (sample.memoryProcessedBytes ?? 0) + (sample.diskProcessedBytes ?? 0),
      remainingBytes: (sample.memoryRemainingBytes ?? 0) + (sample.diskRemainingBytes ?? 0),
    }));
}

/** Nova writes its counters every 5 s (operations.md A3): a shorter span would be chance. */
const WINDOW_MS = 30_000;
/** So long without a new low of what remains, and the copy is said not to converge. */
export const STALL_MS = 60_000;

/** Bytes a second that Nova sent over the last half minute; null until two samples differ in time. */
export function rateOf(samples: readonly CopySample[], windowMs = WINDOW_MS): number | null {
  const recent = within(samples, windowMs);
  const [first, last] = [recent[0], recent.at(-1)];
  if (!first || !last || last.atMs === first.atMs) return null;
  return Math.max(0, ((last.processedBytes - first.processedBytes) * 1000) / (last.atMs - first.atMs));
}

/**
 * Seconds until nothing remains: `low` if the guest rewrote nothing more (what remains, at the rate sent), `high` if it goes
 * on as it did (what remains, at the rate at which that fell). Null where nothing remains to be told from: no rate, or
 * what remains does not fall.
 */
export function timeLeftOf(
  samples: readonly CopySample[],
  windowMs = WINDOW_MS,
): { low: number; high: number } | null {
  const recent = within(samples, windowMs);
  const [first, last] = [recent[0], recent.at(-1)];
  const sent = rateOf(samples, windowMs);
  if (!first || !last || !sent) return null;
  const fallen = ((first.remainingBytes - last.remainingBytes) * 1000) / (last.atMs - first.atMs);
  if (fallen <= 0) return null;
  const estimates = [last.remainingBytes / sent, last.remainingBytes / fallen];
  return { low: Math.min(...estimates), high: Math.max(...estimates) };
}

/** True when what remains had no new low for a whole minute though something remains. */
export function notConverging(samples: readonly CopySample[], stallMs = STALL_MS): boolean {
  const last = samples.at(-1);
  if (!last || last.remainingBytes === 0) return false;
  let lowest = Number.POSITIVE_INFINITY;
  let lowestAtMs = last.atMs;
  for (const { atMs, remainingBytes } of samples) {
    if (remainingBytes >= lowest) continue;
    lowest = remainingBytes;
    lowestAtMs = atMs;
  }
  return last.atMs - lowestAtMs >= stallMs;
}

function within(samples: readonly CopySample[], windowMs: number): readonly CopySample[] {
  const last = samples.at(-1);
  return last ? samples.filter(({ atMs }) => atMs >= last.atMs - windowMs) : [];
}

/**
 * Seconds until a run is done, from what is left to copy, the pace of its moves that succeeded (their bytes, the sum of
 * their durations) and how many go on at once. Null while there is nothing to go by.
 */
export function runSecondsLeft(run: {
  leftBytes: number | null;
  doneBytes: number | null;
  doneSeconds: number | null;
  atOnce: number;
}): number | null {
  const { leftBytes, doneBytes, doneSeconds, atOnce } = run;
  if (!leftBytes || !doneBytes || !doneSeconds) return null;
  return Math.round((leftBytes * doneSeconds) / doneBytes / Math.max(1, atOnce));
}
