/** What balancing has to know besides the cloud itself. */
import { sql } from 'kysely';
import type { Executor } from './accounts.ts';

/** Why an instance is left alone for a while. */
export interface MovedLately {
  moved: string[];
  /** Their last move was sent and did not succeed: the same again would most likely end the same. */
  inVain: string[];
}

/**
 * Instances that were moved in the last so many minutes, by whatever run or by others, and those whose move failed. A move that
 * was cancelled before anything was sent says nothing of its instance.
 */
export async function readMovedLately(
  db: Executor,
  providerId: string,
  minutes: number,
): Promise<MovedLately> {
  const { rows } = await sql<{ id: string; moved: boolean }>`
    select instance_id as id, bool_or(moved) as moved from (
      select instance_id, outcome = 'succeeded' as moved from moves
      where provider_id = ${providerId} and outcome is not null and submitted_at is not null and abort_asked_at is null
        and ended_at > now() - ${minutes} * interval '1 minute'
      union all
      select instance_id, true from migrations
      where provider_id = ${providerId} and status in ('completed', 'done', 'confirmed')
        and updated_at > now() - ${minutes} * interval '1 minute') lately
    group by 1 order by 1`.execute(db);
  const those = (moved: boolean) => rows.filter((row) => row.moved === moved).map(({ id }) => id);
  return { moved: those(true), inVain: those(false) };
}

/** Hosts that nothing is moved from or to, by name, each with why in a sentence: somebody is taking them out of use. */
export async function readBusyHosts(db: Executor, providerId: string): Promise<Record<string, string>> {
  const { rows } = await sql<{ host: string; why: string }>`
    select h.host, h.host || ' has its turn in the campaign "' || c.name || '".' as why
    from campaigns c join campaign_hosts h on h.campaign_id = c.id
    where c.provider_id = ${providerId} and c.ended_at is null and h.state not in ('done', 'skipped', 'failed')
    union all
    select host, case when kind = 'evacuation' then host || ' is being evacuated.' else host || ' is in maintenance.' end
    from maintenances where provider_id = ${providerId} and ended_at is null`.execute(db);
  // What stands last counts: what is going on now says more than what is to come.
  return Object.fromEntries(rows.map(({ host, why }) => [host, why]));
}

/** A run that balances this provider and has not ended; null when there is none. */
export async function readOpenBalanceRun(db: Executor, providerId: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select r.id from runs r where r.kind = 'balance' and exists (
      select 1 from moves m where m.run_id = r.id and m.provider_id = ${providerId} and m.outcome is null)
    limit 1`.execute(db);
  return rows[0]?.id ?? null;
}

/** Its name; null when there is no such provider. */
export async function readProviderName(db: Executor, providerId: string): Promise<string | null> {
  const { rows } = await sql<{ name: string }>`
    select name from providers where id = ${providerId}`.execute(db);
  return rows[0]?.name ?? null;
}

/** Names of the hosts and ids of the instances, to tell which of them something speaks of. */
export async function readNames(
  db: Executor,
  providerId: string,
): Promise<{ hosts: string[]; instances: string[] }> {
  const [hosts, instances] = await Promise.all([
    sql<{ name: string }>`select name from hosts where provider_id = ${providerId}`.execute(db),
    sql<{ id: string }>`
      select id from instances where provider_id = ${providerId} and status = 'ACTIVE'`.execute(db),
  ]);
  return { hosts: hosts.rows.map(({ name }) => name), instances: instances.rows.map(({ id }) => id) };
}
