/**
 * Who may work on a move. A lease holds a move for one process and for a time; every write asks for it, so that a process
 * that lost its lease can write nothing any more. All times are the database's: the clocks of the processes do not matter.
 */
import type { RunStatus } from '@evenkeel/contract';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Db } from './database.ts';
import { LeaseLost } from './lease-lost.ts';
import { whoseTurn } from './line.ts';
import type { MovesTable } from './run-tables.ts';

/** A move as claimed, with the database's time of that moment and the status of its run. */
export type ClaimedMove = Selectable<MovesTable> & { now: Date; run_status: RunStatus };

export interface Lease {
  moveId: string;
  owner: string;
}

export const milliseconds = (value: number) => sql`${value} * interval '1 millisecond'`;

/**
 * Leases up to `most` moves that are due: first those on their way, then of the waiting ones those whose turn it is. What
 * another process takes at the same moment is left to it.
 */
export async function claimMoves(
  db: Db,
  { owner, leaseMs, most }: { owner: string; leaseMs: number; most: number },
): Promise<ClaimedMove[]> {
  const lease = async (which: RawBuilder<unknown>, order: RawBuilder<unknown>, room: number) => {
    const { rows } = await sql<ClaimedMove>`
      with due as (
        select id from moves
        where outcome is null and next_check_at <= now() and (lease_until is null or lease_until <= now()) and ${which}
        order by ${order} limit ${room} for update skip locked
      )
      update moves m set lease_owner = ${owner}, lease_until = now() + ${milliseconds(leaseMs)}
      from due, runs r where m.id = due.id and r.id = m.run_id
      returning m.*, r.status as run_status, now() as now`.execute(db);
    return rows;
  };
  const onTheirWay = await lease(sql`state <> 'waiting'`, sql`next_check_at`, most);
  const room = most - onTheirWay.length;
  if (room === 0) return onTheirWay;
  const turn = (await whoseTurn(db)).slice(0, room).map(({ id }) => id);
  if (turn.length === 0) return onTheirWay;
  const next = sql`state = 'waiting' and id = any(${turn}::uuid[])`;
  return [...onTheirWay, ...(await lease(next, sql`array_position(${turn}::uuid[], id)`, room))];
}

/** Keeps the move for another `leaseMs`; throws LeaseLost. */
export async function renewLease(db: Db, lease: Lease, leaseMs: number): Promise<void> {
  const { numUpdatedRows } = await held(db, lease)
    .set({ lease_until: sql<Date>`now() + ${milliseconds(leaseMs)}` })
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new LeaseLost(`the move ${lease.moveId}`);
}

/** Gives back whatever this owner still holds, at the end of its life. */
export async function releaseLeases(db: Db, owner: string): Promise<void> {
  await db
    .updateTable('moves')
    .set({ lease_owner: null, lease_until: null })
    .where('lease_owner', '=', owner)
    .where('outcome', 'is', null)
    .execute();
}

/**
 * The permit for one request: the lease is asked for once more and begins anew, and the moment is written down, because
 * the time after which the request may be repeated counts from it. Throws LeaseLost.
 */
export async function permitSend(db: Db, lease: Lease, leaseMs: number): Promise<void> {
  const { numUpdatedRows } = await held(db, lease)
    .where('state', '=', 'requesting')
    .set((expression) => ({
      requesting_at: sql<Date>`now()`,
      lease_until: sql<Date>`now() + ${milliseconds(leaseMs)}`,
      sends: expression('sends', '+', 1),
    }))
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new LeaseLost(`the move ${lease.moveId}`);
}

/** The update of a move that only the holder of its lease can make. */
export function held(db: Db, { moveId, owner }: Lease) {
  return db
    .updateTable('moves')
    .where('id', '=', moveId)
    .where('lease_owner', '=', owner)
    .where('outcome', 'is', null)
    .where('lease_until', '>', sql<Date>`now()`);
}
