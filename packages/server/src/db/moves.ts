/**
 * The runner's side of the moves: who may work on one, and what is written of it. A lease holds a move for one process
 * and for a time; every write asks for it, so that a process that lost its lease can write nothing any more.
 * All times are the database's: the clocks of the processes do not matter.
 */
import type { LiveEvent } from '@evenkeel/contract';
import { type RawBuilder, type Selectable, sql, type Transaction, type Updateable } from 'kysely';
import type { Database, Db, MovesTable } from './database.ts';
import { notify } from './notify.ts';

/** A move as claimed, with the database's time of that moment. */
export type ClaimedMove = Selectable<MovesTable> & { now: Date };

/** The lease ran out, or another process has the move: whatever was being done must not be finished. */
export class LeaseLost extends Error {
  constructor(moveId: string) {
    super(`The lease of the move ${moveId} is lost.`);
    this.name = 'LeaseLost';
  }
}

export interface Lease {
  moveId: string;
  owner: string;
}

/** How many moves may be in the cloud at once, counted from the write-ahead state on. */
export interface MoveLimits {
  perSourceHost: number;
  perProvider: number;
}

/** Columns to be written; a time can be `sql\`now()\``. */
export type MoveChanges = {
  [Column in keyof Updateable<MovesTable>]: Updateable<MovesTable>[Column] | RawBuilder<unknown>;
};

export interface MoveEvent {
  state: string;
  message: string;
  evidence?: unknown;
}

/** Moments to be written, by the database's clock. */
export const NOW = sql<Date>`now()`;
export const nowPlus = (ms: number) => sql<Date>`now() + ${milliseconds(ms)}`;
/** When the request was let go the last time. */
export const WHEN_REQUESTED = sql<Date>`coalesce(requesting_at, now())`;

const milliseconds = (value: number) => sql`${value} * interval '1 millisecond'`;

/**
 * Leases up to `most` moves that are due. Of the waiting ones only those whose turn it is: per source host the oldest,
 * and per provider as many as the limits leave.
 */
export async function claimMoves(
  db: Db,
  { owner, leaseMs, limits, most }: { owner: string; leaseMs: number; limits: MoveLimits; most: number },
): Promise<ClaimedMove[]> {
  const { rows } = await sql<ClaimedMove>`
    with under_way as (
      select provider_id, source_host, count(*) as n from moves
      -- One that is just being looked at is about to go: it has its place already.
      where outcome is null and (state <> 'waiting' or lease_until > now()) group by 1, 2
    ), in_line as (
      select m.id, m.provider_id, m.created_at, m.position, coalesce(u.n, 0)
        + row_number() over (partition by m.provider_id, m.source_host order by m.created_at, m.position) as place
      from moves m left join under_way u on u.provider_id = m.provider_id and u.source_host = m.source_host
      where m.outcome is null and m.state = 'waiting'
        and m.next_check_at <= now() and (m.lease_until is null or m.lease_until <= now())
    ), next as (
      select l.id, coalesce((select sum(n) from under_way u where u.provider_id = l.provider_id), 0)
        + row_number() over (partition by l.provider_id order by l.created_at, l.position) as place
      from in_line l where l.place <= ${limits.perSourceHost}
    ), due as (
      select id from moves
      where outcome is null and next_check_at <= now() and (lease_until is null or lease_until <= now())
        and (state <> 'waiting' or id in (select id from next where place <= ${limits.perProvider}))
      order by next_check_at limit ${most} for update skip locked
    )
    update moves m set lease_owner = ${owner}, lease_until = now() + ${milliseconds(leaseMs)}
    from due where m.id = due.id returning m.*, now() as now`.execute(db);
  return rows;
}

/** Keeps the move for another `leaseMs`; throws LeaseLost. */
export async function renewLease(db: Db, lease: Lease, leaseMs: number): Promise<void> {
  const { numUpdatedRows } = await held(db, lease)
    .set({ lease_until: sql<Date>`now() + ${milliseconds(leaseMs)}` })
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new LeaseLost(lease.moveId);
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
 * Writes what became of the move, its event and the notice for the readers, all or nothing, and gives the lease back
 * unless `nextCheckMs` is null. Throws LeaseLost.
 */
export async function writeMove(
  db: Db,
  lease: Lease,
  step: { changes: MoveChanges; events?: MoveEvent[]; nextCheckMs: number | null },
): Promise<void> {
  await db.transaction().execute((transaction) => writeMoveIn(transaction, lease, step));
}

async function writeMoveIn(
  transaction: Transaction<Database>,
  lease: Lease,
  { changes, events = [], nextCheckMs }: Parameters<typeof writeMove>[2],
): Promise<void> {
  const released =
    nextCheckMs === null
      ? {}
      : { lease_owner: null, lease_until: null, next_check_at: sql`now() + ${milliseconds(nextCheckMs)}` };
  if (Object.keys({ ...changes, ...released }).length === 0) return;
  const written = await held(transaction, lease)
    .set({ ...changes, ...released } as Updateable<MovesTable>)
    .returning(['provider_id', 'instance_id', 'migration_id'])
    .executeTakeFirst();
  if (!written) throw new LeaseLost(lease.moveId);
  if (events.length > 0) {
    await transaction
      .insertInto('move_events')
      .values(
        events.map(({ state, message, evidence }) => ({
          move_id: lease.moveId,
          state,
          message,
          evidence: evidence === undefined ? null : JSON.stringify(evidence),
        })),
      )
      .execute();
  }
  // A look that showed nothing new is nothing to the readers.
  if (Object.keys(changes).length === 0) return;
  for (const event of noticesOf(lease.moveId, written)) await notify(transaction, event);
}

/**
 * The write-ahead: takes the move out of the line if the limits leave room, counted under a lock of the provider so that
 * two processes can not both take the last place. False when there is none. Throws LeaseLost.
 */
export async function takePlace(
  db: Db,
  lease: Lease,
  move: { providerId: string; sourceHost: string },
  limits: MoveLimits,
  step: { changes: MoveChanges; events: MoveEvent[] },
): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtext('evenkeel moves'), hashtext(${move.providerId}))`.execute(
      transaction,
    );
    const { rows } = await sql<{ ofProvider: number; ofHost: number }>`
      select count(*) as "ofProvider", count(*) filter (where source_host = ${move.sourceHost}) as "ofHost"
      from moves where outcome is null and state <> 'waiting' and provider_id = ${move.providerId}`.execute(
      transaction,
    );
    const [under = { ofProvider: 0, ofHost: 0 }] = rows;
    if (under.ofProvider >= limits.perProvider || under.ofHost >= limits.perSourceHost) return false;
    await writeMoveIn(transaction, lease, { ...step, nextCheckMs: null });
    return true;
  });
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
  if (numUpdatedRows === 0n) throw new LeaseLost(lease.moveId);
}

function held(db: Db, { moveId, owner }: Lease) {
  return db
    .updateTable('moves')
    .where('id', '=', moveId)
    .where('lease_owner', '=', owner)
    .where('outcome', 'is', null)
    .where('lease_until', '>', sql<Date>`now()`);
}

/** Whom a change of a move concerns: those who look at moves, at the instance, and at its migration. */
function noticesOf(
  moveId: string,
  written: { provider_id: string; instance_id: string; migration_id: number | null },
): LiveEvent[] {
  const { provider_id: providerId, instance_id, migration_id } = written;
  const notices: LiveEvent[] = [
    { topic: 'moves', providerId, ids: [moveId] },
    { topic: 'instances', providerId, ids: [instance_id] },
  ];
  if (migration_id !== null)
    notices.push({ topic: 'migrations', providerId, ids: [`${providerId}/${migration_id}`] });
  return notices;
}
