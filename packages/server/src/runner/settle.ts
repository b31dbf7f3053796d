import { obstaclesOf } from '@evenkeel/domain';
import type { Cloud, InstanceAction } from '@evenkeel/openstack';
import { NOW, WHEN_REQUESTED } from '../db/moves.ts';
import { factsOfServer } from './facts.ts';
import { ownRecord } from './record.ts';
import { send } from './send.ts';
import { endMove, goOn, type StepWithServer } from './step.ts';
import { MOST_SENDS } from './timing.ts';

/**
 * A move that may or may not have been asked for: the process died, or no answer came. Nova writes the instance action
 * before it answers, so a request that was taken shows; it is adopted. Only when the grace has passed, all reads were
 * complete, nothing new shows and the instance stands idle on its source is the request sent again
 * (docs/adr/0001-never-send-twice.md).
 */
export async function settleRequest(step: StepWithServer, cloud: Cloud): Promise<void> {
  const { move, server, signal, timing } = step;
  const [actions, records, { userId }] = await Promise.all([
    cloud.listInstanceActions(move.instance_id, signal),
    cloud.listMigrations({ instanceId: move.instance_id }, signal),
    cloud.identify(signal),
  ]);
  const fresh = actions.filter(
    ({ action, requestId }) => action === 'live-migration' && !move.known_request_ids.includes(requestId),
  );
  const action = fresh.find((one) => one.userId === null || one.userId === userId);
  const record = ownRecord(move, records);
  if (action || (record && fresh.length === 0)) return adopt(step, action ?? null);
  if (fresh.length > 0) return foreign(step, fresh);

  const sinceMs = move.now.getTime() - (move.requesting_at ?? move.now).getTime();
  // Another task of the instance is waited for: it can be our own request, not yet written as an action.
  if (sinceMs < Math.max(timing.graceMs, timing.sendMs) || server.taskState !== null) return goOn(step);

  const name = move.instance_name;
  const obstacle = obstaclesOf(factsOfServer(server)).find(({ severity }) => severity === 'error');
  const elsewhere =
    server.host === move.source_host
      ? null
      : `${name} is no longer on ${move.source_host} but on ${server.host}.`;
  const hindrance = obstacle?.message ?? elsewhere;
  if (hindrance !== null) {
    const reason = `The cloud did not take the request, and meanwhile it can not be sent again: ${hindrance}`;
    const nextStep = 'See its state, and ask again when it can move.';
    return endMove(step, { outcome: 'rejected', reason, cloudMessage: move.cloud_message, nextStep });
  }
  // Nobody wants it any more, or not yet.
  if (move.abort_asked_at !== null || move.run_status === 'cancelling') return giveUp(step);
  if (move.run_status === 'paused') return goOn(step);
  if (move.sends >= MOST_SENDS) return lookOn(step);
  await send(step, cloud);
}

async function adopt(step: StepWithServer, action: InstanceAction | null): Promise<void> {
  const requestId = action?.requestId ?? null;
  await step.checkpoint('before-adopted', step.move.id);
  step.inventory.hurry(step.move.provider_id);
  await goOn(
    step,
    {
      state: 'submitted',
      request_id: requestId,
      cloud_message: null,
      untraced_since: null,
      next_step: null,
      submitted_at: WHEN_REQUESTED,
    },
    [
      {
        state: 'submitted',
        message: 'Nova had taken the request: its action was found.',
        evidence: { requestId },
      },
    ],
    0,
  );
}

/** Nova lets one migration at a time through, so another's, begun since, means that ours was refused. */
function foreign(step: StepWithServer, actions: InstanceAction[]): Promise<void> {
  const name = step.move.instance_name;
  return endMove(step, {
    outcome: 'rejected',
    reason: `Somebody else began to migrate ${name} at the same moment (request ${actions[0]?.requestId}).`,
    cloudMessage: step.move.cloud_message,
    nextStep: 'See where it goes; ask again afterwards if it is still needed.',
  });
}

/** A person's decision, and not the outcome of an absence: what is said is only that nothing is to be seen. */
function giveUp(step: StepWithServer): Promise<void> {
  const { abort_asked_by: by, instance_name: name } = step.move;
  return endMove(step, {
    outcome: 'cancelled',
    reason: `${by ?? 'A person'} gave it up: the cloud was asked to migrate ${name}, and shows no trace of it.`,
    cloudMessage: step.move.cloud_message,
    nextStep: `See nova-api's log, and where ${name} runs, before it is asked for again.`,
  });
}

/** Asked as often as may be. That nothing shows proves nothing: it is looked for, seldom, until a person gives it up. */
function lookOn(step: StepWithServer): Promise<void> {
  const { untraced_since, instance_name: name, sends, state } = step.move;
  const { longestPauseMs } = step.timing;
  if (untraced_since !== null) return goOn(step, {}, [], longestPauseMs);
  const message = `The cloud was asked ${sends} times to migrate ${name} and shows no trace of it. It is not asked again; Evenkeel goes on looking.`;
  const next_step = "See nova-api's log. Abort the move to give it up; then it can be asked for again.";
  return goOn(step, { untraced_since: NOW, next_step }, [{ state, message }], longestPauseMs);
}
