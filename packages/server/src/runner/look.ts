/** One look at one move: what the cloud shows of the instance decides which step is taken. */
import { CloudError, type Server } from '@evenkeel/openstack';
import { UnknownProvider } from '../clouds.ts';
import { LeaseLost } from '../db/lease-lost.ts';
import { NOW } from '../db/moves.ts';
import { Died } from '../leases/died.ts';
import { settleRequest } from './settle.ts';
import { startMove } from './start.ts';
import { endMove, goOn, type Step } from './step.ts';
import { watchMove } from './watch.ts';

/** Looks, and writes what follows. Never throws but Died: what goes wrong is written to the move and tried again. */
export async function look(step: Step): Promise<void> {
  const patience = AbortSignal.timeout(step.timing.lookMs);
  try {
    await takeStep({ ...step, signal: AbortSignal.any([step.signal, patience]) });
  } catch (error) {
    if (error instanceof Died) throw error;
    await explain(step, error).catch((second: unknown) => {
      if (second instanceof Died) throw second;
      if (!(second instanceof LeaseLost))
        step.logger.error({ err: second, moveId: step.move.id }, 'A move could not be written');
    });
  }
}

async function takeStep(step: Step): Promise<void> {
  const { move } = step;
  const cloud = await step.clouds.get(move.provider_id);
  const server = await readServer(() => cloud.getServer(move.instance_id, step.signal));
  if (server === null) return missing(step);
  if (server.partial) {
    // A down cell gives the id alone (operations.md A10): nothing is known, so nothing follows.
    return pause(step, `The cloud shows nothing of ${move.instance_name}: its cell is down.`, null);
  }
  const seen = { ...step, server };
  if (move.state === 'waiting') return startMove(seen, cloud);
  if (move.state === 'requesting') return settleRequest(seen, cloud);
  return watchMove(seen, cloud);
}

async function readServer(read: () => Promise<Server>): Promise<Server | null> {
  try {
    const server = await read();
    return server.status === 'DELETED' ? null : server;
  } catch (error) {
    if (error instanceof CloudError && error.status === 404) return null;
    throw error;
  }
}

/** A proxy can say 404 as well: only when the cloud says so again, a poll later, is the instance gone. */
async function missing(step: Step): Promise<void> {
  const { instance_name: name, gone_since, state } = step.move;
  if (gone_since === null) {
    const message = `The cloud says that ${name} does not exist; asking once more.`;
    return goOn(step, { gone_since: NOW }, [{ state, message }]);
  }
  const nothingSent = state === 'waiting' ? ' Nothing was sent.' : '';
  return endMove(step, {
    outcome: 'lost',
    reason: `${name} no longer exists in the cloud.${nothingSent}`,
    cloudMessage: null,
    nextStep: 'Find out who deleted it.',
  });
}

/** What an error means for the move: another process has it, the cloud does not answer, or we failed. */
async function explain(step: Step, error: unknown): Promise<void> {
  if (error instanceof LeaseLost) return;
  // The lease is gone or the runner stops: whoever has the move next looks again.
  if (step.signal.aborted) return;
  if (error instanceof UnknownProvider) return;
  if (!(error instanceof CloudError)) {
    step.logger.error({ err: error, moveId: step.move.id }, 'A look at a move failed');
    return pause(step, 'Evenkeel failed to look at the cloud; trying again.', null);
  }
  const { status, cloudMessage, requestId } = error;
  const forGood = status !== null && [400, 403, 404].includes(status);
  if (forGood && step.move.state === 'waiting') {
    return endMove(step, {
      outcome: 'rejected',
      reason: `The cloud does not show what has to be known of ${step.move.instance_name} beforehand. Nothing was sent.`,
      cloudMessage: cloudMessage ?? error.message,
      nextStep: 'Give the account of the provider the role admin.',
    });
  }
  const message = `The cloud does not answer (${error.message}) The move is watched as soon as it does.`;
  return pause(step, message, { status, cloudMessage, requestId, error: error.message });
}

/** Comes back later, ever later, and says so once. */
async function pause(step: Step, message: string, evidence: unknown): Promise<void> {
  const { state, unanswered } = step.move;
  const { longestPauseMs, pollMs } = step.timing;
  const later = Math.min(longestPauseMs, pollMs * 2 ** Math.min(unanswered, 10));
  const events = unanswered === 0 ? [{ state, message, ...(evidence ? { evidence } : {}) }] : [];
  step.move = { ...step.move, unanswered: 0 };
  await goOn(step, { unanswered: unanswered + 1 }, events, later);
}
