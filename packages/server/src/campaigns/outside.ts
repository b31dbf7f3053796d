/** The step outside: what is done with a host while it is empty. */
import type { CampaignHostSeen } from '../db/campaign-looking.ts';
import { type CampaignLook, isOver } from './step.ts';

export type OutsideLook =
  | { state: 'waiting' }
  /** With what is to be told of it. */
  | { state: 'done'; messages: string[] }
  | { state: 'failed'; reason: string; nextStep: string };

/** How it stands for a host that is held. */
export async function lookOutside(look: CampaignLook, host: CampaignHostSeen): Promise<OutsideLook> {
  const { outside: step } = look.campaign.settings;
  if (step.kind === 'none') return { state: 'done', messages: [] };
  const { outside_ok: ok, outside_answered_by: by, outside_message: message } = host;
  if (ok === true) return { state: 'done', messages: [] };
  if (ok === false) {
    const reason = `${by} says that the work on ${host.host} could not be done${message ? `: ${message}` : '.'}`;
    return { state: 'failed', reason, nextStep: 'Retry the host when it can be done, or skip it.' };
  }
  if (
    step.timeoutMinutes !== null &&
    isOver(look, host.outside_asked_at ?? host.since, step.timeoutMinutes)
  ) {
    const reason = `Nobody said within ${step.timeoutMinutes} minutes that the work on ${host.host} is done.`;
    return { state: 'failed', reason, nextStep: 'See how it stands, and retry the host or skip it.' };
  }
  return { state: 'waiting' };
}
