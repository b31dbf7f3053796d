/**
 * How memory travels, simply enough to check by reading.
 *
 * Pre-copy works in rounds (Clark et al., NSDI'05). A round sends everything that is `remaining`; meanwhile the guest
 * rewrites pages at a steady rate, at most its working set, and these are what the next round sends. When what is left
 * fits into the allowed downtime, the guest is stopped, the rest is sent and the copy is done. A guest that rewrites
 * faster than the link sends never gets there. So `remaining` jumps up at each new round (progress goes backwards) and
 * `processed` may exceed `total`, as with libvirt (operations.md A3).
 */
export interface CopyState {
  total: number;
  processed: number;
  remaining: number;
}

export interface CopyProcess extends CopyState {
  /** Rewritten since this round began, bytes. */
  rewritten: number;
  /** Bytes per second the guest rewrites; 0 once the guest is paused. */
  rewriteRate: number;
  /** At most so many different bytes are rewritten over and over. */
  workingSet: number;
}

/** Nova's `live_migration_downtime`: 500 ms (operations.md A12). */
const DOWNTIME_SECONDS = 0.5;
/** Less than a byte is what rounding left over. */
const LAST_BYTE = 1;
/** Long steps are cut so that no round is stepped over. */
const LONGEST_STEP_SECONDS = 0.1;

export function startCopy(totalBytes: number, rewriteRate: number, workingSet: number): CopyProcess {
  return { total: totalBytes, processed: 0, remaining: totalBytes, rewritten: 0, rewriteRate, workingSet };
}

/** Copies for so many seconds at so many bytes per second; true when the copy is complete. Changes `copy`. */
export function advanceCopy(copy: CopyProcess, seconds: number, bytesPerSecond: number): boolean {
  for (let left = seconds; left > 1e-9; left -= LONGEST_STEP_SECONDS) {
    const step = Math.min(left, LONGEST_STEP_SECONDS);
    const sent = Math.min(copy.remaining, bytesPerSecond * step);
    copy.processed += sent;
    copy.remaining = copy.remaining - sent < LAST_BYTE ? 0 : copy.remaining - sent;
    copy.rewritten = Math.min(copy.workingSet, copy.rewritten + copy.rewriteRate * step);
    if (copy.remaining > 0) continue;
    const fitsIntoDowntime = copy.rewritten <= bytesPerSecond * DOWNTIME_SECONDS;
    copy.remaining = copy.rewritten;
    copy.rewritten = 0;
    if (!fitsIntoDowntime) continue;
    copy.processed += copy.remaining;
    copy.remaining = 0;
    return true;
  }
  return false;
}

export function counters(copy: CopyProcess): CopyState {
  return {
    total: Math.round(copy.total),
    processed: Math.round(copy.processed),
    remaining: Math.round(copy.remaining),
  };
}
