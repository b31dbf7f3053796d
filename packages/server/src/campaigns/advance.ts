/** One step of one host that is under way, by what its maintenance shows: looked at again and again, and believed. */
import { permitCampaign } from '../db/campaign-leases.ts';
import type { CampaignHostSeen, MaintenanceSeen } from '../db/campaign-looking.ts';
import { NOW } from '../db/moves.ts';
import { lookOutside } from './outside.ts';
import { keepPaused, wakeUp } from './pausing.ts';
import { type CampaignLook, enter, isOver, say, unlessGoneOn } from './step.ts';

/** For a host in `draining`, `outside`, `checking` or `returning`. */
export async function advance(look: CampaignLook, host: CampaignHostSeen): Promise<void> {
  const { maintenance: seen } = host;
  const again = 'Retry the host to begin it anew, or skip it.';
  if (seen === null) return fail(look, host, `The maintenance of ${host.host} is gone.`, again);
  if (seen.phase === 'ended') return end(look, host);
  if (seen.phase === 'cancelled')
    return fail(look, host, `The maintenance of ${host.host} was cancelled.`, again);
  if (seen.cancel_asked_at !== null) return say(look, host, 'Its maintenance is being cancelled.');
  if (look.campaign.paused_at !== null) return keepPaused(look, host, seen);
  if (host.paused_by_us) return wakeUp(look, host, seen);
  if (host.state === 'draining') return drain(look, host, seen);
  if (host.state === 'outside') return outside(look, host, seen);
  return bringBack(look, host, seen);
}

async function drain(look: CampaignLook, host: CampaignHostSeen, seen: MaintenanceSeen): Promise<void> {
  if (seen.phase === 'returning') return enter(look, host, 'checking', { empty_at: NOW });
  if (seen.phase !== 'held') return attend(look, host, seen);
  const { outside: step } = look.campaign.settings;
  const asked = step.kind === 'none' ? {} : { outside_asked_at: NOW };
  const said = step.kind === 'person' ? ` It waits for a person to say that the work on it is done.` : '';
  await enter(look, host, 'outside', { empty_at: NOW, ...asked }, `${host.host} is empty and held.${said}`);
}

async function outside(look: CampaignLook, host: CampaignHostSeen, seen: MaintenanceSeen): Promise<void> {
  // Somebody returned it by hand.
  if (seen.phase === 'returning') return enter(look, host, 'checking', {});
  const found = await lookOutside(look, host);
  if (found.state === 'failed') return fail(look, host, found.reason, found.nextStep);
  if (found.state === 'done') return enter(look, host, 'checking', {});
  const { attention_reason: attention, attention_next_step: nextStep } = seen;
  await (attention === null ? say(look, host, found.reason) : say(look, host, attention, nextStep));
}

/** Checked and then returned: maintenance does both, and looks whether the host is ready before it enables it. */
async function bringBack(look: CampaignLook, host: CampaignHostSeen, seen: MaintenanceSeen): Promise<void> {
  const { campaign, timing } = look;
  if (seen.phase === 'held') {
    if (seen.return_asked_at !== null) return;
    await permitCampaign(look.db, look.lease, timing.leaseMs);
    await look.checkpoint('before-return', campaign.id);
    const how = { bringBack: campaign.settings.bringBack };
    await unlessGoneOn(look.maintenance.return(seen.id, how, `The campaign ${campaign.name}`));
    return look.checkpoint('after-return', campaign.id);
  }
  if (host.state === 'returning') return attend(look, host, seen);
  if (host.switch === 'enabled' || seen.run_id !== null)
    return enter(look, host, 'returning', { ready_at: NOW }, `${host.host} is in use again.`);
  const { readyWithinMinutes } = campaign.settings;
  if (isOver(look, host.since, readyWithinMinutes)) {
    const why = seen.attention_reason ?? 'Nova did not enable it.';
    const reason = `${host.host} could not be used again within ${readyWithinMinutes} minutes: ${why}`;
    return fail(look, host, reason, 'Mend the host and retry it, or skip it.');
  }
  await say(look, host, seen.attention_reason, seen.attention_next_step);
}

/** Tells what its maintenance waits for, and lets the host fail when nobody came. */
async function attend(look: CampaignLook, host: CampaignHostSeen, seen: MaintenanceSeen): Promise<void> {
  if (seen.paused_at !== null)
    return say(look, host, 'Its maintenance is paused.', 'Resume its maintenance.');
  const { attention_reason: reason, attention_next_step: nextStep } = seen;
  if (reason === null)
    return say(look, host, null, null, host.attention_since === null ? {} : { attention_since: null });
  const since = host.attention_since ?? look.campaign.now;
  if (!isOver(look, since, look.campaign.settings.attentionMinutes))
    return say(look, host, reason, nextStep, host.attention_since === null ? { attention_since: NOW } : {});
  await fail(look, host, reason, nextStep ?? 'Look at its maintenance, and retry the host or skip it.');
}

async function end(look: CampaignLook, host: CampaignHostSeen): Promise<void> {
  await look.checkpoint('before-host-end', look.campaign.id);
  const times = {
    empty_at: host.empty_at ?? NOW,
    ready_at: host.ready_at ?? NOW,
    ended_at: NOW,
    paused_by_us: false,
  };
  await enter(look, host, 'done', times, `${host.host} is done.`);
}

async function fail(
  look: CampaignLook,
  host: CampaignHostSeen,
  reason: string,
  nextStep: string,
): Promise<void> {
  const changes = { reason, next_step: nextStep, failed_in: host.state };
  await enter(look, host, 'failed', changes, `${host.host} failed. ${reason} ${nextStep}`);
}

/** A host that failed: it comes to its end after all, or somebody says "again". */
export async function lookAtFailed(look: CampaignLook, host: CampaignHostSeen): Promise<void> {
  const { maintenance: seen, retry_asked_at: asked } = host;
  if (seen?.phase === 'ended') return end(look, host);
  if (asked === null || asked <= host.since) return;
  if (seen === null || seen.phase === 'cancelled') {
    const outside_attempt = host.outside_attempt + 1;
    const anew = { began_at: null, empty_at: null, ready_at: null, ...NOT_ASKED, outside_attempt };
    const next = { ...anew, attempt: host.attempt + 1, maintenance_id: null, paused_by_us: false };
    return enter(look, host, 'waiting', next, `${host.host} is begun anew when its turn comes.`);
  }
  if (seen.attention_reason !== null || seen.paused_at !== null) {
    await permitCampaign(look.db, look.lease, look.timing.leaseMs);
    await unlessGoneOn(look.maintenance.resume(seen.id, `The campaign ${look.campaign.name}`));
  }
  const said = `${host.host} is tried again.`;
  if (seen.phase === 'held' && host.failed_in === 'outside') {
    const askedAgain = { ...NOT_ASKED, outside_asked_at: NOW, outside_attempt: host.outside_attempt + 1 };
    return enter(look, host, 'outside', askedAgain, said);
  }
  const isBack = seen.phase === 'held' || seen.phase === 'returning';
  await enter(look, host, isBack ? 'checking' : 'draining', {}, said);
}

const NOT_ASKED = {
  outside_asked_at: null,
  outside_answered_at: null,
  outside_answered_by: null,
  outside_ok: null,
  outside_message: null,
};
