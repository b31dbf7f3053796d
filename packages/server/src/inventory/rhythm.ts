import { setTimeout as sleep } from 'node:timers/promises';
import { CloudError } from '@evenkeel/openstack';

/** Something that is done again and again. */
export interface Beat<Result> {
  /** What it looks at, for a sentence. */
  name: string;
  /** Once. Throws when it did not work. */
  run(signal: AbortSignal): Promise<Result>;
  /** The pause after it worked, in milliseconds. */
  pauseMs(): number;
  /** Before the first run, in milliseconds; none when left out. */
  delayMs?: number;
  /** For one run, in milliseconds; longer ones are given up. */
  limitMs?: number;
  /** After so many milliseconds a run that goes on is told of as slow. */
  slowMs?: number;
  /** `failures` is how often in a row it had failed before. */
  succeeded(result: Result, after: { failures: number; tookMs: number }): void;
  failed(error: unknown): void;
  slow(): void;
}

export interface Rhythm {
  /** Ends the pause, or has the run that goes on followed by another at once. */
  wake(): void;
  /** Resolves when the loop has ended. */
  ended: Promise<void>;
}

const LONGEST_BACK_OFF_MS = 30_000;

/** 1, 2, 4 … 30 s after so many failures in a row; up to a quarter less by chance, so that clouds are not asked in step. */
export function backOffMs(failures: number, chance: number = Math.random()): number {
  return Math.min(LONGEST_BACK_OFF_MS, 1000 * 2 ** (failures - 1)) * (1 - chance / 4);
}

/** Repeats until the signal aborts. What a run throws ends neither the loop nor the process. */
export function startRhythm<Result>(beat: Beat<Result>, stop: AbortSignal): Rhythm {
  let woken = false;
  /** Ends what goes on now, a run or a pause. One for each: what hangs on a long-lived signal is never let go. */
  let current = new AbortController();
  let pausing = false;
  stop.addEventListener('abort', () => current.abort(), { once: true });

  async function loop(): Promise<void> {
    let failures = 0;
    if (beat.delayMs) await rest(beat.delayMs);
    while (!stop.aborted) {
      woken = false;
      current = new AbortController();
      const startedAt = performance.now();
      try {
        const result = await once(beat, current);
        if (stop.aborted) return;
        beat.succeeded(result, { failures, tookMs: performance.now() - startedAt });
        failures = 0;
      } catch (error) {
        if (stop.aborted) return;
        failures += 1;
        beat.failed(error);
      }
      if (!woken) await rest(failures > 0 ? backOffMs(failures) : beat.pauseMs());
    }
  }

  async function rest(milliseconds: number): Promise<void> {
    current = new AbortController();
    pausing = true;
    await sleep(milliseconds, undefined, { signal: current.signal }).catch(() => {});
    pausing = false;
  }

  return {
    wake() {
      woken = true;
      if (pausing) current.abort();
    },
    ended: loop(),
  };
}

/** One run, which ends at the latest when it is given up, whatever hangs inside it. */
async function once<Result>(beat: Beat<Result>, run: AbortController): Promise<Result> {
  const { limitMs, slowMs } = beat;
  const limit = limitMs === undefined ? undefined : setTimeout(() => run.abort(), limitMs);
  const slow = slowMs === undefined ? undefined : setTimeout(() => beat.slow(), slowMs);
  try {
    const left = new Promise<never>((_, reject) => {
      const within = `${(limitMs ?? 0) / 1000} seconds`;
      const error = new CloudError(
        'timeout',
        `It has not told all that was asked (${beat.name}) within ${within}.`,
      );
      run.signal.addEventListener('abort', () => reject(error), { once: true });
    });
    return await Promise.race([beat.run(run.signal), left]);
  } finally {
    clearTimeout(limit);
    clearTimeout(slow);
  }
}
