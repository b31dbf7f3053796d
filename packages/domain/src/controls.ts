import type { MoveState } from '@evenkeel/contract';
import { novaInWords as nova, reaches } from './microversion.ts';

/** Whether a move can be aborted or forced now, why not, and what it costs the guest. */
export interface Control {
  allowed: boolean;
  /** Why not, with what can be done instead; null when it is allowed. */
  reason: string | null;
  /** What it does to the guest; null when it is not allowed. */
  cost: string | null;
}

/**
 * Whether a move in this state can be aborted on a cloud whose newest microversion is `version` (null: not known).
 * Nova aborts what copies from 2.24 on, what is queued or being prepared from 2.65 on, and nothing else
 * (nova/api/openstack/compute/server_migrations.py; operations.md A3 and B2).
 */
export function abortOf(state: MoveState, version: string | null): Control {
  switch (state) {
    case 'planned':
    case 'waiting':
      return may('Nothing was sent yet: nothing happens to the guest.');
    case 'queued':
      if (reaches(version, 65)) return may('Nothing was copied yet: nothing happens to the guest.');
      return mayNot(`${nova(version)} can abort only what copies: wait until it does.`);
    case 'preparing':
      if (reaches(version, 65))
        return may('The guest stays where it runs; it takes effect when Nova has prepared the destination.');
      return mayNot(`${nova(version)} can abort only what copies: wait until it does.`);
    case 'copying':
      if (reaches(version, 24)) return may('The guest stays where it runs; what was copied is thrown away.');
      return mayNot(
        `${nova(version)} can not abort a live migration (that needs 2.24): it has to be waited for.`,
      );
    default:
      return tooEarlyOrLate(state);
  }
}

/**
 * The same for force-complete: Nova does it from 2.22 on, and only while it copies. It refuses a paused guest, which can not
 * be seen from the state.
 */
export function forceCompleteOf(state: MoveState, version: string | null): Control {
  if (state === 'copying') {
    if (reaches(version, 22))
      return may(
        'The guest is paused until the rest is copied; where Nova permits post-copy it goes on at the destination instead, ' +
          'slower, and is lost if the network breaks meanwhile.',
      );
    return mayNot(`${nova(version)} can not force a live migration to complete (that needs 2.22).`);
  }
  if (state === 'queued' || state === 'preparing' || state === 'planned' || state === 'waiting')
    return mayNot('It does not copy yet: only a copy that does not come to its end can be forced.');
  return tooEarlyOrLate(state);
}

function tooEarlyOrLate(state: MoveState): Control {
  switch (state) {
    case 'ended':
      return mayNot('The move has ended.');
    case 'post-copy':
      return mayNot('The guest already runs at the destination: it can only be waited for.');
    case 'verifying':
      return mayNot('The copy is over; Nova is cleaning up.');
    default:
      return mayNot('Nova has only just been asked: in a moment it can be seen how far it is.');
  }
}

function may(cost: string): Control {
  return { allowed: true, reason: null, cost };
}

function mayNot(reason: string): Control {
  return { allowed: false, reason, cost: null };
}
