/**
 * Leases of whole rows: campaigns, maintenances and steps outside. One process works on a row for a time, and every write
 * asks for its lease, so that a process that lost it can write nothing any more. All times are the database's.
 */
import { sql } from 'kysely';
import type { Db } from './database.ts';
import { milliseconds } from './move-leases.ts';

/** Those that one claims as they come; a step outside is claimed by who can carry it out. */
type ClaimedTable = 'campaigns' | 'maintenances';

export interface RowLease {
  id: string;
  owner: string;
}

/** For `where`: only the holder of the lease, while it lasts, finds the row. */
export const isHeld = ({ id, owner }: RowLease) =>
  sql<boolean>`id = ${id} and lease_owner = ${owner} and ended_at is null and lease_until > now()`;

/** For `where`: due, and nobody's. */
export const isFree = sql<boolean>`ended_at is null and next_check_at <= now() and (lease_until is null or lease_until <= now())`;

/** What gives a row back until `nextCheckMs` from now, or at once when a person asked for something since it was claimed. */
export const givenBack = (nextCheckMs: number) => ({
  lease_owner: null,
  lease_until: null,
  next_check_at: sql<Date>`case when asked_at > claimed_at then now() else now() + ${milliseconds(nextCheckMs)} end`,
});

/** Leases up to `most` that are due, with the database's time of that moment. */
export async function claimRows<Row>(
  db: Db,
  table: ClaimedTable,
  { owner, leaseMs, most }: { owner: string; leaseMs: number; most: number },
): Promise<(Row & { now: Date })[]> {
  const { rows } = await sql<Row & { now: Date }>`
    with due as (
      select id from ${sql.table(table)} where ${isFree} order by next_check_at limit ${most} for update skip locked
    )
    update ${sql.table(table)} c
    set lease_owner = ${owner}, lease_until = now() + ${milliseconds(leaseMs)}, claimed_at = now()
    from due where c.id = due.id returning c.*, now() as now`.execute(db);
  return rows;
}

/** Gives back whatever this owner still holds, at the end of its life. */
export async function releaseRows(
  db: Db,
  table: ClaimedTable | 'outside_steps',
  owner: string,
): Promise<void> {
  await sql`
    update ${sql.table(table)} set lease_owner = null, lease_until = null
    where lease_owner = ${owner} and ended_at is null`.execute(db);
}

/**
 * The permit for one thing that is asked for: the lease begins anew, and what people asked for meanwhile is told; null when
 * the lease is lost.
 */
export async function permitRow(
  db: Db,
  table: ClaimedTable,
  lease: RowLease,
  leaseMs: number,
): Promise<{ paused: boolean; cancelled: boolean } | null> {
  const { rows } = await sql<{ paused: boolean; cancelled: boolean }>`
    update ${sql.table(table)} set lease_until = now() + ${milliseconds(leaseMs)} where ${isHeld(lease)}
    returning paused_at is not null as paused, cancel_asked_at is not null as cancelled`.execute(db);
  return rows[0] ?? null;
}
