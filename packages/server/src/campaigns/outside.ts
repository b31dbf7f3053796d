/** The step outside: what is done with a host while it is empty, by a person, a command or another program. */
import type { NamedOutsideStep, OutsideStep } from '@evenkeel/contract';
import { permitCampaign } from '../db/campaign-leases.ts';
import type { CampaignHostSeen } from '../db/campaign-looking.ts';
import { NOW } from '../db/moves.ts';
import type { Outside } from '../outside/index.ts';
import { type CampaignLook, isOver, writeHost } from './step.ts';

/** What campaigns need of the steps outside. */
export type OutsideOfCampaigns = Pick<Outside, 'startOutside' | 'lookAt' | 'refuseUnknown'>;

export type OutsideLook =
  /** With what is to be told of it; null when nothing is. */
  | { state: 'waiting'; reason: string | null }
  | { state: 'done' }
  | { state: 'failed'; reason: string; nextStep: string };

/** How it stands for a host that is held; asks for it when nobody has. */
export async function lookOutside(look: CampaignLook, host: CampaignHostSeen): Promise<OutsideLook> {
  const { outside: step } = look.campaign.settings;
  if (step.kind === 'none') return { state: 'done' };
  // A person may say so whatever was asked.
  if (host.outside_ok === true) return { state: 'done' };
  if (host.outside_ok === false) return { state: 'failed', ...refusedInWords(host) };
  return step.kind === 'person' ? lookAtPerson(look, host, step) : lookAtNamed(look, host, step);
}

function lookAtPerson(
  look: CampaignLook,
  host: CampaignHostSeen,
  { timeoutMinutes }: Extract<OutsideStep, { kind: 'person' }>,
): OutsideLook {
  const since = host.outside_asked_at ?? host.since;
  if (timeoutMinutes === null || !isOver(look, since, timeoutMinutes))
    return { state: 'waiting', reason: null };
  const reason = `Nobody said within ${timeoutMinutes} minutes that the work on ${host.host} is done.`;
  return { state: 'failed', reason, nextStep: 'See how it stands, and retry the host or skip it.' };
}

async function lookAtNamed(
  look: CampaignLook,
  host: CampaignHostSeen,
  { kind, name, timeoutMinutes }: Extract<OutsideStep, { name: string }>,
): Promise<OutsideLook> {
  const { campaign, outside, timing } = look;
  const askedFor = `campaign:${campaign.id}:${host.host}`;
  const seen = await outside.lookAt(askedFor);
  if (seen === null || seen.attempt < host.outside_attempt) {
    const { paused, cancelled } = await permitCampaign(look.db, look.lease, timing.leaseMs);
    if (paused || cancelled) return { state: 'waiting', reason: null };
    await look.checkpoint('before-outside', campaign.id);
    await outside.startOutside({
      ...{ askedFor, attempt: host.outside_attempt, kind, name, host: host.host },
      type: 'host.empty',
      providerId: campaign.provider_id,
      campaignId: campaign.id,
      maintenanceId: host.maintenance_id,
      timeoutMs: timeoutMinutes * timing.minuteMs,
    });
    await look.checkpoint('outside-asked', campaign.id);
    return { state: 'waiting', reason: null };
  }
  const { state, message, nextStep } = seen;
  if (state === 'waiting') return { state, reason: message };
  await writeHost(look, host, {
    outside_answered_at: NOW,
    outside_answered_by: `${kind} ${name}`,
    outside_ok: state === 'done',
    outside_message: message,
  });
  if (state === 'done') return { state };
  const reason = message ?? `The ${kind} ${name} says that the work on ${host.host} could not be done.`;
  return { state, reason, nextStep: nextStep ?? AGAIN };
}

const AGAIN = 'Retry the host when it can be done, or skip it.';

function refusedInWords({ host, outside_answered_by: by, outside_message: message }: CampaignHostSeen) {
  const reason = `${by} says that the work on ${host} could not be done${message ? `: ${message}` : '.'}`;
  return { reason, nextStep: AGAIN };
}

/** Throws DomainRefusal (400) for a webhook or a command that this server does not have. */
export async function refuseUnknownStep(outside: OutsideOfCampaigns, step: OutsideStep): Promise<void> {
  if (step.kind === 'none' || step.kind === 'person') return;
  const named: NamedOutsideStep = { kind: step.kind, name: step.name };
  await outside.refuseUnknown(named);
}
