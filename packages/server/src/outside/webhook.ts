/**
 * A webhook is told, with one id however often it is sent, and calls back. A message may arrive twice: who gets it knows
 * it by its id, so a server that died while it was sending sends it again.
 */
import { endOutsideStep, keepOutsideStep, putBackOutsideStep } from '../db/outside.ts';
import { findWebhook } from '../db/webhooks.ts';
import { sendMessage } from './message.ts';
import { type OutsideLook, purposeOf } from './step.ts';

const TELL = 'See whether the other program runs and what it says of it, then try again.';

export async function lookAtWebhook(look: OutsideLook): Promise<void> {
  const { step, db, lease, timing, networks, signal } = look;
  const what = `The webhook ${step.name} for ${purposeOf(step)}`;
  const minutes = Math.ceil((step.until.getTime() - step.created_at.getTime()) / 60_000);
  if (step.until <= step.now) {
    const said =
      step.state === 'accepted'
        ? `took the message and did not call back within ${minutes} minutes.`
        : `did not take the message within ${minutes} minutes. ${step.message ?? ''}`.trim();
    return endOutsideStep(db, lease, { state: 'failed', message: `${what} ${said}`, next_step: TELL });
  }
  if (step.state === 'accepted') return putBackOutsideStep(db, lease, {}, UNTIL_IT_IS_OVER);
  const webhook = await findWebhook(db, { name: step.name });
  if (webhook === null) {
    const message = `${what} was not told: there is no webhook of this name any more.`;
    const next_step = 'Make it anew, and try again.';
    return endOutsideStep(db, lease, { state: 'failed', message, next_step });
  }
  const secret = look.secrets.open(webhook.secret);
  await keepOutsideStep(db, lease, timing.leaseMs, { state: 'asking', sends: step.sends + 1 });
  await look.checkpoint('recorded', step.id);
  const { accepted, sentence } = await sendMessage(step.id, messageOf(look), {
    url: webhook.url,
    secret,
    networks,
    timeoutMs: timing.answerMs,
    signal,
  });
  await look.checkpoint('after-message', step.id);
  if (accepted) return putBackOutsideStep(db, lease, { state: 'accepted', message: null }, UNTIL_IT_IS_OVER);
  const backOff = Math.min(timing.mostBackOffMs, timing.backOffMs * 2 ** step.sends);
  await putBackOutsideStep(db, lease, { message: sentence }, backOff);
}

/** Longer than any step may take (30 days): the next look is at its end. */
const UNTIL_IT_IS_OVER = 31 * 24 * 3_600_000;

function messageOf({ step }: OutsideLook) {
  return {
    type: step.type,
    timestamp: step.created_at.toISOString(),
    data: {
      id: step.id,
      /** On the address under which this Evenkeel is reached. */
      callback: `/api/v1/callbacks/${step.id}`,
      until: step.until.toISOString(),
      host: step.host,
      provider: step.provider,
      providerId: step.provider_id,
      campaign: step.campaign,
      campaignId: step.campaign_id,
      maintenanceId: step.maintenance_id,
    },
  };
}
