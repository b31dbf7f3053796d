/** What a probe saw, as a sentence for a person. Moments are milliseconds since 1970. */
import type { Probe } from '@evenkeel/contract';
import { INTERVAL_MS } from './prober.ts';
import { type Figures, lengthMs } from './tally.ts';

/** A pause of our own beyond this is said: what happened in it is not known. */
const PAUSE_TO_SAY_MS = 4 * INTERVAL_MS;

export function doneInWords(figures: Figures, askedMs: number): string {
  const { sent, lost, gap, slowestAnswerMs, longestPauseMs } = figures;
  const held =
    longestPauseMs > PAUSE_TO_SAY_MS
      ? ` The server itself sent nothing for up to ${longestPauseMs} ms, of which nothing is known.`
      : '';
  if (gap === null) {
    return `None of ${sent} attempts was lost; the slowest answer took ${slowestAnswerMs} ms.${held}`;
  }
  const since = `${((gap.atMs - askedMs) / 1000).toFixed(1)} s after the cloud was asked`;
  const losses = `${lost} of ${sent} attempts lost.`;
  if (gap.mostMs === null) {
    return `No answer any more from ${since} until the probe ended, ${gap.leastMs} ms or more; ${losses}${held}`;
  }
  const range = `between ${gap.leastMs} and ${gap.mostMs} ms`;
  return `The longest gap was about ${Math.round(lengthMs(gap))} ms (${range}), ${since}; ${losses}${held}`;
}

/** @param demo the guest is one of a demo cloud. */
export function unreachableInWords(
  { probe, addresses, demo }: { probe: Probe; addresses: readonly string[]; demo: boolean },
  problem: string | null,
): string {
  if (addresses.length === 0) {
    if (demo) return 'A demo cloud has no guests that could be reached, so nothing is reported.';
    return 'The instance has no address that may be probed, so nothing is reported.';
  }
  const where = `${addresses.join(', ')}${probe.kind === 'tcp' ? `, port ${probe.port},` : ''}`;
  const why = problem === null ? '' : ` (${problem})`;
  return `${where} did not answer when the move began${why}: out of reach from the server, so nothing is reported.`;
}
