/** Figures over the history: how moves ended, why, how long they took, and how pairs of hosts did. */
import type { MoveStatistics, StatisticsQuery } from '@evenkeel/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Executor } from './accounts.ts';
import { causeCode } from './reading-moves.ts';
import { keepPhases, phasesSql, rounded } from './reading-phases.ts';

const DAYS_WITHOUT_FROM = 30;

/** Of the moves made from `from` (30 days before `to` when not given) until `to` (now when not given). */
export async function readStatistics(db: Executor, query: StatisticsQuery): Promise<MoveStatistics> {
  const to = query.to === undefined ? new Date() : new Date(query.to);
  const from =
    query.from === undefined ? new Date(to.getTime() - DAYS_WITHOUT_FROM * 86_400_000) : new Date(query.from);
  const where = sql`m.created_at >= ${from} and m.created_at < ${to}
    and ${query.provider === undefined ? sql`true` : sql`m.provider_id = ${query.provider}::uuid`}`;
  await keepPhases(db);
  const [endings, measured] = await Promise.all([readEndings(db, where), readMeasured(db, where)]);
  return { from: from.toISOString(), to: to.toISOString(), ...endings, ...measured };
}

async function readEndings(
  db: Executor,
  where: RawBuilder<unknown>,
): Promise<Pick<MoveStatistics, 'count' | 'byOutcome' | 'byCause'>> {
  type Outcome = MoveStatistics['byOutcome'][number]['outcome'];
  const { rows } = await sql<{ outcome: Outcome; message: string | null; n: number }>`
    select m.outcome, case when m.outcome <> 'succeeded' then left(m.cloud_message, 500) end as message,
      count(*)::float8 as n
    from moves m where ${where} group by 1, 2`.execute(db);
  const outcomes = new Map<Outcome, number>();
  const causes = new Map<string | null, number>();
  for (const { outcome, message, n } of rows) {
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + n);
    if (outcome === null || outcome === 'succeeded') continue;
    const cause = causeCode(message);
    causes.set(cause, (causes.get(cause) ?? 0) + n);
  }
  return {
    count: rows.reduce((sum, { n }) => sum + n, 0),
    byOutcome: [...outcomes].sort(mostFirst).map(([outcome, count]) => ({ outcome, count })),
    byCause: [...causes].sort(mostFirst).map(([cause, count]) => ({ cause, count })),
  };
}

function mostFirst([leftName, left]: [string | null, number], [rightName, right]: [string | null, number]) {
  return right - left || String(leftName).localeCompare(String(rightName));
}

type Pair = MoveStatistics['byHostPair'][number];
type Phases = MoveStatistics['phases'];

/** Phases and pairs in one query, as both need what the events say. */
async function readMeasured(
  db: Executor,
  where: RawBuilder<unknown>,
): Promise<Pick<MoveStatistics, 'phases' | 'byHostPair'>> {
  const spread = (column: RawBuilder<unknown>) => sql`jsonb_build_object(
    'medianMs', percentile_cont(0.5) within group (order by ${column}),
    'p95Ms', percentile_cont(0.95) within group (order by ${column}))`;
  const { rows } = await sql<{ phases: Phases; pairs: Pair[] }>`
    with chosen as materialized (
      select m.id, m.created_at, m.outcome, m.source_host, m.destination_host,
        case when m.outcome = 'succeeded' then
          extract(epoch from m.ended_at - coalesce(m.submitted_at, m.created_at)) * 1000 end as duration_ms,
        case when m.outcome = 'succeeded' then coalesce((m.progress->>'memoryProcessedBytes')::float8, 0)
          + coalesce((m.progress->>'diskProcessedBytes')::float8, 0) end as bytes
      from moves m where ${where}
    ), ${phasesSql(sql`select id, created_at from chosen where outcome is null`)}, all_phases as (
      select * from phases
      union all
      select f.* from chosen c join move_phases f on f.move_id = c.id where c.outcome is not null
    ), pairs as (
      select source_host as "sourceHost", destination_host as "destinationHost", count(*) as count,
        count(*) filter (where outcome = 'succeeded') as succeeded,
        percentile_cont(0.5) within group (order by duration_ms) as "medianDurationMs",
        percentile_cont(0.95) within group (order by duration_ms) as "p95DurationMs",
        percentile_cont(0.5) within group (order by nullif(bytes, 0) * 1000 / nullif(copying_ms, 0)) as "medianBytesPerSecond"
      from chosen c left join all_phases f on f.move_id = c.id where outcome is not null
      group by 1, 2 order by 3 desc, 1, 2 limit 1000
    )
    select (select jsonb_build_object('waiting', ${spread(sql`waiting_ms`)}, 'preparing', ${spread(sql`preparing_ms`)},
        'copying', ${spread(sql`copying_ms`)}, 'verifying', ${spread(sql`verifying_ms`)}) from all_phases) as phases,
      coalesce((select jsonb_agg(to_jsonb(pairs)) from pairs), '[]') as pairs`.execute(db);
  const { phases, pairs } = rows[0] as { phases: Phases; pairs: Pair[] };
  const whole = ({ medianMs, p95Ms }: Phases['waiting']) => ({
    medianMs: rounded(medianMs),
    p95Ms: rounded(p95Ms),
  });
  return {
    phases: {
      waiting: whole(phases.waiting),
      preparing: whole(phases.preparing),
      copying: whole(phases.copying),
      verifying: whole(phases.verifying),
    },
    byHostPair: pairs.map((pair) => ({
      ...pair,
      medianDurationMs: rounded(pair.medianDurationMs),
      p95DurationMs: rounded(pair.p95DurationMs),
      medianBytesPerSecond: rounded(pair.medianBytesPerSecond),
    })),
  };
}
