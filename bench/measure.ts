/** Times, and what is said of them. Everything is in milliseconds. */

/** One line of the report. */
export interface Measurement {
  what: string;
  /** In milliseconds, in the order in which they were taken. */
  times: number[];
  /** What the first of a group is compared with, measured in the same run on the same machine. */
  peerOf?: string;
}

/** The time until the promise is fulfilled. */
export async function timed(action: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await action();
  return performance.now() - began;
}

/** The smallest time that so many of 100 do not exceed (nearest rank). */
export function percentile(times: readonly number[], percent: number): number {
  const sorted = [...times].sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] as number;
}

/** Looks every few milliseconds until there is something. Throws after two minutes. */
export async function until<T>(what: string, look: () => Promise<T | null>, everyMs = 5): Promise<T> {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > deadline) throw new Error(`Waited two minutes in vain: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
