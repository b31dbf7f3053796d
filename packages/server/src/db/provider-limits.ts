/** How much a cloud is given to do at one time, and what its times are estimated with. */
import type { ProviderLimits, ProviderLimitsChange } from '@evenkeel/contract';
import { sql } from 'kysely';
import type { Executor } from './accounts.ts';

const LIMITS = sql.raw(
  'per_source_host as "perSourceHost", at_once as total, link_gbps as "linkGbps", seconds_per_move as "secondsPerMove"',
);

/** By provider; without those that there are not. @param providerIds uuids; PostgreSQL refuses anything else */
export async function readLimits(
  db: Executor,
  providerIds: readonly string[],
): Promise<Map<string, ProviderLimits>> {
  const { rows } = await sql<ProviderLimits & { id: string }>`
    select id, ${LIMITS} from providers where id = any(${[...providerIds]}::uuid[])`.execute(db);
  return new Map(rows.map(({ id, ...limits }) => [id, limits]));
}

/** As they hold from now on; null when there is no such provider. */
export async function changeLimits(
  db: Executor,
  providerId: string,
  { perSourceHost, total, linkGbps, secondsPerMove }: ProviderLimitsChange,
): Promise<ProviderLimits | null> {
  const { rows } = await sql<ProviderLimits>`
    update providers set per_source_host = coalesce(${perSourceHost ?? null}, per_source_host),
      at_once = coalesce(${total ?? null}, at_once), link_gbps = coalesce(${linkGbps ?? null}, link_gbps),
      seconds_per_move = coalesce(${secondsPerMove ?? null}, seconds_per_move)
    where id = ${providerId} returning ${LIMITS}`.execute(db);
  return rows[0] ?? null;
}
