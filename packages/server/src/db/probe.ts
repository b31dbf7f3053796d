/** Probes of moves: which are to begin, who probes, and what was seen. All times are the database's. */
import { Probe, type ProbeResult, type ProbeStatus, type RunProbe } from '@evenkeel/contract';
import { type Nullable, sql } from 'kysely';
import type { Db } from './database.ts';
import { milliseconds } from './move-leases.ts';
import type { ProbeResultsTable } from './run-tables.ts';

/** What a move's probe needs to know. */
export interface ClaimedProbe {
  moveId: string;
  providerId: string;
  wish: Exclude<RunProbe, { kind: 'none' }>;
  /** All addresses of the instance. */
  own: string[];
  demo: boolean;
  /** When the cloud was asked, and now, both by the database's clock. */
  askedAt: Date;
  now: Date;
}

/** What can be probed still: later the guest may have been stopped already. */
const SOON_ENOUGH = ['requesting', 'submitted', 'accepted', 'queued', 'preparing', 'copying'];

/** Takes up to `most` moves under way that shall be probed and are not yet. Each is given once, ever. */
export async function claimProbes(
  db: Db,
  { owner, leaseMs, most }: { owner: string; leaseMs: number; most: number },
): Promise<ClaimedProbe[]> {
  const { rows } = await sql<ClaimedProbe>`
    with due as (
      select m.id, m.provider_id, m.instance_id, coalesce(m.requesting_at, now()) as asked_at, p.demo,
        coalesce(r.probe, p.probe) as wish
      from moves m join runs r on r.id = m.run_id join providers p on p.id = m.provider_id
      where m.outcome is null and m.state <> 'waiting' and m.state = any(${SOON_ENOUGH})
        and coalesce(r.probe, p.probe) ->> 'kind' <> 'none'
        and not exists (select from probe_results x where x.move_id = m.id)
      limit ${most}
    ), taken as (
      insert into probe_results (move_id, probe, lease_owner, lease_until)
      select id, wish - 'address', ${owner}, now() + ${milliseconds(leaseMs)} from due
      on conflict (move_id) do nothing returning move_id
    )
    select d.id as "moveId", d.provider_id as "providerId", d.wish, coalesce(i.ip_addresses, '{}') as own, d.demo,
      d.asked_at as "askedAt", now() as now
    from taken t join due d on d.id = t.move_id
    left join instances i on i.provider_id = d.provider_id and i.id = d.instance_id`.execute(db);
  return rows;
}

export interface ProbeChanges {
  status?: ProbeStatus;
  message?: string;
  address?: string;
  ended_at?: Date;
  sent?: number;
  lost?: number;
  slowest_answer_ms?: number | null;
  gap_at_least_ms?: number | null;
  gap_at_most_ms?: number | null;
  gap_at?: Date | null;
  gap_lost?: number | null;
}

/** Writes what is known by now and keeps the lease. False when another has it, or the move is gone. */
export async function writeProbe(
  db: Db,
  { moveId, owner, leaseMs }: { moveId: string; owner: string; leaseMs: number },
  changes: ProbeChanges,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('probe_results')
    .set({ ...changes, lease_until: sql<Date>`now() + ${milliseconds(leaseMs)}` })
    .where('move_id', '=', moveId)
    .where('lease_owner', '=', owner)
    .where('status', '=', 'probing')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Those of this owner whose moves have ended. */
export async function endedProbes(db: Db, owner: string): Promise<string[]> {
  const rows = await db
    .selectFrom('probe_results as x')
    .innerJoin('moves as m', 'm.id', 'x.move_id')
    .select('x.move_id')
    .where('x.status', '=', 'probing')
    .where('x.lease_owner', '=', owner)
    .where('m.outcome', 'is not', null)
    .execute();
  return rows.map(({ move_id }) => move_id);
}

/** Those whose server is gone: nobody counts on. Gives the moves. */
export async function interruptProbes(
  db: Db,
  message: string,
): Promise<{ moveId: string; providerId: string }[]> {
  const { rows } = await sql<{ moveId: string; providerId: string }>`
    update probe_results x set status = 'interrupted', message = ${message}, ended_at = now()
    from moves m where m.id = x.move_id and x.status = 'probing' and x.lease_until < now()
    returning x.move_id as "moveId", m.provider_id as "providerId"`.execute(db);
  return rows;
}

/** The probe of a move; null when there is no such move. `moveId` must be a uuid. */
export async function readProbe(db: Db, moveId: string, intervalMs: number): Promise<ProbeResult | null> {
  const row = await db
    .selectFrom('moves as m')
    .innerJoin('runs as r', 'r.id', 'm.run_id')
    .innerJoin('providers as p', 'p.id', 'm.provider_id')
    .leftJoin('probe_results as x', 'x.move_id', 'm.id')
    .selectAll('x')
    .select(['m.outcome', 'm.requesting_at', 'm.state', 'r.probe as runs', 'p.probe as providers'])
    .where('m.id', '=', moveId)
    .executeTakeFirst();
  if (!row) return null;
  const common = { moveId, intervalMs };
  if (row.status === null) return { ...common, ...NOTHING, ...notProbed(row) };
  const known = row.status === 'probing' || row.status === 'done';
  const asked = row.requesting_at ?? row.started_at;
  return {
    ...common,
    status: row.status,
    message: row.message ?? '',
    probe: row.probe,
    address: row.address,
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
    sent: known ? row.sent : null,
    lost: known ? row.lost : null,
    slowestAnswerMs: known ? row.slowest_answer_ms : null,
    longestGap: known && asked !== null ? gapOf(row, asked) : null,
  };
}

function gapOf(
  row: Nullable<Pick<ProbeResultsTable, 'gap_at_least_ms' | 'gap_at_most_ms' | 'gap_lost'>> & {
    gap_at: Date | null;
  },
  asked: Date,
): ProbeResult['longestGap'] {
  const { gap_at: at, gap_at_least_ms: least, gap_at_most_ms: atMostMs, gap_lost } = row;
  if (at === null || least === null) return null;
  const ms = atMostMs === null ? least : Math.round((least + atMostMs) / 2);
  return {
    ...{ ms, atLeastMs: least, atMostMs, at: at.toISOString(), sinceAskedMs: at.getTime() - asked.getTime() },
    ...{ lost: gap_lost ?? 0, open: atMostMs === null },
  };
}

const NOTHING = {
  address: null,
  startedAt: null,
  endedAt: null,
  sent: null,
  lost: null,
  longestGap: null,
  slowestAnswerMs: null,
};

function notProbed({
  outcome,
  runs,
  providers,
}: {
  outcome: string | null;
  runs: RunProbe | null;
  providers: Probe | null;
}): Pick<ProbeResult, 'status' | 'message' | 'probe'> {
  const wish = runs ?? providers;
  if (outcome === null && wish !== null && wish.kind !== 'none') {
    const probe = wish.kind === 'tcp' ? { kind: wish.kind, port: wish.port } : { kind: wish.kind };
    return { status: 'waiting', message: 'Probed from the moment in which the cloud is asked.', probe };
  }
  return { status: 'none', message: 'This move was not probed.', probe: null };
}

/** The provider's setting; `undefined` when there is no such provider. */
export async function readProviderProbe(db: Db, providerId: string): Promise<Probe | null | undefined> {
  const row = await db
    .selectFrom('providers')
    .select('probe')
    .where('id', '=', providerId)
    .executeTakeFirst();
  return row === undefined ? undefined : row.probe;
}

/** False when there is no such provider. */
export async function writeProviderProbe(db: Db, providerId: string, probe: Probe | null): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('providers')
    .set({ probe: probe === null ? null : JSON.stringify(probe) })
    .where('id', '=', providerId)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
