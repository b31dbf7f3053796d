/** The line: which moves wait for their turn, what is on its way beside them, and the rules that hold between them. */
import type { RunLimits } from '@evenkeel/contract';
import { type InLine, type LineRules, type OnTheWay, whoGoes } from '@evenkeel/domain';
import { type RawBuilder, sql } from 'kysely';
import type { Executor } from './accounts.ts';
import { IN_FLIGHT } from './observing-tables.ts';
import { readLimits } from './provider-limits.ts';

const GOES_ON = sql.join(IN_FLIGHT.map((status) => sql.lit(status)));

/** Ours on their way, `m`: one whose request left no trace is looked for, and takes no place any more. */
const OURS = sql`m.outcome is null and m.untraced_since is null`;

/**
 * The waiting moves whose turn it is, in their order: of runs that go on, free, due, with everything done that has to be done
 * before them. Providers that are full are left out at once: there nothing can begin.
 */
export async function whoseTurn(db: Executor): Promise<InLine[]> {
  const { rows } = await sql<InLine>`
    with full_providers as (
      select m.provider_id from moves m join providers v on v.id = m.provider_id
      where ${OURS} and m.state <> 'waiting' group by 1, v.at_once having count(*) >= v.at_once)
    select m.id, m.run_id as "runId", m.provider_id as "providerId", m.instance_id as "instanceId",
      m.source_host as "sourceHost", m.requested_host as "destinationHost", m.zone
    from moves m join runs r on r.id = m.run_id
    where m.outcome is null and m.state = 'waiting' and r.status = 'active'
      and m.next_check_at <= now() and (m.lease_until is null or m.lease_until <= now())
      and m.provider_id not in (select provider_id from full_providers)
      and not exists (
        select from unnest(m.after_ids) as a(id) join moves p on p.id = a.id
        where p.outcome is distinct from 'succeeded')
    order by r.created_at, r.id, m.turn, m.position`.execute(db);
  if (rows.length === 0) return [];
  // One that is just being looked at is about to go: it has its place already.
  const onTheWay = await readOnTheWay(db, sql`(m.state <> 'waiting' or m.lease_until > now())`);
  return whoGoes(rows, onTheWay, await readRules(db, rows));
}

/**
 * Whether this move has a place beside those that were asked for. To be called under the locks of its provider and its
 * run, so that two processes can not both take the last place.
 */
export async function hasPlaceNow(db: Executor, move: InLine): Promise<boolean> {
  const onTheWay = await readOnTheWay(db, sql`m.state <> 'waiting' and m.id <> ${move.id}::uuid`);
  return whoGoes([move], onTheWay, await readRules(db, [move])).length > 0;
}

/**
 * Ours, and those that others started: Nova sends so many at a time from each host, whoever asked. A record of others counts only
 * while its instance is seen migrating: one that was left behind would close its host for ever.
 */
async function readOnTheWay(db: Executor, which: RawBuilder<unknown>): Promise<OnTheWay[]> {
  const { rows } = await sql<OnTheWay>`
    select m.run_id as "runId", m.provider_id as "providerId", m.instance_id as "instanceId",
      m.source_host as "sourceHost", coalesce(m.destination_host, m.requested_host) as "destinationHost", m.zone
    from moves m where ${OURS} and ${which}
    union all
    select null, g.provider_id, g.instance_id, g.source_host, g.destination_host, null
    from migrations g join instances i on i.provider_id = g.provider_id and i.id = g.instance_id
    where g.status in (${GOES_ON}) and (i.status = 'MIGRATING' or i.task_state = 'migrating')
      and not exists (select from moves m where m.provider_id = g.provider_id and m.instance_id = g.instance_id
        and m.outcome is null and m.state <> 'waiting')`.execute(db);
  return rows;
}

/** Groups are read of instances with an open move only: of the others none is on its way. */
async function readRules(db: Executor, moves: readonly InLine[]): Promise<LineRules> {
  const runIds = [...new Set(moves.map(({ runId }) => runId))];
  const providerIds = [...new Set(moves.map(({ providerId }) => providerId))];
  const [providers, limits, members] = await Promise.all([
    readLimits(db, providerIds),
    sql<{ id: string; limits: RunLimits }>`
      select id, limits from runs where id = any(${runIds}::uuid[])`.execute(db),
    sql<{ member: string; groups: string[] }>`
      select g.provider_id || '/' || u.member as member, array_agg(g.provider_id || '/' || g.id) as groups
      from server_groups g cross join unnest(g.members) as u(member)
      join moves m on m.provider_id = g.provider_id and m.instance_id = u.member and m.outcome is null
      where g.policy = 'anti-affinity' group by 1`.execute(db),
  ]);
  return {
    providers,
    runs: new Map(limits.rows.map((row) => [row.id, row.limits])),
    groups: new Map(members.rows.map((row) => [row.member, row.groups])),
  };
}
