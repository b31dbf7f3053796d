/** The step outside: what is done with a host while it is empty. */
import type { OutsideStep } from '@evenkeel/contract';
import type { CampaignHostSeen } from '../db/campaign-looking.ts';
import { DomainRefusal } from '../runner/refusal.ts';
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

/** Throws DomainRefusal (400) for a webhook or a command that this server does not have. */
export function refuseUnknownStep(step: OutsideStep): void {
  if (step.kind === 'none' || step.kind === 'person') return;
  throw new DomainRefusal(400, 'step-unknown', `This server has no ${step.kind} named "${step.name}".`, {
    nextStep: 'Let a person say when the work is done, or do without a step outside.',
  });
}
