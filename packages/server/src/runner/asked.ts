import type { MoveState } from '@evenkeel/contract';
import { abortOf, type Control, forceCompleteOf } from '@evenkeel/domain';
import { type Cloud, CloudError, type MigrationRecord } from '@evenkeel/openstack';
import type { MoveEvent } from '../db/move-events.ts';
import { type MoveChanges, NOW } from '../db/moves.ts';
import type { Step } from './step.ts';

/** States in which it can still become possible: Nova has yet to begin, or (below 2.65) to copy. */
const NOT_YET: ReadonlySet<MoveState> = new Set(['submitted', 'accepted', 'queued', 'preparing']);

/**
 * What a person asked of a move under way (an abort, a completion by force) is asked of Nova as soon as it can be, and what
 * Nova answers is told. The intent stands in the database: after a crash it is asked again, which changes nothing.
 * Throws CloudError where Nova gives no answer; the next look asks again.
 */
export async function passOn(
  step: Step,
  cloud: Cloud,
  state: MoveState,
  record: MigrationRecord | null,
): Promise<{ changes: MoveChanges; events: MoveEvent[] }> {
  const { move, signal } = step;
  const { instance_id: instanceId, compute_version: version } = move;
  const changes: MoveChanges = {};
  const events: MoveEvent[] = [];
  if (record === null) return { changes, events };
  if (move.abort_asked_at !== null && move.abort_answered_at === null) {
    const said = await ask(abortOf(state, version), state, 'abort it', () =>
      cloud.abortLiveMigration(instanceId, record.id, signal),
    );
    if (said) {
      changes.abort_answered_at = NOW;
      events.push({ state, ...said });
    }
  }
  if (move.force_asked_at !== null && move.force_answered_at === null) {
    const said = await ask(forceCompleteOf(state, version), state, 'force it to complete', () =>
      cloud.forceCompleteLiveMigration(instanceId, record.id, signal),
    );
    if (said) {
      changes.force_answered_at = NOW;
      events.push({ state, ...said });
    }
  }
  return { changes, events };
}

/** What is to be told; null while it has to wait. */
async function ask(
  control: Control,
  state: MoveState,
  what: string,
  request: () => Promise<{ requestId: string | null }>,
): Promise<{ message: string; evidence?: unknown } | null> {
  if (!control.allowed) {
    if (NOT_YET.has(state)) return null;
    return { message: `Nova was not asked to ${what}. ${control.reason}` };
  }
  try {
    const { requestId } = await request();
    return { message: `Nova was asked to ${what}, and took it.`, evidence: { requestId } };
  } catch (error) {
    const refused =
      error instanceof CloudError && error.status !== null && [400, 403, 404, 409].includes(error.status);
    if (!refused) throw error;
    const { status, cloudMessage, requestId } = error;
    return {
      message: `Nova refused to ${what}: ${cloudMessage ?? `it answered ${status}`}. The move goes on.`,
      evidence: { status, cloudMessage, requestId },
    };
  }
}
