import type { Tally } from './tally.ts';

/** Between two attempts. */
export const INTERVAL_MS = 50;
/** An attempt without an answer for so long is lost. Less than the second after which TCP sends its first packet again. */
export const ANSWER_MS = 500;

/** Attempts at one address, counted in its tally until it is stopped. */
export interface Prober {
  tally: Tally;
  /** Why the last attempt was not answered, for a person; null when nothing is known of that. */
  problem(): string | null;
  /** Sends nothing more, and resolves once the fate of what was sent is known. */
  stop(): Promise<void>;
  /** Resolves with a sentence when it can not go on by itself. */
  broken: Promise<string>;
}

/** Milliseconds since 1970 that do not jump when the machine's clock is put right. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
