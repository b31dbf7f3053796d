/** Which process works on which campaign, and what it may write: as maintenance-leases.ts does for maintenance. */
import type { RawBuilder, Selectable, Updateable } from 'kysely';
import type { CampaignHostsTable, CampaignsTable } from './campaign-tables.ts';
import { insertCampaignEvents, type NewCampaignEvent } from './campaign-writing.ts';
import type { Db } from './database.ts';
import { LeaseLost } from './lease-lost.ts';
import { claimRows, givenBack, isHeld, permitRow, type RowLease, releaseRows } from './leased-rows.ts';
import { notify } from './notify.ts';

/** A campaign as claimed, with the database's time of that moment. */
export type ClaimedCampaign = Selectable<CampaignsTable> & { now: Date };

export type CampaignLease = RowLease;

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
export function claimCampaigns(
  db: Db,
  lease: { owner: string; leaseMs: number; most: number },
): Promise<ClaimedCampaign[]> {
  return claimRows(db, 'campaigns', lease);
}

/** The permit for one thing that is asked of maintenance or of the outside. Throws LeaseLost. */
export async function permitCampaign(
  db: Db,
  lease: CampaignLease,
  leaseMs: number,
): Promise<{ paused: boolean; cancelled: boolean }> {
  const permitted = await permitRow(db, 'campaigns', lease, leaseMs);
  if (!permitted) throw new LeaseLost(`the campaign ${lease.id}`);
  return permitted;
}

/** Gives back whatever this owner still holds, at the end of its life. */
export const releaseCampaigns = (db: Db, owner: string): Promise<void> => releaseRows(db, 'campaigns', owner);

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
  const written: Record<string, unknown> = {
    ...changes,
    ...(nextCheckMs !== null && givenBack(nextCheckMs)),
  };
  // Something has to be written for the lease to be asked for.
  if (Object.keys(written).length === 0) written.lease_owner = lease.owner;
  await db.transaction().execute(async (transaction) => {
    const row = await transaction
      .updateTable('campaigns')
      .where(isHeld(lease))
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
