/** Hosts that the campaign goes on without, because a person said so of one of them or of all. */
import { permitCampaign } from '../db/campaign-leases.ts';
import type { CampaignHostSeen } from '../db/campaign-looking.ts';
import { NOW } from '../db/moves.ts';
import { wakeUp } from './pausing.ts';
import { type CampaignLook, enter, say, unlessGoneOn } from './step.ts';

/** What becomes of the maintenance of a host that is to be skipped; null for one that is not. */
export function skipOf(
  { campaign }: Pick<CampaignLook, 'campaign'>,
  { state, skip_asked_at: asked, skip_how: how, maintenance }: CampaignHostSeen,
): 'leave' | 'cancel' | null {
  if (state === 'done' || state === 'skipped') return null;
  if (asked !== null) return how ?? 'leave';
  const { cancel_asked_at: cancelled, cancel_how: cancelHow } = campaign;
  if (cancelled === null) return null;
  if (state === 'waiting' && maintenance === null) return 'leave';
  if (cancelHow === 'cancel') return 'cancel';
  // One that failed stays as it is: it tells the truth about the end.
  return cancelHow === 'leave' && state !== 'failed' ? 'leave' : null;
}

export async function skip(
  look: CampaignLook,
  host: CampaignHostSeen,
  how: 'leave' | 'cancel',
): Promise<void> {
  const { maintenance: seen } = host;
  const name = host.host;
  const isOpen = seen !== null && seen.ended_at === null;
  if (isOpen && how === 'cancel') {
    if (seen.cancel_asked_at === null) {
      await permitCampaign(look.db, look.lease, look.timing.leaseMs);
      const abortRunning = look.campaign.cancel_aborts;
      const by = `The campaign ${look.campaign.name}`;
      await unlessGoneOn(look.maintenance.cancel(seen.id, { abortRunning }, by));
    }
    return say(look, host, 'Its maintenance is being cancelled.');
  }
  if (isOpen && host.paused_by_us) return wakeUp(look, host, seen);
  const reason = isOpen ? 'Its maintenance goes on without the campaign, and is yours to end.' : null;
  const changes = { ended_at: NOW, reason, ...(isOpen && { maintenance_id: seen.id }) };
  await enter(look, host, 'skipped', changes, `${name} is skipped.${reason === null ? '' : ` ${reason}`}`);
}
