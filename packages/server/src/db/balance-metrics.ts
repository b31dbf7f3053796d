/** Where the use of a provider's hosts and instances is measured. The token comes already encrypted. */
import type { BalanceMetrics } from '@evenkeel/contract';
import { sql } from 'kysely';
import type { Executor } from './accounts.ts';

export type MetricsSettings = Omit<BalanceMetrics, 'providerId' | 'hasToken'>;

export interface StoredMetrics {
  settings: MetricsSettings;
  token: Buffer | null;
}

export async function readMetrics(db: Executor, providerId: string): Promise<StoredMetrics | null> {
  const { rows } = await sql<StoredMetrics>`
    select settings, token from balance_metrics where provider_id = ${providerId}`.execute(db);
  return rows[0] ?? null;
}

/** @param token left out keeps the one that is there. */
export async function writeMetrics(
  db: Executor,
  providerId: string,
  { settings, token, by }: { settings: MetricsSettings; token: Buffer | null | undefined; by: string },
): Promise<void> {
  const keep = token === undefined;
  await sql`
    insert into balance_metrics (provider_id, settings, token, changed_by)
    values (${providerId}, ${JSON.stringify(settings)}::jsonb, ${token ?? null}, ${by})
    on conflict (provider_id) do update set settings = excluded.settings, changed_by = excluded.changed_by,
      changed_at = now(), token = case when ${keep} then balance_metrics.token else excluded.token end`.execute(
    db,
  );
}

export async function deleteMetrics(db: Executor, providerId: string): Promise<boolean> {
  const { rows } = await sql`
    delete from balance_metrics where provider_id = ${providerId} returning 1`.execute(db);
  return rows.length > 0;
}
