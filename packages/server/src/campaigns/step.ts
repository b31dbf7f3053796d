import type { Logger } from 'pino';
import {
  type CampaignHostChanges,
  type CampaignLease,
  type ClaimedCampaign,
  writeCampaign,
} from '../db/campaign-leases.ts';
import type { CampaignHostSeen } from '../db/campaign-looking.ts';
import type { NewCampaignEvent } from '../db/campaign-writing.ts';
import type { Db } from '../db/database.ts';
import { NOW } from '../db/moves.ts';
import type { MaintenanceService } from '../maintenance/index.ts';
import type { Planning } from '../maintenance/planning.ts';
import { DomainRefusal } from '../runner/refusal.ts';
import type { CampaignCheckpoint } from './checkpoints.ts';
import type { OutsideOfCampaigns } from './outside.ts';
import type { CampaignTiming } from './timing.ts';

/** What a campaign asks of maintenance: it sends nothing to a cloud itself. */
export type MaintenanceOfCampaigns = Pick<
  MaintenanceService,
  'create' | 'pause' | 'resume' | 'cancel' | 'return'
>;

/** What every look is given. It looks once, does what follows, writes it down and gives the lease back. */
export interface CampaignContext {
  db: Db;
  maintenance: MaintenanceOfCampaigns;
  planning: Planning;
  outside: OutsideOfCampaigns;
  logger: Logger;
  owner: string;
  timing: CampaignTiming;
  checkpoint: (name: CampaignCheckpoint, id: string) => Promise<void>;
  /** Aborted when the lease is lost or the controller stops. */
  signal: AbortSignal;
}

export interface CampaignLook extends CampaignContext {
  campaign: ClaimedCampaign;
  lease: CampaignLease;
}

/** Writes what became of one host, with what is said of it, and keeps the lease. Throws LeaseLost. */
export async function writeHost(
  look: CampaignLook,
  host: CampaignHostSeen,
  changes: CampaignHostChanges,
  ...messages: string[]
): Promise<void> {
  const events: NewCampaignEvent[] = messages.map((message) => ({ host: host.host, message }));
  await writeCampaign(look.db, look.lease, {
    host: { position: host.position, changes },
    events,
    nextCheckMs: null,
  });
}

/** The host is in another state from now on. */
export async function enter(
  look: CampaignLook,
  host: CampaignHostSeen,
  state: CampaignHostSeen['state'],
  changes: CampaignHostChanges,
  ...messages: string[]
): Promise<void> {
  const plain = { reason: null, next_step: null, attention_since: null, failed_in: null };
  await writeHost(look, host, { ...plain, state, since: NOW, ...changes }, ...messages);
}

/** Tells why a host does not go on, when that is new. */
export async function say(
  look: CampaignLook,
  host: CampaignHostSeen,
  reason: string | null,
  nextStep: string | null = null,
  changes: CampaignHostChanges = {},
): Promise<void> {
  if (host.reason === reason && host.next_step === nextStep && Object.keys(changes).length === 0) return;
  await writeHost(look, host, { reason, next_step: nextStep, ...changes });
}

/** Asks something of maintenance that may have gone on meanwhile: what is refused for that is seen on the next look. */
export async function unlessGoneOn(asking: Promise<unknown>): Promise<void> {
  await asking.catch((error: unknown) => {
    if (!(error instanceof DomainRefusal && error.code === 'wrong-phase')) throw error;
  });
}

/** Whether so many minutes have passed since; a time in which the campaign was paused or stopped begins anew. */
export function isOver({ campaign, timing }: CampaignLook, since: Date, minutes: number): boolean {
  const from = Math.max(since.getTime(), campaign.resumed_at?.getTime() ?? 0);
  return campaign.now.getTime() - from >= minutes * timing.minuteMs;
}
