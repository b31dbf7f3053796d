import type { Move, Outcome } from '@evenkeel/contract';
import type { Message } from './messages.tsx';

/** How each outcome reads on a screen. */
export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  succeeded: 'Succeeded',
  rejected: 'Rejected',
  'not-placed': 'No host took it',
  'rolled-back': 'Rolled back',
  cancelled: 'Cancelled',
  'timed-out': 'Timed out',
  errored: 'Error',
  inconsistent: 'Record and host disagree',
  lost: 'Lost sight of',
};

/** Where the instance is after an outcome, for when the server gave no reason. */
const OUTCOME_SENTENCES: Readonly<Record<Outcome, string>> = {
  succeeded: '',
  rejected: 'The cloud refused the request; the instance stayed where it was.',
  'not-placed': 'No host could take the instance; it stayed where it was.',
  'rolled-back': 'The copy did not come to its end; the instance still runs on its first host.',
  cancelled: 'The migration was cancelled; the instance stayed where it was.',
  'timed-out': 'The migration did not end in time.',
  errored: 'The cloud reports the instance in error; its guest may still be running.',
  inconsistent: 'The migration record and the host of the instance disagree.',
  lost: 'The cloud no longer shows the instance or its migration.',
};

const STATE_WORDS: Readonly<Record<Move['state'], string>> = {
  planned: 'Planned',
  waiting: 'Waiting',
  requesting: 'Asking the cloud',
  submitted: 'Asked the cloud',
  accepted: 'Accepted',
  queued: 'Queued',
  preparing: 'Preparing',
  copying: 'Copying',
  'post-copy': 'Finishing on the new host',
  verifying: 'Verifying',
  ended: 'Ended',
};

export function stateName(state: Move['state']): string {
  return STATE_WORDS[state];
}

export function stateWords(move: Move): string {
  return move.outcome ? OUTCOME_WORDS[move.outcome] : STATE_WORDS[move.state];
}

/** 0 to 100; null until the cloud has told of any bytes. */
export function wholePercent({ progress }: Move): number | null {
  return progress?.percent == null ? null : Math.round(progress.percent);
}

export function isUnderWay(move: Move | null): move is Move {
  return move !== null && move.state !== 'ended';
}

/** The cloud was asked for it; what still waits for its turn shows no progress. */
export function isInCloud({ state }: Move): boolean {
  return state !== 'planned' && state !== 'waiting' && state !== 'ended';
}

/** Ended other than by success or by a person's own wish. */
export function hasFailed({ state, outcome }: Move): boolean {
  return state === 'ended' && outcome !== 'succeeded' && outcome !== 'cancelled';
}

/** How a move stands, for the eye. */
export function statusOf(move: Move): 'info' | 'success' | 'danger' {
  if (move.outcome === 'succeeded') return 'success';
  return hasFailed(move) ? 'danger' : 'info';
}

export function reasonOf(move: Move): string {
  return move.reason ?? (move.outcome ? OUTCOME_SENTENCES[move.outcome] : '');
}

export function messageOfEnd(move: Move): Message {
  const what = `Migration of ${move.instanceName}`;
  if (move.outcome === 'succeeded') {
    const host = move.destinationHost ?? move.requestedHost;
    return {
      variant: 'success',
      title: host ? `${what} to ${host} succeeded` : `${what} succeeded`,
      place: 'toast',
      moveId: move.id,
      succeeded: 1,
    };
  }
  return {
    variant: move.outcome === 'cancelled' ? 'info' : 'danger',
    title: move.outcome === 'cancelled' ? `${what} was cancelled` : `${what} failed`,
    text: reasonOf(move),
    nextStep: move.nextStep,
    place: 'toast',
    moveId: move.id,
  };
}
