/** A paused campaign keeps the maintenance of its hosts paused too; what a person paused stays theirs. */
import { permitCampaign } from '../db/campaign-leases.ts';
import type { CampaignHostSeen, MaintenanceSeen } from '../db/campaign-looking.ts';
import { type CampaignLook, unlessGoneOn, writeHost } from './step.ts';

/** In these, something new can begin. */
const PAUSABLE: ReadonlySet<MaintenanceSeen['phase']> = new Set([
  'planned',
  'disabling',
  'draining',
  'returning',
]);

export async function keepPaused(
  look: CampaignLook,
  host: CampaignHostSeen,
  seen: MaintenanceSeen,
): Promise<void> {
  if (seen.paused_at !== null || !PAUSABLE.has(seen.phase)) return;
  // Written first: a process that dies in between must not leave it paused as if by a person.
  if (!host.paused_by_us) await writeHost(look, host, { paused_by_us: true });
  await permitCampaign(look.db, look.lease, look.timing.leaseMs);
  await unlessGoneOn(look.maintenance.pause(seen.id, `The campaign ${look.campaign.name}`));
}

/** The campaign goes on: so does what it paused. */
export async function wakeUp(
  look: CampaignLook,
  host: CampaignHostSeen,
  seen: MaintenanceSeen,
): Promise<void> {
  await permitCampaign(look.db, look.lease, look.timing.leaseMs);
  if (seen.paused_at !== null)
    await unlessGoneOn(look.maintenance.resume(seen.id, `The campaign ${look.campaign.name}`));
  await writeHost(look, host, { paused_by_us: false });
}
