import { isDeepStrictEqual } from 'node:util';
import type { MoveProgress, MoveState } from '@evenkeel/contract';
import {
  actionFailed,
  advance,
  deadlineMs,
  failureDetails,
  type MoveObservation,
  OVERDUE,
  type Transition,
} from '@evenkeel/domain';
import { type Cloud, CloudError, type InstanceAction, type MigrationRecord } from '@evenkeel/openstack';
import type { ClaimedMove } from '../db/move-leases.ts';
import { type MoveChanges, NOW } from '../db/moves.ts';
import { passOn } from './asked.ts';
import { withPace } from './pace.ts';
import { ownRecord, progressOf } from './record.ts';
import { endMove, goOn, type StepWithServer } from './step.ts';

/** As many of the newest records of the instance hold ours for certain: it is watched each second. */
const NEWEST_RECORDS = 50;

/** A move that Nova has taken: reads the record and the counters, asks the rules what follows, and writes that. */
export async function watchMove(step: StepWithServer, cloud: Cloud): Promise<void> {
  const { move, signal } = step;
  const records = await cloud.listMigrations({ instanceId: move.instance_id, limit: NEWEST_RECORDS }, signal);
  const record = ownRecord(move, records);
  if (record?.status === 'running') await step.checkpoint('during-copy', step.move.id);
  const progress = await readProgress(step, cloud, record);
  const cancelRequested = record?.status === 'cancelled' && (await wasCancelled(step, cloud));
  const seen = observationOf(step, record, cancelRequested);
  const facts = {
    ...{ state: move.state as MoveState, instanceName: move.instance_name, requestId: move.request_id },
    ...{ sourceHost: move.source_host ?? '', requestedHost: move.requested_host },
  };
  let next = advance(facts, seen);
  let action: InstanceAction | null = null;
  if (next.kind === 'needs-events') {
    action = await readAction(step, cloud);
    next = advance(facts, { ...seen, failure: failureOf(action) });
  }
  const asked = next.kind === 'goes-on' ? await passOn(step, cloud, next.state, record) : NOTHING_ASKED;
  await write(step, next, { record, progress, action, asked });
}

function observationOf(
  { move, server }: StepWithServer,
  record: MigrationRecord | null,
  cancelRequested: boolean,
): MoveObservation {
  const { status, taskState, host } = server;
  const sentAt = (move.submitted_at ?? move.requesting_at ?? move.now).getTime();
  const since = move.disagrees_since?.getTime() ?? move.now.getTime();
  return {
    server: { kind: 'seen', status, taskState, host },
    record,
    failure: null,
    cancelRequested,
    disagreementMs: move.now.getTime() - since,
    elapsedMs: move.now.getTime() - sentAt,
    deadlineMs: move.deadline_at === null ? deadlineMs(null, null) : move.deadline_at.getTime() - sentAt,
  };
}

/** The counters stand only in the server's own list, and only while it copies (operations.md A3 and A4). */
async function readProgress(
  step: StepWithServer,
  cloud: Cloud,
  record: MigrationRecord | null,
): Promise<MoveProgress | null> {
  const { move, signal } = step;
  if (record?.status !== 'running') return move.progress;
  const detailed = (await cloud.listServerMigrations(move.instance_id, signal)).find(
    ({ id }) => id === record.id,
  );
  const seen = detailed ? progressOf(detailed) : null;
  return seen === null ? move.progress : withPace(step, seen);
}

/** A person's abort leaves an action; Nova's own time-out leaves none (operations.md B2). */
async function wasCancelled({ move, signal }: StepWithServer, cloud: Cloud): Promise<boolean> {
  const actions = await cloud.listInstanceActions(move.instance_id, signal);
  return actions.some(
    ({ action, requestId }) =>
      action === 'live_migration_cancel' && !move.known_request_ids.includes(requestId),
  );
}

/** Null where the request is not known, or Nova does not show its action to us. */
async function readAction({ move, signal }: StepWithServer, cloud: Cloud): Promise<InstanceAction | null> {
  if (move.request_id === null) return null;
  try {
    return await cloud.getInstanceAction(move.instance_id, move.request_id, signal);
  } catch (error) {
    if (error instanceof CloudError && (error.status === 403 || error.status === 404)) return null;
    throw error;
  }
}

function failureOf(action: InstanceAction | null): NonNullable<MoveObservation['failure']> {
  if (action === null) return { details: null, actionFailed: false };
  return { details: failureDetails(action.events ?? []), actionFailed: actionFailed(action) };
}

/** What one look at the cloud gave. */
interface Seen {
  record: MigrationRecord | null;
  progress: MoveProgress | null;
  action: InstanceAction | null;
  asked: Awaited<ReturnType<typeof passOn>>;
}

const NOTHING_ASKED: Seen['asked'] = { changes: {}, events: [] };

async function write(step: StepWithServer, next: Transition, seen: Seen): Promise<void> {
  const { move } = step;
  const { record, progress, asked } = seen;
  const overdue = next.kind === 'goes-on' && next.note === OVERDUE && move.overdue_since === null;
  const changes = {
    ...changesOf(move, record, progress),
    ...(overdue ? { overdue_since: NOW } : {}),
    ...asked.changes,
  };
  const evidence = evidenceOf(step, seen);
  if (next.kind === 'ends') {
    const arrived = next.outcome === 'succeeded' ? { destination_host: step.server.host } : {};
    return endMove(step, next, { ...changes, ...arrived }, evidence);
  }
  if (next.state === move.state && !overdue)
    return goOn(step, { ...changes, ...disagreement(move, record) }, asked.events);
  // That it is late is told once, not with every state that follows.
  const note = next.kind === 'goes-on' && (next.note !== OVERDUE || overdue) ? next.note : null;
  const message = note ?? `Nova says: ${record?.status ?? step.server.status}.`;
  await goOn(step, { ...changes, ...disagreement(move, record), state: next.state }, [
    { state: next.state, message, evidence },
    ...asked.events,
  ]);
}

/**
 * What the decision rests on. The events of the action are the only trace a failed copy leaves: with a rollback among them
 * it got as far as the copy (operations.md A5).
 */
function evidenceOf({ server }: StepWithServer, { record, action }: Seen): Record<string, unknown> {
  const shown = { record: record?.status ?? null, server: server.status, host: server.host };
  if (action === null) return shown;
  const { requestId, message } = action;
  const events = (action.events ?? []).map(({ event, result, host }) => ({ event, result, host }));
  return { ...shown, action: { requestId, message, events } };
}

/** Only what is new: a look that shows nothing new is not told to anybody. */
function changesOf(
  move: ClaimedMove,
  record: MigrationRecord | null,
  progress: MoveProgress | null,
): MoveChanges {
  const changes: MoveChanges = {};
  if (record && record.id !== move.migration_id) changes.migration_id = record.id;
  if (record?.destinationHost && record.destinationHost !== move.destination_host)
    changes.destination_host = record.destinationHost;
  if (progress && !isDeepStrictEqual(progress, move.progress)) changes.progress = JSON.stringify(progress);
  if (move.gone_since !== null) changes.gone_since = null;
  return changes;
}

/** Counted from the first look at which the record said completed and the move could not end yet. */
function disagreement(move: ClaimedMove, record: MigrationRecord | null): MoveChanges {
  if (record?.status === 'completed') return move.disagrees_since === null ? { disagrees_since: NOW } : {};
  return move.disagrees_since === null ? {} : { disagrees_since: null };
}
