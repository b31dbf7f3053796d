/** Runs as people look at them: one with its moves, or a page of them with their counts. */
import type { Run, RunCounts, RunQuery, RunSummary } from '@evenkeel/contract';
import { runSecondsLeft } from '@evenkeel/domain';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Executor } from './accounts.ts';
import { MOVE_COLUMNS } from './reading.ts';
import { afterCursor, cursorAfter, keysColumn, orderBy, type SortKey } from './reading-cursor.ts';
import type { RunsTable } from './run-tables.ts';
import { type MoveRow, moveOf, time } from './shapes.ts';

const KEYS: readonly SortKey[] = [
  { column: sql`r.created_at`, type: 'timestamptz' },
  { column: sql`r.id`, type: 'uuid' },
];

type RunRow = Selectable<RunsTable> &
  RunCounts & {
    left_bytes: number | null;
    done_bytes: number | null;
    done_seconds: number | null;
  };

/**
 * Of the run `r`: how many moves stand where, what is left to copy, and what those that succeeded copied in how long.
 * One that copies has left what Nova says remains.
 */
const FIGURES = sql`(
  select count(*) filter (where outcome is null and state in ('planned', 'waiting'))::float8 as waiting,
    count(*) filter (where outcome is null and state not in ('planned', 'waiting'))::float8 as running,
    count(*) filter (where outcome = 'succeeded')::float8 as succeeded,
    count(*) filter (where outcome not in ('succeeded', 'cancelled'))::float8 as failed,
    count(*) filter (where outcome = 'cancelled')::float8 as cancelled,
    (sum(coalesce((progress->>'memoryRemainingBytes')::float8 + (progress->>'diskRemainingBytes')::float8, copy_bytes))
      filter (where outcome is null))::float8 as left_bytes,
    (sum(copy_bytes) filter (where outcome = 'succeeded'))::float8 as done_bytes,
    (sum(extract(epoch from ended_at - submitted_at)) filter (where outcome = 'succeeded' and copy_bytes is not null))::float8
      as done_seconds
  from moves m where m.run_id = r.id)`;

/**
 * A run with its moves in the order in which they begin; null when there is none of this id, which must be a uuid. One
 * statement: a run that is done never stands beside a move that is not.
 */
export async function readRun(db: Executor, id: string): Promise<Run | null> {
  const { rows } = await sql<RunRow & { moves: (MoveRow & { provider: string })[] | null }>`
    select r.*, figures.*, (
      select jsonb_agg(to_jsonb(one) order by one.turn, one.position) from (
        select ${MOVE_COLUMNS}, m.turn, m.position, p.name as provider
        from moves m join providers p on p.id = m.provider_id where m.run_id = r.id) one) as moves
    from runs r cross join lateral ${FIGURES} figures where r.id = ${id}::uuid`.execute(db);
  const [run] = rows;
  return run
    ? { ...summaryOf(run), moves: (run.moves ?? []).map((move) => moveOf(move, move.provider)) }
    : null;
}

/** One page of the runs, newest first, and where the next begins (null: this is the last). Throws BadCursor. */
export async function readRuns(
  db: Executor,
  { status, kind, cursor, limit }: RunQuery,
): Promise<{ items: RunSummary[]; nextCursor: string | null }> {
  const conditions: RawBuilder<unknown>[] = [sql`true`];
  if (status === 'open') conditions.push(sql`r.status <> 'done'`);
  if (status === 'done') conditions.push(sql`r.status = 'done'`);
  if (kind !== undefined) conditions.push(sql`r.kind = ${kind}`);
  if (cursor !== undefined) conditions.push(afterCursor(cursor, 'runs', KEYS, 'desc'));
  const page = sql`where ${sql.join(conditions, sql` and `)} order by ${orderBy(KEYS, 'desc')} limit ${limit + 1}`;
  const { rows } = await sql<RunRow & { keys: string[] }>`
    select r.*, figures.* from (select r.*, ${keysColumn(KEYS)} as keys from runs r ${page}) r
    cross join lateral ${FIGURES} figures order by ${orderBy(KEYS, 'desc')}`.execute(db);
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(summaryOf),
    nextCursor: last ? cursorAfter(last.keys, 'runs', 'desc') : null,
  };
}

/** Those of these ids, newest first, without their moves. */
export async function readRunSummaries(db: Executor, ids: readonly string[]): Promise<RunSummary[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<RunRow>`
    select r.*, figures.* from runs r cross join lateral ${FIGURES} figures
    where r.id = any(${ids}::uuid[]) order by ${orderBy(KEYS, 'desc')}`.execute(db);
  return rows.map(summaryOf);
}

function summaryOf(row: RunRow): RunSummary {
  const { id, kind, status, options, limits, waiting, running, succeeded, failed, cancelled } = row;
  const secondsLeft = runSecondsLeft({
    leftBytes: status === 'paused' ? null : row.left_bytes,
    doneBytes: row.done_bytes,
    doneSeconds: row.done_seconds,
    atOnce: running,
  });
  return {
    id,
    kind,
    createdAt: time(row.created_at) as string,
    createdBy: row.created_by,
    status,
    options,
    limits,
    order: row.turn_order,
    counts: { waiting, running, succeeded, failed, cancelled },
    secondsLeft,
    endedAt: time(row.ended_at),
  };
}
