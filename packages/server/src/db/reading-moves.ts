/** The history of moves: searched, sorted, a page at a time, over years. Its indexes are in migrations/005-history.ts. */
import type { HistoryMove, MoveDetails, MoveFilter, MoveQuery, Run } from '@evenkeel/contract';
import { causeOf } from '@evenkeel/domain';
import { type RawBuilder, sql } from 'kysely';
import type { Executor } from './accounts.ts';
import { MOVE_COLUMNS } from './reading.ts';
import { afterCursor, cursorAfter, keysColumn, orderBy, type SortKey } from './reading-cursor.ts';
import { type PhaseRow, phasesOf, phasesSql } from './reading-phases.ts';
import { type MoveRow, moveOf, time } from './shapes.ts';

const ID: SortKey = { column: sql`m.id`, type: 'uuid' };
const SORTS: Record<MoveQuery['sort'], readonly SortKey[]> = {
  createdAt: [
    { column: sql`m.created_at`, type: 'timestamptz' },
    { column: sql`m.position`, type: 'int8' },
    ID,
  ],
  endedAt: [{ column: sql`coalesce(m.ended_at, 'infinity')`, type: 'timestamptz' }, ID],
  instanceName: [{ column: sql`lower(m.instance_name)`, type: 'text' }, ID],
};

type HistoryRow = MoveRow & { provider: string; asked_by: string; keys: string[] };

/**
 * One page of the moves that fit, and where the next begins (null: this is the last). A move that arrives meanwhile
 * neither repeats nor hides another. Throws BadCursor.
 */
export async function readMoves(
  db: Executor,
  query: MoveQuery,
): Promise<{ items: HistoryMove[]; nextCursor: string | null }> {
  const { sort, order, cursor, limit } = query;
  const keys = SORTS[sort];
  const conditions = await moveConditions(db, query);
  if (cursor !== undefined) conditions.push(afterCursor(cursor, sort, keys, order));
  const { rows } = await sql<HistoryRow>`
    select ${MOVE_COLUMNS}, p.name as provider, r.created_by as asked_by, ${keysColumn(keys)} as keys
    from moves m join providers p on p.id = m.provider_id join runs r on r.id = m.run_id
    where ${sql.join(conditions, sql` and `)} order by ${orderBy(keys, order)} limit ${limit + 1}`.execute(
    db,
  );
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(historyMoveOf),
    nextCursor: last ? cursorAfter(last.keys, sort, order) : null,
  };
}

/** One move with its run, who asked and how long each phase took; null when there is none. `id` must be a uuid. */
export async function readMove(db: Executor, id: string): Promise<MoveDetails | null> {
  const one = sql`select id, created_at from moves where id = ${id}::uuid`;
  const { rows } = await sql<
    HistoryRow & PhaseRow & { options: Run['options']; run_created_at: Date; move_count: number }
  >`with ${phasesSql(one)}
    select ${MOVE_COLUMNS}, p.name as provider, r.created_by as asked_by, r.options, r.created_at as run_created_at,
      (select count(*) from moves other where other.run_id = m.run_id)::float8 as move_count,
      f.waiting_ms, f.preparing_ms, f.copying_ms, f.verifying_ms
    from moves m join providers p on p.id = m.provider_id join runs r on r.id = m.run_id
    left join phases f on f.move_id = m.id where m.id = ${id}::uuid`.execute(db);
  const row = rows[0];
  if (!row) return null;
  const { run_id, asked_by, options, run_created_at, move_count } = row;
  const run = { id: run_id, createdBy: asked_by, createdAt: time(run_created_at) as string, options };
  return { ...historyMoveOf(row), phases: phasesOf(row), run: { ...run, moveCount: move_count } };
}

function historyMoveOf(row: HistoryRow): HistoryMove {
  const failed = row.outcome !== null && row.outcome !== 'succeeded';
  const cause = failed ? causeCode(row.cloud_message) : null;
  return { ...moveOf(row, row.provider), askedBy: row.asked_by, cause };
}

/** What the catalogue of causes is asked about: as much of a message as the index holds. */
export function causeCode(cloudMessage: string | null): string | null {
  return cloudMessage === null ? null : (causeOf(cloudMessage.slice(0, 500))?.code ?? null);
}

/** Conditions on moves `m` joined with their runs `r`; never empty. */
export async function moveConditions(db: Executor, filter: MoveFilter): Promise<RawBuilder<unknown>[]> {
  const all: RawBuilder<unknown>[] = [sql`true`];
  const { provider, instance, host, project, outcome, cause, askedBy, from, to, search, state } = filter;
  if (state === 'active') all.push(sql`m.outcome is null`);
  if (state === 'ended') all.push(sql`m.outcome is not null`);
  if (provider !== undefined) all.push(sql`m.provider_id = ${provider}::uuid`);
  if (instance !== undefined) all.push(sql`m.instance_id = ${instance}`);
  if (host !== undefined) all.push(sql`(m.source_host = ${host} or m.destination_host = ${host})`);
  if (project !== undefined) all.push(isOfProject(sql`m`, project));
  if (outcome !== undefined) all.push(sql`m.outcome = ${outcome}`);
  if (cause !== undefined) all.push(await hasCause(db, cause));
  if (askedBy !== undefined) all.push(sql`r.created_by = ${askedBy}`);
  if (from !== undefined) all.push(sql`m.created_at >= ${from}::timestamptz`);
  if (to !== undefined) all.push(sql`m.created_at < ${to}::timestamptz`);
  const sought = search?.trim().toLowerCase();
  if (sought) {
    all.push(sql`(m.search_text like ${likePart(sought)} or m.instance_id = ${sought} or m.request_id = ${sought}
      ${/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(sought) ? sql`or m.id = ${sought}::uuid or m.run_id = ${sought}::uuid` : sql``})`);
  }
  return all;
}

/** The catalogue is matched here and not in the database, on the different messages there are. */
async function hasCause(db: Executor, cause: string): Promise<RawBuilder<unknown>> {
  // From one message to the next different one in the index, over however many moves have the same.
  const { rows } = await sql<{ message: string }>`
    with recursive different as (
      select min(left(cloud_message, 500)) as message from moves where cloud_message is not null
      union all
      select (select min(left(m.cloud_message, 500)) from moves m
        where m.cloud_message is not null and left(m.cloud_message, 500) > different.message)
      from different where different.message is not null)
    select message from different where message is not null`.execute(db);
  const messages = rows.map(({ message }) => message).filter((message) => causeCode(message) === cause);
  return sql`(left(m.cloud_message, 500) = any(${messages}::text[]) and m.cloud_message is not null
    and m.outcome <> 'succeeded')`;
}

/**
 * The row `of` (moves or migrations) is of an instance of a project, by its id or its name. The ids are gathered first,
 * as an array: else PostgreSQL may look every row's instance up.
 */
export function isOfProject(of: RawBuilder<unknown>, project: string): RawBuilder<unknown> {
  const members = sql`from instances i where i.project_id = ${project}
    or (i.provider_id, i.project_id) in (select provider_id, id from projects where name = ${project})`;
  return sql`(${of}.instance_id = any(array(select i.id ${members}))
    and (${of}.provider_id, ${of}.instance_id) in (select i.provider_id, i.id ${members}))`;
}

/** `%` and `_` are letters to the person who types them. */
export function likePart(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
