import type { MoveState, Outcome } from '@evenkeel/contract';
import { causeOf } from './causes.ts';

/** What is known of a move when it is looked at. Hosts are nova-compute service hosts. */
export interface MoveFacts {
  state: MoveState;
  instanceName: string;
  sourceHost: string;
  requestedHost: string | null;
  requestId: string | null;
}

/** What the cloud shows. `unseen` is absence of an answer, which never decides anything. */
export interface MoveObservation {
  server: { kind: 'unseen' } | { kind: 'gone' } | ServerSeen;
  /** The live migration that belongs to the move; null while none was seen, which proves nothing. */
  record: { status: string; destinationHost: string | null } | null;
  /**
   * The instance action, once read: the exception's text, or null where Nova kept none; and whether the action itself
   * says that it failed.
   */
  failure: { details: string | null; actionFailed: boolean } | null;
  /** Whether an action `live_migration_cancel` was seen: tells a person's abort from Nova's own time-out. */
  cancelRequested: boolean;
  /** Milliseconds since the record and the server were first seen to disagree; 0 while they agree. */
  disagreementMs: number;
  /** Milliseconds since the request was sent. */
  elapsedMs: number;
  /** The size-scaled limit of `deadlineMs`. */
  deadlineMs: number;
}

export interface ServerSeen {
  kind: 'seen';
  status: string;
  taskState: string | null;
  host: string | null;
}

export type Transition =
  | { kind: 'goes-on'; state: MoveState; note: string | null }
  | { kind: 'needs-events'; state: MoveState }
  | {
      kind: 'ends';
      outcome: Outcome;
      reason: string | null;
      cloudMessage: string | null;
      nextStep: string | null;
    };

/** How long a record may say `completed` before the instance's host follows (facts/operations.md B1 and D1). */
export const DISAGREEMENT_GRACE_MS = 60_000;

/** Said once, when the deadline passes: nothing ends because it takes long. */
export const OVERDUE = 'This takes longer than Nova usually allows; still watching.';

const GIB_IN_MIB = 1024;
const NOVA_TIMEOUT_PER_GIB_MS = 800_000;

/**
 * After how long a move counts as overdue: Nova's own limit (`live_migration_completion_timeout`, 800 s per GiB of
 * memory and of disk, each at least 2 GiB; nova/virt/libvirt/driver.py) and a tenth more.
 */
export function deadlineMs(memoryMb: number | null, diskGb: number | null): number {
  const memoryGib = Math.max(2, (memoryMb ?? 0) / GIB_IN_MIB);
  const copiedDiskGib = Math.max(2, diskGb ?? 0);
  return (memoryGib + copiedDiskGib) * NOVA_TIMEOUT_PER_GIB_MS * 1.1;
}

const STATE_OF_RECORD: Readonly<Record<string, MoveState>> = {
  accepted: 'accepted',
  queued: 'queued',
  preparing: 'preparing',
  running: 'copying',
  'running (post-copy)': 'post-copy',
  'post-migrating': 'verifying',
};

/**
 * What follows from an observation: the move goes on, needs the action's events to name its cause, or ends.
 * The record decides and the server confirms (operations.md B1); nothing ends because something was not seen.
 */
export function advance(move: MoveFacts, seen: MoveObservation): Transition {
  if (seen.server.kind === 'gone') {
    return ends(
      'lost',
      `${move.instanceName} no longer exists in the cloud.`,
      null,
      'Find out who deleted it.',
    );
  }
  const status = seen.record?.status;
  switch (status) {
    case 'completed':
      return completed(move, seen);
    case 'failed':
      return rolledBack(move, seen);
    case 'cancelled':
      return cancelled(move, seen);
    case 'error':
      return refusedByNova(move, seen);
    default:
      return underWay(move, seen);
  }
}

function completed(move: MoveFacts, { server, record, disagreementMs }: MoveObservation): Transition {
  if (server.kind !== 'seen' || server.host === null)
    return goesOn('verifying', 'The host is not visible yet.');
  if (server.status === 'ERROR') return errored(move, null);
  const wanted = move.requestedHost ?? record?.destinationHost ?? null;
  const arrived = server.host !== move.sourceHost && (wanted === null || server.host === wanted);
  // Nova sets the host and clears the task in one save, so a task that still runs is a later one of somebody else's.
  if (arrived) return ends('succeeded', null, null, null);
  if (disagreementMs < DISAGREEMENT_GRACE_MS)
    return goesOn('verifying', 'Waiting for the instance to show its new host.');
  return inconsistent(move, 'completed', server.host, wanted);
}

function cancelled(move: MoveFacts, seen: MoveObservation): Transition {
  if (!seen.cancelRequested && seen.elapsedMs >= seen.deadlineMs / 1.1) {
    return ends(
      'timed-out',
      `Nova gave up: the memory of ${move.instanceName} changed faster than it could be copied.`,
      null,
      'Move it when it is less busy, or allow post-copy or auto-converge.',
    );
  }
  const by = seen.cancelRequested ? 'The migration was aborted' : 'The migration was cancelled in the cloud';
  return ends('cancelled', `${by}; ${move.instanceName} stays on ${move.sourceHost}.`, null, null);
}

/**
 * A failed preparation leaves its exception in the event `compute_pre_live_migration` (docs/nova-behaviour.md 8); a failed
 * copy leaves none, because libvirt's failure comes in a thread after the event's end (operations.md A5).
 */
function rolledBack(move: MoveFacts, { server, failure }: MoveObservation): Transition {
  if (failure === null) return { kind: 'needs-events', state: 'verifying' };
  const { details } = failure;
  if (server.kind === 'seen' && server.status === 'ERROR') return errored(move, details);
  const stays = `${move.instanceName} stays on ${move.sourceHost}`;
  if (details !== null) {
    const cause = causeOf(details);
    const why = cause?.reason ?? details;
    const nextStep = cause?.nextStep ?? 'Read what the cloud said, mend it, or choose another host.';
    return ends('rolled-back', `The move could not be prepared, and ${stays}: ${why}`, details, nextStep);
  }
  const reason =
    `The copy failed and ${stays}. Nova keeps no reason: ` +
    `it stands in the log of nova-compute on ${move.sourceHost}${requestWords(move)}.`;
  return ends('rolled-back', reason, null, 'Read that log, then try again or choose another host.');
}

function refusedByNova(move: MoveFacts, seen: MoveObservation): Transition {
  // The exception's text stands only in the action's events, and is wanted before the move is closed.
  if (seen.failure === null) return { kind: 'needs-events', state: 'verifying' };
  const { details } = seen.failure;
  if (seen.server.kind === 'seen' && seen.server.status === 'ERROR') return errored(move, details);
  // A failed preparation passes through `error` to `failed` while the task is still being cleared (B2).
  if (seen.server.kind === 'seen' && seen.server.taskState === 'migrating') {
    return goesOn('verifying', 'Nova is rolling back.');
  }
  if (seen.server.kind === 'seen' && seen.server.host !== null && seen.server.host !== move.sourceHost)
    return inconsistent(move, 'error', seen.server.host);
  return details === null && COPIED.has(move.state) ? givenUp(move) : notPlaced(move, details);
}

/** Once it copied, a host had been found: what ends then was not refused. */
const COPIED: ReadonlySet<MoveState> = new Set(['copying', 'post-copy']);

/** nova-compute that starts again gives up what left its host (nova/compute/manager.py `_reset_live_migration`). */
function givenUp(move: MoveFacts): Transition {
  const { instanceName, sourceHost } = move;
  return ends(
    'rolled-back',
    `Nova gave up the copy, and ${instanceName} stays on ${sourceHost}: so it does when nova-compute on ${sourceHost} is ` +
      `started again. It keeps no reason${requestWords(move)}.`,
    null,
    `See in the log of nova-compute on ${sourceHost} why it was started again, then try again.`,
  );
}

function inconsistent(
  move: MoveFacts,
  status: string,
  host: string,
  wanted: string | null = null,
): Transition {
  return ends(
    'inconsistent',
    `Nova's record says ${status}${wanted ? ` on ${wanted}` : ''}, but ${move.instanceName} shows the host ${host}.`,
    null,
    'See on which host the guest really runs before anything else is done with it.',
  );
}

function notPlaced(move: MoveFacts, details: string | null): Transition {
  const cause = details === null ? null : causeOf(details);
  return ends(
    'not-placed',
    cause?.reason ?? details ?? `Nova refused the migration and keeps no reason${requestWords(move)}.`,
    details,
    cause?.nextStep ?? 'Read what the cloud said, mend it, and try again.',
  );
}

function underWay(move: MoveFacts, seen: MoveObservation): Transition {
  if (seen.server.kind === 'seen' && seen.server.status === 'ERROR') {
    // The record may still follow; the server's ERROR is an observation, not an absence, and names the outcome.
    return seen.failure === null
      ? { kind: 'needs-events', state: move.state }
      : errored(move, seen.failure.details);
  }
  if (endedWithoutRecord(move, seen)) {
    if (seen.failure === null) return { kind: 'needs-events', state: move.state };
    if (seen.failure.actionFailed) return notPlaced(move, seen.failure.details);
  }
  const state = STATE_OF_RECORD[seen.record?.status ?? ''] ?? move.state;
  return goesOn(state, seen.elapsedMs > seen.deadlineMs ? OVERDUE : null);
}

/**
 * Nova sets the task before it answers and the conductor clears it when it gives up, so an idle instance on its source
 * without a record may have failed before there was one (nova/conductor/manager.py `_live_migrate`). That alone is an
 * absence: only its action, when it says Error, is evidence.
 */
function endedWithoutRecord(move: MoveFacts, { server, record }: MoveObservation): boolean {
  return (
    record === null && server.kind === 'seen' && server.taskState === null && server.host === move.sourceHost
  );
}

function errored(move: MoveFacts, details: string | null): Transition {
  return ends(
    'errored',
    `Nova set ${move.instanceName} to ERROR; the guest may well be running.`,
    details,
    'Verify the guest, then reset the state to active and try again.',
  );
}

function requestWords(move: MoveFacts): string {
  return move.requestId === null ? '' : ` (request ${move.requestId})`;
}

function goesOn(state: MoveState, note: string | null): Transition {
  return { kind: 'goes-on', state, note };
}

function ends(
  outcome: Outcome,
  reason: string | null,
  cloudMessage: string | null,
  nextStep: string | null,
): Transition {
  return { kind: 'ends', outcome, reason, cloudMessage, nextStep };
}
