/**
 * Which process works on which maintenance, and what it may write: as move-leases.ts does for moves. What people ask for
 * (pause, cancel, return) stands in columns of its own that no controller writes, so neither can undo the other.
 */
import type { InstanceLeft } from '@evenkeel/contract';
import { type RawBuilder, type Selectable, sql, type Updateable } from 'kysely';
import type { Db } from './database.ts';
import { LeaseLost } from './lease-lost.ts';
import { claimRows, givenBack, isHeld, permitRow, type RowLease, releaseRows } from './leased-rows.ts';
import type { MaintenancesTable } from './maintenance-tables.ts';
import { insertMaintenanceEvents } from './maintenance-writing.ts';
import { notify } from './notify.ts';

/** A maintenance as claimed, with the database's time of that moment. */
export type ClaimedMaintenance = Selectable<MaintenancesTable> & { now: Date };

export type MaintenanceLease = RowLease;

/** Columns that a controller writes; a time can be `sql\`now()\``. */
export type MaintenanceChanges = {
  [Column in keyof Omit<
    Updateable<MaintenancesTable>,
    | 'left_there'
    | 'asked_at'
    | 'paused_at'
    | 'cancel_asked_at'
    | 'return_asked_at'
    | 'bring_back'
    | 'ready_check'
  >]: Updateable<MaintenancesTable>[Column] | RawBuilder<unknown>;
} & { left_there?: InstanceLeft[] };

/** Leases up to `most` that are due. */
export function claimMaintenances(
  db: Db,
  lease: { owner: string; leaseMs: number; most: number },
): Promise<ClaimedMaintenance[]> {
  return claimRows(db, 'maintenances', lease);
}

/** Keeps it for another `leaseMs`; throws LeaseLost. */
export async function renewMaintenance(db: Db, lease: MaintenanceLease, leaseMs: number): Promise<void> {
  await permit(db, lease, leaseMs);
}

/** The permit for one request to a cloud or for one run. Throws LeaseLost. */
export async function permit(
  db: Db,
  lease: MaintenanceLease,
  leaseMs: number,
): Promise<{ paused: boolean; cancelled: boolean }> {
  const permitted = await permitRow(db, 'maintenances', lease, leaseMs);
  if (!permitted) throw new LeaseLost(`the maintenance ${lease.id}`);
  return permitted;
}

/** Gives back whatever this owner still holds, at the end of its life. */
export const releaseMaintenances = (db: Db, owner: string): Promise<void> =>
  releaseRows(db, 'maintenances', owner);

/**
 * Writes what is new, its events and the notice for the readers, all or nothing. With `nextCheckMs` the lease is given
 * back and the next look comes then, or at once when a person asked for something meanwhile; with null it is kept.
 * Throws LeaseLost.
 */
export async function writeMaintenance(
  db: Db,
  lease: MaintenanceLease,
  {
    changes = {},
    events = [],
    linkRun = null,
    nextCheckMs,
  }: {
    changes?: MaintenanceChanges;
    events?: string[];
    /** The run that was made for it. */
    linkRun?: string | null;
    nextCheckMs: number | null;
  },
): Promise<void> {
  const { left_there: left, ...plain } = changes;
  const written: Record<string, unknown> = { ...plain };
  if (linkRun !== null) written.run_id = linkRun;
  if (left !== undefined) written.left_there = JSON.stringify(left);
  if (changes.phase !== undefined) written.phase_since = sql`now()`;
  if (nextCheckMs !== null) Object.assign(written, givenBack(nextCheckMs));
  if (Object.keys(written).length === 0 && events.length === 0) return;
  await db.transaction().execute(async (transaction) => {
    const row = await transaction
      .updateTable('maintenances')
      .where(isHeld(lease))
      .set(written as Updateable<MaintenancesTable>)
      .returning(['provider_id', 'phase', 'host'])
      .executeTakeFirst();
    if (!row) throw new LeaseLost(`the maintenance ${lease.id}`);
    if (linkRun !== null)
      await transaction
        .insertInto('maintenance_runs')
        .values({ maintenance_id: lease.id, run_id: linkRun })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    await insertMaintenanceEvents(transaction, lease.id, row.phase, events);
    if (linkRun === null && Object.keys(changes).length === 0 && events.length === 0) return;
    await notify(transaction, { topic: 'maintenance', providerId: row.provider_id, ids: [lease.id] });
    if (changes.phase !== undefined)
      await notify(transaction, {
        topic: 'hosts',
        providerId: row.provider_id,
        ids: [`${row.provider_id}/${row.host}`],
      });
  });
}
