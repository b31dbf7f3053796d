/** One look at one maintenance: what is to be done in its phase, and what is said when the cloud does not let it. */
import { CloudError } from '@evenkeel/openstack';
import { UnknownProvider } from '../clouds.ts';
import { LeaseLost } from '../db/lease-lost.ts';
import { readProviderName } from '../db/maintenance-facts.ts';
import { Died } from '../leases/died.ts';
import { cancel } from './cancel.ts';
import { disable } from './disable.ts';
import { drain } from './drain.ts';
import { declareDown, evacuate } from './evacuate.ts';
import { hold } from './hold.ts';
import { bringBack } from './return.ts';
import { type CloudLook, goOn, type Look } from './step.ts';

const PHASES = {
  planned: disable,
  disabling: disable,
  draining: drain,
  held: hold,
  returning: bringBack,
  cancelling: cancel,
} as const;

const PHASES_OF_EVACUATION = {
  ...PHASES,
  planned: declareDown,
  disabling: declareDown,
  draining: evacuate,
} as const;

/** Never rejects but with Died, and when the database itself does not answer. */
export async function lookAtMaintenance(look: Look): Promise<void> {
  const { maintenance, clouds, db, logger, timing } = look;
  try {
    await look.checkpoint('claimed', maintenance.id);
    const cloud = await clouds.get(maintenance.provider_id);
    const provider = (await readProviderName(db, maintenance.provider_id)) ?? 'The cloud';
    const signal = AbortSignal.any([look.signal, AbortSignal.timeout(timing.lookMs)]);
    await inPhase({ ...look, cloud, provider, signal });
  } catch (error) {
    if (error instanceof Died) throw error;
    if (error instanceof LeaseLost || look.signal.aborted) return;
    logger.warn({ err: error, maintenanceId: maintenance.id }, 'A look at a maintenance failed');
    await goOn(look, { attention: inWords(error), nextCheckMs: timing.waitMs }).catch((lost: unknown) => {
      if (!(lost instanceof LeaseLost)) throw lost;
    });
  }
}

function inPhase(look: CloudLook): Promise<void> {
  const { phase, cancel_asked_at: cancelled, paused_at: paused } = look.maintenance;
  if (phase === 'ended' || phase === 'cancelled') return Promise.resolve();
  if (cancelled !== null) return cancel(look);
  if (paused !== null && (phase === 'planned' || phase === 'disabling'))
    return goOn(look, { nextCheckMs: look.timing.waitMs });
  return (look.maintenance.kind === 'evacuation' ? PHASES_OF_EVACUATION : PHASES)[phase](look);
}

function inWords(error: unknown): { reason: string; nextStep: string } {
  const nextStep = 'It goes on by itself as soon as that is over.';
  if (error instanceof CloudError) {
    const said =
      error.cloudMessage && !error.message.includes(error.cloudMessage) ? ` ${error.cloudMessage}` : '';
    const request = error.requestId ? ` (request ${error.requestId})` : '';
    return { reason: `The cloud did not do what it was asked: ${error.message}${said}${request}`, nextStep };
  }
  if (error instanceof UnknownProvider) return { reason: error.message, nextStep: 'Add the provider again.' };
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return { reason: 'The cloud took too long to answer.', nextStep };
  const reason = `Evenkeel failed at this: ${error instanceof Error ? error.message : String(error)}`;
  return { reason, nextStep: 'It is tried again by itself; the log of the server says more.' };
}
