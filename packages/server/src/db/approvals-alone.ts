/** What a person has begun without a second one: a bound that several smaller requests go around is none. */
import { type RawBuilder, sql } from 'kysely';
import type { Executor } from './accounts.ts';

/** What was begun longer ago does not count any more. */
const MINUTES = 60;

/**
 * How many instances of each provider the user has begun to move alone in the last hour, or is about to: those of runs, and
 * those on hosts that are being emptied. What was approved is left out.
 */
export async function readBegunAlone(db: Executor, userId: string): Promise<Map<string, number>> {
  const since = sql`now() - make_interval(mins => ${MINUTES})`;
  // As http/authentication.ts names who asks: the user, or a token of theirs.
  const isTheirs = (column: RawBuilder<unknown>) =>
    sql`exists (select from users u where u.id = ${userId}
      and (${column} = u.username or starts_with(${column}, u.username || ' (token ')))`;
  const isAlone = (key: RawBuilder<unknown>) =>
    sql`not exists (select from approvals a where a.idempotency_key = ${key} and a.state = 'done')`;
  const { rows } = await sql<{ provider_id: string; instances: number }>`
    select provider_id, count(*)::int as instances from (
      select m.provider_id, m.instance_id from runs r join moves m on m.run_id = r.id
      where r.created_at > ${since} and r.kind in ('migrate', 'balance')
        and ${isTheirs(sql`r.created_by`)} and ${isAlone(sql`r.idempotency_key`)}
      union
      select i.provider_id, i.id from maintenances x join instances i on i.provider_id = x.provider_id and i.host = x.host
      where x.created_at > ${since} and x.ended_at is null and x.campaign_id is null
        and ${isTheirs(sql`x.created_by`)} and ${isAlone(sql`x.idempotency_key`)}
      union
      select m.provider_id, m.instance_id from maintenances x join maintenance_runs l on l.maintenance_id = x.id
      join runs r on r.id = l.run_id and r.kind = 'drain' join moves m on m.run_id = r.id
      where x.created_at > ${since} and x.campaign_id is null
        and ${isTheirs(sql`x.created_by`)} and ${isAlone(sql`x.idempotency_key`)}
      union
      select i.provider_id, i.id from campaigns c join campaign_hosts h on h.campaign_id = c.id
      join instances i on i.provider_id = c.provider_id and i.host = h.host
      where c.created_at > ${since} and c.ended_at is null
        and ${isTheirs(sql`c.created_by`)} and ${isAlone(sql`c.idempotency_key`)}
    ) alone group by provider_id`.execute(db);
  return new Map(rows.map(({ provider_id, instances }) => [provider_id, instances]));
}

/** Whether a plan waits that an automatic policy made, and this user made the policy. */
export async function isPlanOfOwnPolicy(db: Executor, planId: string, userId: string): Promise<boolean> {
  const { rows } = await sql`
    select from balance_plans b join balance_policies p on p.id = b.policy_id
    join approval_settings s on s.provider_id = b.provider_id and s.automatic_balance
    join users u on u.id = ${userId}
    where b.id = ${planId} and b.status = 'waiting' and p.settings ->> 'mode' = 'automatic'
      and (p.created_by = u.username or starts_with(p.created_by, u.username || ' (token '))`.execute(db);
  return rows.length > 0;
}
