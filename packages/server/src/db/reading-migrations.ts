/** Migrations as Nova recorded them, whoever asked: searched, a page at a time, each with the move that owns it. */
import type { MigrationPage, MigrationQuery } from '@evenkeel/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Executor } from './accounts.ts';
import { afterCursor, cursorAfter, keysColumn, orderBy, type SortKey } from './reading-cursor.ts';
import { isOfProject, likePart, moveConditions } from './reading-moves.ts';
import { type MigrationRow, migrationOf } from './shapes.ts';

const KEYS: readonly SortKey[] = [
  { column: sql`g.created_at`, type: 'timestamptz' },
  { column: sql`g.id`, type: 'int8' },
  { column: sql`g.provider_id`, type: 'uuid' },
];

/** One page, and where the next begins (null: this is the last). `provider` must be a uuid. Throws BadCursor. */
export async function readMigrations(db: Executor, query: MigrationQuery): Promise<MigrationPage> {
  const { sort, order, cursor, limit } = query;
  const conditions = await conditionsOf(db, query);
  if (cursor !== undefined) conditions.push(afterCursor(cursor, sort, KEYS, order));
  const { rows } = await sql<MigrationRow & { keys: string[] }>`
    select g.id::float8 as id, g.provider_id, p.name as provider, g.instance_id,
      coalesce(i.name, m.instance_name) as instance_name, g.status, g.source_host, g.destination_host,
      g.created_at, g.updated_at, m.id as move_id, m.outcome, m.reason,
      g.memory_total_bytes::float8 as memory_total_bytes, g.memory_remaining_bytes::float8 as memory_remaining_bytes,
      g.memory_processed_bytes::float8 as memory_processed_bytes, g.disk_total_bytes::float8 as disk_total_bytes,
      g.disk_remaining_bytes::float8 as disk_remaining_bytes, g.disk_processed_bytes::float8 as disk_processed_bytes,
      ${keysColumn(KEYS)} as keys
    from migrations g join providers p on p.id = g.provider_id
    left join instances i on i.provider_id = g.provider_id and i.id = g.instance_id
    left join lateral (
      select m.id, m.outcome, m.reason, m.instance_name from moves m
      where m.provider_id = g.provider_id and m.migration_id = g.id
      order by m.created_at desc limit 1) m on true
    where ${sql.join(conditions, sql` and `)} order by ${orderBy(KEYS, order)} limit ${limit + 1}`.execute(
    db,
  );
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { items: shown.map(migrationOf), nextCursor: last ? cursorAfter(last.keys, sort, order) : null };
}

async function conditionsOf(db: Executor, query: MigrationQuery): Promise<RawBuilder<unknown>[]> {
  const all: RawBuilder<unknown>[] = [sql`true`];
  const { provider, instance, host, project, status, outcome, cause, askedBy, from, to, search } = query;
  if (provider !== undefined) all.push(sql`g.provider_id = ${provider}::uuid`);
  if (instance !== undefined) all.push(sql`g.instance_id = ${instance}`);
  if (host !== undefined) all.push(sql`(g.source_host = ${host} or g.destination_host = ${host})`);
  if (project !== undefined) all.push(isOfProject(sql`g`, project));
  if (status !== undefined) all.push(sql`g.status = ${status}`);
  if (from !== undefined) all.push(sql`g.created_at >= ${from}::timestamptz`);
  if (to !== undefined) all.push(sql`g.created_at < ${to}::timestamptz`);
  if (outcome !== undefined || cause !== undefined || askedBy !== undefined) {
    // Only what we asked for has an outcome, a cause and a person.
    const ofMove = await moveConditions(db, { outcome, cause, askedBy });
    all.push(sql`exists (select from moves m join runs r on r.id = m.run_id
      where m.provider_id = g.provider_id and m.migration_id = g.id and ${sql.join(ofMove, sql` and `)})`);
  }
  const sought = search?.trim().toLowerCase();
  if (sought) {
    const pattern = likePart(sought);
    all.push(sql`(g.instance_id = ${sought} or lower(g.source_host) like ${pattern}
      or lower(g.destination_host) like ${pattern}
      or (g.provider_id, g.instance_id) in (select provider_id, id from instances where lower(name) like ${pattern})
      or (g.provider_id, g.id) in (select provider_id, migration_id from moves where search_text like ${pattern}))`);
  }
  return all;
}
