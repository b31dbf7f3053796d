import type { MoveVerification } from '@evenkeel/contract';
import { type FreshLook, verify } from '@evenkeel/domain';
import { type Cloud, CloudError, type Server } from '@evenkeel/openstack';
import type { CloudRegistry } from '../clouds.ts';
import { insertEvents } from '../db/move-events.ts';
import { type MoveToVerify, readMoveToVerify } from '../db/verifying.ts';
import type { Surroundings } from './observe.ts';
import { ownRecord } from './record.ts';
import { DomainRefusal } from './refusal.ts';

export interface VerifyParts extends Surroundings {
  clouds: CloudRegistry;
}

/** As libvirt numbers them (nova/objects/fields.py, InstancePowerState). */
const POWER: Readonly<Record<number, string>> = {
  0: 'not known',
  1: 'running',
  3: 'paused',
  4: 'shut down',
  6: 'crashed',
  7: 'suspended',
};

/** Reads the instance, the record and the events afresh, and says in words what they mean. Null: no such move. */
export async function verifyMove(parts: VerifyParts, moveId: string): Promise<MoveVerification | null> {
  const move = await readMoveToVerify(parts.db, moveId);
  if (move === null) return null;
  const cloud = await parts.clouds.get(move.provider_id);
  const look = await lookAt(cloud, move, AbortSignal.timeout(parts.timing.lookMs));
  return { at: new Date().toISOString(), ...verify(factsOf(move), look) };
}

/**
 * Has Nova call the instance ACTIVE again, after a fresh look that says that this may be done. Throws DomainRefusal where it
 * may not, or where the cloud refuses. False: no such move.
 */
export async function resetState(parts: VerifyParts, moveId: string, by: string): Promise<boolean> {
  const move = await readMoveToVerify(parts.db, moveId);
  if (move === null) return false;
  const seen = await verifyMove(parts, moveId);
  if (!seen?.resetState.allowed) {
    const nextStep = seen?.nextStep ?? 'Look at the instance again.';
    throw new DomainRefusal(409, 'no-reset', seen?.resetState.reason ?? seen?.meaning ?? '', { nextStep });
  }
  const say = (message: string, evidence?: unknown) =>
    insertEvents(parts.db, [{ moveId, state: 'ended', message, evidence }]);
  await say(`${by} asked to reset the state of ${move.instance_name} to active.`, seen.findings);
  const cloud = await parts.clouds.get(move.provider_id);
  try {
    const { requestId } = await cloud.resetState(move.instance_id, AbortSignal.timeout(parts.timing.sendMs));
    await say('Nova reset it.', { requestId });
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const { cloudMessage, requestId } = error;
    await say(`Nova did not reset it: ${cloudMessage ?? error.message}`, { requestId });
    throw new DomainRefusal(
      502,
      'reset-failed',
      `The cloud did not reset ${move.instance_name}. ${error.message}`,
      {
        cloudMessage,
        requestId,
        nextStep: 'Look at the move again, then try once more.',
      },
    );
  }
  await parts.inventory.observeInstance(move.provider_id, move.instance_id);
  return true;
}

function factsOf(move: MoveToVerify) {
  return {
    instanceName: move.instance_name,
    outcome: move.outcome,
    sourceHost: move.source_host,
    destinationHost: move.destination_host ?? move.requested_host,
  };
}

async function lookAt(cloud: Cloud, move: MoveToVerify, signal: AbortSignal): Promise<FreshLook> {
  const [server, records, action] = await Promise.all([
    orNull(cloud.getServer(move.instance_id, signal)),
    orNull(cloud.listMigrations({ instanceId: move.instance_id }, signal)),
    move.request_id === null
      ? null
      : orNull(cloud.getInstanceAction(move.instance_id, move.request_id, signal)),
  ]);
  const record = move.requesting_at === null ? null : ownRecord(move, records ?? []);
  return { instance: instanceOf(server), record, events: action?.events ?? null };
}

function instanceOf(server: Server | null): FreshLook['instance'] {
  if (server === null || server.status === 'DELETED') return 'gone';
  if (server.partial) return 'hidden';
  const { status, taskState, host, powerState, fault } = server;
  const power = POWER[powerState ?? 0] ?? `number ${powerState}`;
  return { status, taskState, host, power, fault: fault?.message ?? null };
}

/** What the cloud does not have, or does not show to us. */
async function orNull<Value>(answer: Promise<Value>): Promise<Value | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CloudError && (error.status === 404 || error.status === 403)) return null;
    throw error;
  }
}
