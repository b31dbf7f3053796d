/** Maintenance as people look at it: a list of hosts, or one with all that was done. */
import type {
  Maintenance,
  MaintenanceDetail,
  MaintenanceInstance,
  MoveState,
  Outcome,
} from '@evenkeel/contract';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Db } from './database.ts';
import { maintenanceStateOf } from './maintenance-hosts.ts';
import type { MaintenanceRebuildsTable, MaintenancesTable } from './maintenance-tables.ts';
import { readRunSummaries } from './reading-runs.ts';
import { time } from './shapes.ts';

type Row = Selectable<MaintenancesTable> & {
  provider: string;
  moved: number;
  moving: number;
  failed: number;
};

/** Of each instance the newest move of the drain, and what was moved without one. */
const FIGURES = sql`(
  select count(*) filter (where outcome = 'succeeded')::float8 as moved,
    count(*) filter (where outcome is null)::float8 as moving,
    count(*) filter (where outcome not in ('succeeded', 'cancelled'))::float8 as failed
  from (
    select * from (
      select distinct on (m.instance_id) m.outcome from maintenance_runs l
        join runs r on r.id = l.run_id join moves m on m.run_id = r.id
      where l.maintenance_id = x.id and r.kind = 'drain' order by m.instance_id, m.created_at desc) newest
    union all
    select case state when 'done' then 'succeeded' when 'failed' then 'errored' end from maintenance_rebuilds b
    where b.maintenance_id = x.id
  ) each_once)`;

/** Newest first. `open` leaves out those that have ended. Ids must be uuids. */
export async function readMaintenances(
  db: Db,
  { open, ids, limit = 200 }: { open?: boolean; ids?: readonly string[]; limit?: number } = {},
): Promise<Maintenance[]> {
  const conditions: RawBuilder<unknown>[] = [sql`true`];
  if (open) conditions.push(sql`x.ended_at is null`);
  if (ids) conditions.push(sql`x.id = any(${ids}::uuid[])`);
  const { rows } = await sql<Row>`
    select x.*, p.name as provider, figures.*
    from maintenances x join providers p on p.id = x.provider_id cross join lateral ${FIGURES} figures
    where ${sql.join(conditions, sql` and `)} order by x.created_at desc, x.host limit ${limit}`.execute(db);
  const running = rows.flatMap(({ run_id }) => (run_id === null ? [] : [run_id]));
  const summaries = new Map((await readRunSummaries(db, running)).map((run) => [run.id, run]));
  return rows.map((row) => maintenanceOf(row, summaries.get(row.run_id ?? '')?.secondsLeft ?? null));
}

function maintenanceOf(row: Row, secondsLeft: number | null): Maintenance {
  const { id, provider, host, kind, phase, reason, moved, moving, failed } = row;
  const { attention_reason: why, attention_next_step: nextStep } = row;
  const attention = why === null || row.ended_at !== null ? null : { reason: why, nextStep: nextStep ?? '' };
  return {
    ...{ id, provider, host, kind, phase, reason, attention, moved, moving, failed, secondsLeft },
    providerId: row.provider_id,
    campaignId: row.campaign_id,
    state: maintenanceStateOf(row),
    createdAt: time(row.created_at) as string,
    createdBy: row.created_by,
    since: time(row.phase_since) as string,
    disabledByUs: row.disabled_by_us,
    forcedDownByUs: row.forced_down_by_us,
    left: row.left_there,
    lookedAt: time(row.looked_at),
    bringBack: row.bring_back,
    endedAt: time(row.ended_at),
  };
}

/** Null when there is none of this id, which must be a uuid. */
export async function readMaintenance(db: Db, id: string): Promise<MaintenanceDetail | null> {
  const [maintenance] = await readMaintenances(db, { ids: [id] });
  if (!maintenance) return null;
  const [row, runs, moves, rebuilds, events] = await Promise.all([
    db
      .selectFrom('maintenances')
      .select(['choices', 'limits'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow(),
    db.selectFrom('maintenance_runs').select('run_id').where('maintenance_id', '=', id).execute(),
    readMoves(db, id),
    db
      .selectFrom('maintenance_rebuilds')
      .selectAll()
      .where('maintenance_id', '=', id)
      .orderBy('created_at')
      .execute(),
    db
      .selectFrom('maintenance_events')
      .select(['at', 'phase', 'message'])
      .where('maintenance_id', '=', id)
      .orderBy('id')
      .execute(),
  ]);
  return {
    ...maintenance,
    choices: row.choices,
    limits: row.limits,
    instances: [...moves.map(instanceOf), ...rebuilds.map(rebuiltOf)],
    runs: await readRunSummaries(
      db,
      runs.map(({ run_id }) => run_id),
    ),
    events: events.map(({ at, phase, message }) => ({ at: time(at) as string, phase, message })),
  };
}

interface MoveOfMaintenance {
  instance_id: string;
  instance_name: string;
  kind: 'drain' | 'return';
  source_host: string | null;
  towards: string | null;
  state: MoveState;
  outcome: Outcome | null;
  reason: string | null;
  created_at: Date;
}

async function readMoves(db: Db, id: string): Promise<MoveOfMaintenance[]> {
  const { rows } = await sql<MoveOfMaintenance>`
    select m.instance_id, m.instance_name, r.kind, m.source_host, coalesce(m.destination_host, m.requested_host) as towards,
      m.state, m.outcome, m.reason, m.created_at
    from maintenance_runs l join runs r on r.id = l.run_id join moves m on m.run_id = r.id
    where l.maintenance_id = ${id} order by m.created_at, m.turn, m.position`.execute(db);
  return rows;
}

function instanceOf(move: MoveOfMaintenance): MaintenanceInstance {
  return {
    id: move.instance_id,
    name: move.instance_name,
    how: 'live-migration',
    direction: move.kind === 'return' ? 'home' : 'away',
    from: move.source_host,
    to: move.towards,
    state: move.outcome ?? move.state,
    reason: move.reason,
    at: time(move.created_at) as string,
  };
}

function rebuiltOf(row: Selectable<MaintenanceRebuildsTable>): MaintenanceInstance {
  return {
    id: row.instance_id,
    name: row.instance_name,
    how: row.kind,
    direction: 'away',
    from: row.source_host,
    to: row.destination_host,
    state: row.state === 'done' ? 'succeeded' : row.state,
    reason: row.reason,
    at: time(row.created_at) as string,
  };
}
