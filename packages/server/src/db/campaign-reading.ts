/** Campaigns as people look at them: rows, without what is forecast of them. */
import type { CampaignCounts, CampaignQuery } from '@evenkeel/contract';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { CampaignEventsTable, CampaignsTable } from './campaign-tables.ts';
import type { Db } from './database.ts';
import { afterCursor, cursorAfter, keysColumn, orderBy, type SortKey } from './reading-cursor.ts';

const KEYS: readonly SortKey[] = [
  { column: sql`c.created_at`, type: 'timestamptz' },
  { column: sql`c.id`, type: 'uuid' },
];

/** With the database's time. */
export type CampaignRow = Selectable<CampaignsTable> & CampaignCounts & { provider: string; now: Date };

const COUNTS = sql`(
  select count(*) filter (where state = 'waiting')::float8 as waiting,
    count(*) filter (where state in ('draining', 'outside', 'checking', 'returning'))::float8 as "underWay",
    count(*) filter (where state = 'done')::float8 as done,
    count(*) filter (where state = 'skipped')::float8 as skipped,
    count(*) filter (where state = 'failed')::float8 as failed
  from campaign_hosts h where h.campaign_id = c.id)`;

/** One page, newest first, and where the next begins (null: this is the last). Throws BadCursor. */
export async function readCampaigns(
  db: Db,
  { state, provider, cursor, limit }: CampaignQuery,
): Promise<{ items: CampaignRow[]; nextCursor: string | null }> {
  const conditions: RawBuilder<unknown>[] = [sql`true`];
  if (state === 'open') conditions.push(sql`c.ended_at is null`);
  if (provider !== undefined) conditions.push(sql`c.provider_id = ${provider}::uuid`);
  if (cursor !== undefined) conditions.push(afterCursor(cursor, 'campaigns', KEYS, 'desc'));
  const { rows } = await sql<CampaignRow & { keys: string[] }>`
    select c.*, counts.*, p.name as provider, now() as now, ${keysColumn(KEYS)} as keys
    from campaigns c join providers p on p.id = c.provider_id cross join lateral ${COUNTS} counts
    where ${sql.join(conditions, sql` and `)} order by ${orderBy(KEYS, 'desc')} limit ${limit + 1}`.execute(
    db,
  );
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, nextCursor: last ? cursorAfter(last.keys, 'campaigns', 'desc') : null };
}

/** Null when there is none of this id, which must be a uuid. */
export async function readCampaign(db: Db, id: string): Promise<CampaignRow | null> {
  const { rows } = await sql<CampaignRow>`
    select c.*, counts.*, p.name as provider, now() as now
    from campaigns c join providers p on p.id = c.provider_id cross join lateral ${COUNTS} counts
    where c.id = ${id}::uuid`.execute(db);
  return rows[0] ?? null;
}

/** Oldest first. */
export function readCampaignEvents(
  db: Db,
  id: string,
): Promise<Pick<Selectable<CampaignEventsTable>, 'at' | 'host' | 'message'>[]> {
  return db
    .selectFrom('campaign_events')
    .select(['at', 'host', 'message'])
    .where('campaign_id', '=', id)
    .orderBy('id')
    .execute();
}

/** Every maintenance of a campaign by its host, oldest first. */
export async function readMaintenanceIdsOfCampaign(db: Db, id: string): Promise<Map<string, string[]>> {
  const rows = await db
    .selectFrom('maintenances')
    .select(['id', 'host'])
    .where('campaign_id', '=', id)
    .orderBy('created_at')
    .execute();
  const byHost = new Map<string, string[]>();
  for (const row of rows) byHost.set(row.host, [...(byHost.get(row.host) ?? []), row.id]);
  return byHost;
}
