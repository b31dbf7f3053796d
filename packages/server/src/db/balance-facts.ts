/** What balancing has to know besides the cloud itself. */
import { sql } from 'kysely';
import type { Executor } from './accounts.ts';

/** Instances that were moved, by whatever run, in the last so many minutes. */
export async function readMovedLately(db: Executor, providerId: string, minutes: number): Promise<string[]> {
  const { rows } = await sql<{ instance_id: string }>`
    select distinct instance_id from moves
    where provider_id = ${providerId} and outcome = 'succeeded'
      and ended_at > now() - ${minutes} * interval '1 minute'`.execute(db);
  return rows.map((row) => row.instance_id);
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
