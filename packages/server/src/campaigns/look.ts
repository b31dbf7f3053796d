/** One look at one campaign: each of its hosts goes on by a step, those whose turn it is begin, and it may be over. */
import { type CampaignChanges, writeCampaign } from '../db/campaign-leases.ts';
import { type CampaignHostSeen, readCampaignHosts } from '../db/campaign-looking.ts';
import type { NewCampaignEvent } from '../db/campaign-writing.ts';
import { LeaseLost } from '../db/lease-lost.ts';
import { NOW } from '../db/moves.ts';
import { Died } from '../leases/died.ts';
import { advance, lookAtFailed } from './advance.ts';
import { beginHosts, begun, isUnderWay } from './begin.ts';
import { skip, skipOf } from './skip.ts';
import type { CampaignLook } from './step.ts';
import { opensAt } from './windows.ts';

/** Never rejects but with Died, and when the database itself does not answer. */
export async function lookAtCampaign(look: CampaignLook): Promise<void> {
  const { campaign, logger, timing } = look;
  try {
    await look.checkpoint('claimed', campaign.id);
    for (const host of await readCampaignHosts(look.db, campaign.id)) {
      if (look.signal.aborted) return;
      await lookAtHost(look, host);
    }
    await goOn(look, await readCampaignHosts(look.db, campaign.id));
  } catch (error) {
    if (error instanceof Died) throw error;
    if (error instanceof LeaseLost || look.signal.aborted) return;
    logger.error({ err: error, campaignId: campaign.id }, 'A look at a campaign failed');
    const reason = `Evenkeel failed at this: ${error instanceof Error ? error.message : String(error)}`;
    const nextStep = 'It is tried again by itself; the log of the server says more.';
    await finish(look, { attention: { reason, nextStep }, nextCheckMs: timing.waitMs }).catch(
      (lost: unknown) => {
        if (!(lost instanceof LeaseLost)) throw lost;
      },
    );
  }
}

async function lookAtHost(look: CampaignLook, host: CampaignHostSeen): Promise<void> {
  // A process died between making its maintenance and writing that down.
  if (host.state === 'waiting' && host.maintenance !== null) return begun(look, host);
  const how = skipOf(look, host);
  if (how !== null) return skip(look, host, how);
  if (host.state === 'failed') return lookAtFailed(look, host);
  if (isUnderWay(host)) await advance(look, host);
}

/** What follows for the whole: it ends, stops, begins the next hosts, or waits. */
async function goOn(look: CampaignLook, hosts: readonly CampaignHostSeen[]): Promise<void> {
  const { campaign, timing } = look;
  const left = hosts.filter(({ state }) => state !== 'done' && state !== 'skipped');
  const settled = campaign.cancel_asked_at === null ? left.length === 0 : left.every(isSettled(look));
  if (settled) return end(look);
  const nextCheckMs = hosts.some(isUnderWay) ? timing.pollMs : timing.waitMs;
  if (campaign.cancel_asked_at !== null) return finish(look, { nextCheckMs: timing.pollMs });
  if (isStopped(campaign)) return finish(look, { keepAttention: true, nextCheckMs });

  const failed = hosts.filter(({ state }) => state === 'failed');
  const since = campaign.resumed_at ?? campaign.created_at;
  const anew = failed.filter((host) => host.since > since);
  if (anew.length >= campaign.settings.stopAfterFailures) {
    const reason = `The campaign stopped: ${namesOf(anew)} failed.`;
    const nextStep = 'Retry or skip what failed, then resume the campaign.';
    return finish(look, { changes: { stopped_at: NOW }, attention: { reason, nextStep }, nextCheckMs });
  }
  if (campaign.paused_at !== null) return finish(look, { nextCheckMs });
  const now = campaign.now.getTime();
  const isOpen = opensAt(campaign.settings.windows, now) === now;
  const names = isOpen ? await beginHosts(look, hosts) : [];
  if (names.length > 0) return finish(look, { nextCheckMs: timing.pollMs });
  const attention = hosts.some(isUnderWay) ? askingFor(hosts) : await stuck(look, failed, isOpen);
  await finish(look, { attention, nextCheckMs });
}

/** Nothing more becomes of it in a campaign that was cancelled. */
const isSettled = (look: CampaignLook) => (host: CampaignHostSeen) =>
  host.state === 'failed' && skipOf(look, host) === null;

/** A person resumes it by resuming later. */
export function isStopped({
  stopped_at: stopped,
  resumed_at: resumed,
}: {
  stopped_at: Date | null;
  resumed_at: Date | null;
}): boolean {
  return stopped !== null && (resumed === null || resumed < stopped);
}

/** The first host under way that waits for a person; null when none does. */
function askingFor(hosts: readonly CampaignHostSeen[]): { reason: string; nextStep: string } | null {
  const asking = hosts.find((host) => isUnderWay(host) && host.next_step !== null);
  if (!asking) return null;
  return { reason: `${asking.host}: ${asking.reason}`, nextStep: asking.next_step ?? '' };
}

/** Why nothing goes on although no host is under way; null when it only waits for its window. */
async function stuck(
  look: CampaignLook,
  failed: readonly CampaignHostSeen[],
  isOpen: boolean,
): Promise<{ reason: string; nextStep: string } | null> {
  const hosts = await readCampaignHosts(look.db, look.campaign.id);
  const waiting = hosts.filter(({ state }) => state === 'waiting');
  const retry = 'Retry or skip what failed.';
  if (waiting.length === 0 && failed.length > 0)
    return { reason: `All other hosts are through; ${namesOf(failed)} failed.`, nextStep: retry };
  if (!isOpen) return null;
  const held = waiting.find(({ reason }) => reason !== null);
  if (held)
    return { reason: `No host can begin. ${held.host}: ${held.reason}`, nextStep: held.next_step ?? retry };
  if (failed.length === 0) return null;
  const reason = `No host can begin: ${namesOf(failed)} failed, and still counts as away.`;
  return { reason, nextStep: retry };
}

const NAMED = 3;

function namesOf(hosts: readonly CampaignHostSeen[]): string {
  const named = hosts.slice(0, NAMED).map(({ host }) => host);
  return `${named.join(', ')}${hosts.length > NAMED ? ` and ${hosts.length - NAMED} more` : ''}`;
}

async function end(look: CampaignLook): Promise<void> {
  const { campaign } = look;
  await look.checkpoint('before-end', campaign.id);
  const state = campaign.cancel_asked_at === null ? 'done' : 'cancelled';
  const message =
    state === 'done'
      ? `The campaign ${campaign.name} is done.`
      : `The campaign ${campaign.name} was cancelled.`;
  await finish(look, { changes: { end_state: state, ended_at: NOW }, say: message, nextCheckMs: 0 });
}

/** Ends the look. Attention is told once, when it is new. Throws LeaseLost. */
async function finish(
  { campaign, db, lease }: CampaignLook,
  {
    changes = {},
    attention = null,
    keepAttention = false,
    say: message,
    nextCheckMs,
  }: {
    changes?: CampaignChanges;
    attention?: { reason: string; nextStep: string } | null;
    keepAttention?: boolean;
    say?: string;
    nextCheckMs: number;
  },
): Promise<void> {
  const isNew = !keepAttention && campaign.attention_reason !== (attention?.reason ?? null);
  const said: NewCampaignEvent[] = [];
  if (isNew && attention) said.push({ host: null, message: `${attention.reason} ${attention.nextStep}` });
  if (message !== undefined) said.push({ host: null, message });
  const attended = isNew
    ? { attention_reason: attention?.reason ?? null, attention_next_step: attention?.nextStep ?? null }
    : {};
  await writeCampaign(db, lease, { changes: { ...changes, ...attended }, events: said, nextCheckMs });
}
