import { refusalOf } from '@evenkeel/domain';
import { type Cloud, CloudError } from '@evenkeel/openstack';
import { LeaseLost } from '../db/lease-lost.ts';
import { permitSend } from '../db/move-leases.ts';
import { NOW, writeMove } from '../db/moves.ts';
import { endMove, goOn, type Step } from './step.ts';

/**
 * The only place that asks a cloud to migrate. One permit of the database, one request. It is sent only while
 * the lease that the permit began lasts, and given up `sendMs` after it, both measured from before the permit was asked
 * for, so that no request of ours is on its way when another process may repeat it (docs/adr/0001-never-send-twice.md).
 */
export async function send(step: Step, cloud: Cloud): Promise<void> {
  const { db, inventory, lease, move, timing } = step;
  const begun = performance.now();
  await permitSend(db, lease, timing.leaseMs);
  await step.checkpoint('before-post', step.move.id);
  const goneMs = performance.now() - begun;
  if (goneMs >= timing.leaseMs) throw new LeaseLost(`the move ${move.id}`);
  let requestId: string | null;
  try {
    ({ requestId } = await cloud.liveMigrate(
      move.instance_id,
      {
        host: move.requested_host,
        blockMigration: move.block_migration,
        diskOverCommit: move.disk_over_commit,
      },
      // A server that stops does not wait so long: the next start finds what became of the request.
      AbortSignal.any([step.signal, AbortSignal.timeout(Math.floor(timing.sendMs - goneMs))]),
    ));
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    await step.checkpoint('after-post', step.move.id);
    return notAccepted(step, error);
  }
  await step.checkpoint('after-post', step.move.id);
  await writeMove(db, lease, {
    changes: { state: 'submitted', request_id: requestId, submitted_at: NOW, cloud_message: null },
    events: [{ state: 'submitted', message: 'Nova took the request.', evidence: { requestId } }],
    nextCheckMs: timing.pollMs,
  });
  inventory.hurry(move.provider_id);
  await step.checkpoint('after-submitted', step.move.id);
}

/** Statuses that say "not now" or "sign in again", and nothing about the instance. */
const PASSING: ReadonlySet<number> = new Set([401, 408, 413, 429]);

async function notAccepted(step: Step, error: CloudError): Promise<void> {
  const { status, cloudMessage, requestId } = error;
  const answered = status !== null && status >= 400;
  if (answered && status < 500 && !PASSING.has(status)) {
    const { reason, nextStep } = refusalOf(status, cloudMessage);
    return endMove(
      step,
      { outcome: 'rejected', reason, cloudMessage, nextStep },
      requestId === null ? {} : { request_id: requestId },
    );
  }
  const { move } = step;
  const evidence = { status, cloudMessage, requestId, error: error.message };
  const message = 'It is not known whether Nova took the request; looking for it before anything else.';
  await goOn(step, { cloud_message: cloudMessage }, [{ state: move.state, message, evidence }]);
}
