/**
 * How memory travels, simply enough to check by reading.
 *
 * Pre-copy works in rounds (Clark et al., NSDI'05). A round sends everything that is `remaining`; meanwhile the guest
 * rewrites pages at a steady rate, at most its working set, and these are what the next round sends. When what is left
 * can be sent within the allowed downtime, the guest is stopped, the rest is sent and the copy is done. The allowed
 * downtime grows in Nova's steps. A guest that rewrites faster than the link sends never gets there. So `remaining`
 * jumps up at each new round (progress goes backwards) and `processed` may exceed `total`, as with libvirt
 * (operations.md A3).
 */
export interface CopyState {
  total: number;
  processed: number;
  remaining: number;
}

export interface CopyProcess extends CopyState {
  /** Rewritten since this round began, bytes. */
  rewritten: number;
  /** Sent since this round began, bytes. */
  sent: number;
  /** Bytes per second the guest rewrites; 0 once it is paused, or runs at the destination (post-copy). */
  rewriteRate: number;
  /** At most so many different bytes are rewritten over and over. */
  workingSet: number;
  /** Since the copy began. */
  elapsedSeconds: number;
  /** Auto-converge: the part of its time that the guest is held back, 0 to 0.99; null when not permitted. */
  throttle: number | null;
  /** Rounds in a row that gained too little. */
  poorRounds: number;
}

const GIB = 1024 ** 3;
/** Nova's `live_migration_downtime`, `_steps` and `_delay` (operations.md A12). */
const DOWNTIME = { milliseconds: 500, steps: 10, delaySecondsPerGib: 75 };
/** QEMU's `cpu-throttle-initial`, `-increment` and `max-cpu-throttle`. */
const THROTTLE = { initial: 0.2, increment: 0.1, highest: 0.99 };
/** Less than a byte is what rounding left over. */
const LAST_BYTE = 1;
/** Steps end with the round; long ones are cut, so that the growing downtime is seen. */
const LONGEST_STEP_SECONDS = 0.1;
const SHORTEST_STEP_SECONDS = 1e-6;

export function startCopy(
  totalBytes: number,
  rewriteRate: number,
  workingSet: number,
  autoConverge = false,
): CopyProcess {
  return {
    total: totalBytes,
    processed: 0,
    remaining: totalBytes,
    rewritten: 0,
    sent: 0,
    rewriteRate,
    workingSet,
    elapsedSeconds: 0,
    throttle: autoConverge ? 0 : null,
    poorRounds: 0,
  };
}

/** How long the guest may be stopped after so many seconds (nova/virt/libvirt/migration.py `downtime_steps`). */
export function allowedDowntimeSeconds(elapsedSeconds: number, totalBytes: number): number {
  const { milliseconds, steps, delaySecondsPerGib } = DOWNTIME;
  const delay = delaySecondsPerGib * Math.max(2, Math.ceil(totalBytes / GIB));
  const step = Math.min(steps, Math.floor(elapsedSeconds / delay));
  const offset = milliseconds / (steps + 1);
  const base = (milliseconds - offset) ** (1 / steps);
  return Math.floor(offset + base ** step + 1e-6) / 1000;
}

/** Copies for so many seconds at so many bytes per second; true when the copy is complete. Changes `copy`. */
export function advanceCopy(copy: CopyProcess, seconds: number, bytesPerSecond: number): boolean {
  let left = seconds;
  while (left > SHORTEST_STEP_SECONDS / 1000) {
    const restOfRound = Math.max(copy.remaining / bytesPerSecond, SHORTEST_STEP_SECONDS);
    const step = Math.min(left, LONGEST_STEP_SECONDS, restOfRound);
    left -= step;
    const sent = Math.min(copy.remaining, bytesPerSecond * step);
    copy.elapsedSeconds += step;
    copy.processed += sent;
    copy.sent += sent;
    copy.remaining = copy.remaining - sent < LAST_BYTE ? 0 : copy.remaining - sent;
    const rate = copy.rewriteRate * (1 - (copy.throttle ?? 0));
    copy.rewritten = Math.min(copy.workingSet, copy.rewritten + rate * step);
    if (copy.remaining === 0 && endRound(copy, bytesPerSecond)) return true;
  }
  return false;
}

/** True when what is left fits into the downtime; else the next round has what was rewritten. */
function endRound(copy: CopyProcess, bytesPerSecond: number): boolean {
  const downtime = allowedDowntimeSeconds(copy.elapsedSeconds, copy.total);
  if (copy.rewritten <= bytesPerSecond * downtime) {
    copy.processed += copy.rewritten;
    copy.rewritten = 0;
    return true;
  }
  if (copy.throttle !== null) holdBack(copy);
  copy.remaining = copy.rewritten;
  copy.rewritten = 0;
  copy.sent = 0;
  return false;
}

/** QEMU slows a guest that for two rounds rewrote more than half of what was sent. */
function holdBack(copy: CopyProcess): void {
  copy.poorRounds = copy.rewritten > copy.sent / 2 ? copy.poorRounds + 1 : 0;
  if (copy.poorRounds < 2) return;
  copy.poorRounds = 0;
  const next = copy.throttle ? copy.throttle + THROTTLE.increment : THROTTLE.initial;
  copy.throttle = Math.min(THROTTLE.highest, next);
}

/** The guest rewrites nothing more that was not sent: it is paused, or runs at the destination already. */
export function stopRewriting(copy: CopyProcess): void {
  copy.rewriteRate = 0;
}

export function counters(copy: CopyProcess): CopyState {
  return {
    total: Math.round(copy.total),
    processed: Math.round(copy.processed),
    remaining: Math.round(copy.remaining),
  };
}
