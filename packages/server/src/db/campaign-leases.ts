/** Which process works on which campaign, and what it may write: as maintenance-leases.ts does for maintenance. */
import { type RawBuilder, type Selectable, sql, type Updateable } from 'kysely';
import type { CampaignHostsTable, CampaignsTable } from './campaign-tables.ts';
import { insertCampaignEvents, type NewCampaignEvent } from './campaign-writing.ts';
import type { Db } from './database.ts';
import { LeaseLost } from './lease-lost.ts';
import { milliseconds } from './move-leases.ts';
import { notify } from './notify.ts';

/** A campaign as claimed, with the database's time of that moment. */
export type ClaimedCampaign = Selectable<CampaignsTable> & { now: Date };

export interface CampaignLease {
  id: string;
  owner: string;
}

type Written<Table, Column extends keyof Updateable<Table>> = {
  [Name in Column]?: Updateable<Table>[Name] | RawBuilder<unknown>;
};
/** Columns of a campaign that a controller writes; a time can be `sql\`now()\``. */
export type CampaignChanges = Written<
  CampaignsTable,
  'stopped_at' | 'attention_reason' | 'attention_next_step' | 'end_state' | 'ended_at'
>;
/** The same of one of its hosts. */
export type CampaignHostChanges = Written<
  CampaignHostsTable,
  Exclude<
    keyof CampaignHostsTable,
    'campaign_id' | 'position' | 'host' | 'planned' | 'skip_asked_at' | 'skip_how' | 'retry_asked_at'
  >
>;

/** Leases up to `most` that are due. */
export async function claimCampaigns(
  db: Db,
  { owner, leaseMs, most }: { owner: string; leaseMs: number; most: number },
): Promise<ClaimedCampaign[]> {
  const { rows } = await sql<ClaimedCampaign>`
    with due as (
      select id from campaigns
      where ended_at is null and next_check_at <= now() and (lease_until is null or lease_until <= now())
      order by next_check_at limit ${most} for update skip locked
    )
    update campaigns c set lease_owner = ${owner}, lease_until = now() + ${milliseconds(leaseMs)}, claimed_at = now()
    from due where c.id = due.id returning c.*, now() as now`.execute(db);
  return rows;
}

function held(db: Db, { id, owner }: CampaignLease) {
  return db
    .updateTable('campaigns')
    .where('id', '=', id)
    .where('lease_owner', '=', owner)
    .where('ended_at', 'is', null)
    .where('lease_until', '>', sql<Date>`now()`);
}

/**
 * The permit for one thing that is asked of maintenance or of the outside: the lease begins anew, and what people asked for
 * meanwhile is told. Throws LeaseLost.
 */
export async function permitCampaign(
  db: Db,
  lease: CampaignLease,
  leaseMs: number,
): Promise<{ paused: boolean; cancelled: boolean }> {
  const row = await held(db, lease)
    .set({ lease_until: sql<Date>`now() + ${milliseconds(leaseMs)}` })
    .returning(['paused_at', 'cancel_asked_at'])
    .executeTakeFirst();
  if (!row) throw new LeaseLost(`the campaign ${lease.id}`);
  return { paused: row.paused_at !== null, cancelled: row.cancel_asked_at !== null };
}

/** Gives back whatever this owner still holds, at the end of its life. */
export async function releaseCampaigns(db: Db, owner: string): Promise<void> {
  await db
    .updateTable('campaigns')
    .set({ lease_owner: null, lease_until: null })
    .where('lease_owner', '=', owner)
    .where('ended_at', 'is', null)
    .execute();
}

/**
 * Writes what is new, of the campaign and of one host, with events and the notice for the readers, all or nothing. With
 * `nextCheckMs` the lease is given back and the next look comes then, or at once when a person asked for something
 * meanwhile; with null it is kept. Throws LeaseLost.
 */
export async function writeCampaign(
  db: Db,
  lease: CampaignLease,
  {
    changes = {},
    host,
    events = [],
    nextCheckMs,
  }: {
    changes?: CampaignChanges;
    host?: { position: number; changes: CampaignHostChanges };
    events?: readonly NewCampaignEvent[];
    nextCheckMs: number | null;
  },
): Promise<void> {
  const written: Record<string, unknown> = { ...changes };
  if (nextCheckMs !== null) {
    written.lease_owner = null;
    written.lease_until = null;
    written.next_check_at = sql`case when asked_at > claimed_at then now() else now() + ${milliseconds(nextCheckMs)} end`;
  }
  // Something has to be written for the lease to be asked for.
  if (Object.keys(written).length === 0) written.lease_owner = lease.owner;
  await db.transaction().execute(async (transaction) => {
    const row = await held(transaction, lease)
      .set(written as Updateable<CampaignsTable>)
      .returning('provider_id')
      .executeTakeFirst();
    if (!row) throw new LeaseLost(`the campaign ${lease.id}`);
    if (host)
      await transaction
        .updateTable('campaign_hosts')
        .set(host.changes as Updateable<CampaignHostsTable>)
        .where('campaign_id', '=', lease.id)
        .where('position', '=', host.position)
        .execute();
    await insertCampaignEvents(transaction, lease.id, events);
    if (!host && Object.keys(changes).length === 0 && events.length === 0) return;
    await notify(transaction, { topic: 'campaigns', providerId: row.provider_id, ids: [lease.id] });
  });
}
