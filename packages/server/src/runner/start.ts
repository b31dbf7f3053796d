import { deadlineMs, obstaclesOf } from '@evenkeel/domain';
import type { Cloud } from '@evenkeel/openstack';
import { NOW, nowPlus, takePlace } from '../db/moves.ts';
import { factsOfServer } from './facts.ts';
import { send } from './send.ts';
import { endMove, goOn, type StepWithServer } from './step.ts';

/**
 * A waiting move's turn: looks whether it can still go, writes ahead what the cloud already knows, then asks.
 * What is new in the cloud afterwards is ours (docs/adr/0001-never-send-twice.md).
 */
export async function startMove(step: StepWithServer, cloud: Cloud): Promise<void> {
  const { db, lease, move, server, signal } = step;
  const refusal = refusalNow(step);
  if (refusal !== null) {
    const { reason, nextStep } = refusal;
    const said = `${reason} Nothing was sent.`;
    return endMove(step, { outcome: 'rejected', reason: said, cloudMessage: null, nextStep });
  }
  const [actions, records, { computeMaximum }] = await Promise.all([
    cloud.listInstanceActions(move.instance_id, signal),
    cloud.listMigrations({ instanceId: move.instance_id }, signal),
    cloud.identify(signal),
  ]);
  const known = {
    known_request_ids: actions.map(({ requestId }) => requestId),
    known_migration_id: records.reduce<number | null>((most, { id }) => Math.max(most ?? id, id), null),
  };
  const limitMs = deadlineMs(server.flavor.memoryMb, server.flavor.diskGb);
  await step.checkpoint('before-write-ahead', step.move.id);
  const placed = await takePlace(
    db,
    lease,
    {
      id: move.id,
      runId: move.run_id,
      providerId: move.provider_id,
      instanceId: move.instance_id,
      sourceHost: server.host as string,
      destinationHost: move.requested_host,
      zone: move.zone,
    },
    {
      changes: {
        ...known,
        state: 'requesting',
        source_host: server.host,
        unanswered: 0,
        gone_since: null,
        requesting_at: NOW,
        deadline_at: nowPlus(limitMs),
        compute_version: computeMaximum,
      },
      events: [{ state: 'requesting', message: 'Asking Nova to migrate it live.', evidence: known }],
    },
  );
  // The place was taken between the claim and now; it stays in line.
  if (!placed) return goOn(step);
  await step.checkpoint('after-write-ahead', step.move.id);
  step.move = { ...move, state: 'requesting', unanswered: 0, ...known, sends: 0 };
  await send(step, cloud);
}

/** Why the move must not go any more, though it could when it was asked for; null when it may. */
function refusalNow({ move, server }: StepWithServer): { reason: string; nextStep: string } | null {
  const name = move.instance_name;
  const obstacle = obstaclesOf(factsOfServer(server)).find(({ severity }) => severity === 'error');
  if (obstacle)
    return { reason: obstacle.message, nextStep: 'See its state, and ask again when it can move.' };
  if (server.locked && !move.locked_when_asked) {
    const nextStep = 'Ask its owner; then ask again, and the lock is taken as known.';
    return { reason: `${name} was locked by its owner after the move was asked for.`, nextStep };
  }
  if (server.host === move.requested_host) {
    const nextStep = 'Nothing is left to do, unless it should go elsewhere.';
    return { reason: `${name} already runs on ${server.host}.`, nextStep };
  }
  if (server.host !== move.source_host) {
    const reason = `${name} is no longer on ${move.source_host} but on ${server.host}: somebody else moved it.`;
    return { reason, nextStep: 'See whether it still has to move, and ask again.' };
  }
  return null;
}
