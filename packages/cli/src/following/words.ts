/** A move in words: where it stands, and how it ended. */
import type { Move, MoveProgress, MoveState, Outcome } from '@evenkeel/contract';
import { bytes, clock, duration, printable } from '../output/text.ts';

const STATES: Readonly<Record<Exclude<MoveState, 'ended'>, string>> = {
  planned: 'planned',
  waiting: 'waiting for its turn',
  requesting: 'asking the cloud',
  submitted: 'asked the cloud',
  accepted: 'accepted by Nova',
  queued: 'queued on its host',
  preparing: 'preparing',
  copying: 'copying',
  'post-copy': 'post-copy',
  verifying: 'checking the end',
};

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  succeeded: 'moved',
  rejected: 'refused by the cloud at once',
  'not-placed': 'no host took it',
  'rolled-back': 'rolled back',
  cancelled: 'cancelled',
  'timed-out': 'given up by Nova after its time limit',
  errored: 'in error; the guest may be running',
  inconsistent: 'the record and the host disagree',
  lost: 'lost: the instance or its cell is gone',
};

/** Such as `copying → compute-07`. */
export function stateInWords(move: Move): string {
  if (move.state === 'ended') return OUTCOMES[move.outcome ?? 'inconsistent'];
  const towards = move.destinationHost ?? move.requestedHost;
  return towards === null ? STATES[move.state] : `${STATES[move.state]} → ${printable(towards)}`;
}

/** In whole percent, rounded down: 100 is only what is done. Null until Nova reports any. */
export function percentOf(move: Move): number | null {
  const percent = move.progress?.percent ?? null;
  return percent === null ? null : Math.floor(percent);
}

/** What is left of memory and of disk, the pace, and the time left as a range; null while nothing is copied. */
export function copyInWords({ state, progress }: Move): string | null {
  if (state !== 'copying' || progress === null) return null;
  const { memoryRemainingBytes, memoryTotalBytes, diskRemainingBytes, diskTotalBytes } = progress;
  const parts = [
    leftInWords('memory left', memoryRemainingBytes, memoryTotalBytes),
    leftInWords('disk left', diskRemainingBytes, diskTotalBytes),
    progress.bytesPerSecond === null ? null : `${bytes(progress.bytesPerSecond)}/s`,
    timeLeftInWords(progress),
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(', ') : null;
}

function leftInWords(what: string, left: number | null, total: number | null): string | null {
  return left === null || !total ? null : `${what} ${bytes(left)} of ${bytes(total)}`;
}

function timeLeftInWords({ secondsLeft, notConverging }: MoveProgress): string | null {
  if (notConverging || secondsLeft === null) return null;
  const [low, high] = [clock(secondsLeft.low * 1000), clock(secondsLeft.high * 1000)];
  return `${low === high ? low : `${low} to ${high}`} to go`;
}

/** What to know of a copy that has no end in sight; null of any other. */
export function warningOf({ state, progress, instanceName }: Move): string | null {
  if (state !== 'copying' || !progress?.notConverging) return null;
  const name = printable(instanceName);
  return `not converging: ${name} writes faster than Nova copies; evenkeel abort or force-complete ${name}`;
}

export function hasMoved(move: Move): boolean {
  return move.outcome === 'succeeded';
}

/** How a move ended, in one line or, with the reason and the next step, in several. */
export function endInWords(move: Move): string {
  const name = printable(move.instanceName);
  const source = printable(move.sourceHost ?? 'an unknown host');
  const took = move.endedAt ? duration(Date.parse(move.endedAt) - Date.parse(move.createdAt)) : '';
  if (hasMoved(move)) {
    return `Moved ${name}: ${source} → ${printable(move.destinationHost ?? move.requestedHost ?? '?')} (${took})`;
  }
  const said = move.cloudMessage && move.cloudMessage !== move.reason ? move.cloudMessage : null;
  return [
    `Not moved ${name}, from ${source}: ${stateInWords(move)} (${took})`,
    move.reason && `  ${printable(move.reason)}`,
    said && `  The cloud said: ${printable(said.replace(/\s*\n\s*/g, ' / '))}`,
    move.requestId && !move.reason?.includes(move.requestId) && `  Request id: ${printable(move.requestId)}`,
    move.nextStep && `  Next: ${printable(move.nextStep)}`,
  ]
    .filter(Boolean)
    .join('\n');
}
