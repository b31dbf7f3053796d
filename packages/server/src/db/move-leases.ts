/**
 * Who may work on a move. A lease holds a move for one process and for a time; every write asks for it, so that a process
 * that lost its lease can write nothing any more. All times are the database's: the clocks of the processes do not matter.
 */
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Db, MovesTable } from './database.ts';

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

export const milliseconds = (value: number) => sql`${value} * interval '1 millisecond'`;

/**
 * Whether two instances of a provider are members of one hard anti-affinity group. Nova checks the group at the destination
 * in a way that its own code calls racy (operations.md A6), so two members are never on their way at once.
 */
export const sameGroup = (
  provider: RawBuilder<unknown>,
  one: RawBuilder<unknown>,
  other: RawBuilder<unknown>,
) => sql<boolean>`exists (
  select from server_groups g where g.provider_id = ${provider} and g.policy = 'anti-affinity'
    and ${one} = any(g.members) and ${other} = any(g.members))`;

/**
 * Leases up to `most` moves that are due. Of the waiting ones only those whose turn it is: per source host the oldest,
 * and per provider as many as the limits leave; none whose anti-affinity group has a member on its way.
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
        and not exists (
          select from moves o where o.provider_id = m.provider_id and o.outcome is null and o.id <> m.id
            and o.state <> 'waiting' and ${sameGroup(sql`m.provider_id`, sql`m.instance_id`, sql`o.instance_id`)})
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

/** The update of a move that only the holder of its lease can make. */
export function held(db: Db, { moveId, owner }: Lease) {
  return db
    .updateTable('moves')
    .where('id', '=', moveId)
    .where('lease_owner', '=', owner)
    .where('outcome', 'is', null)
    .where('lease_until', '>', sql<Date>`now()`);
}
