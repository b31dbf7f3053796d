/** How long moves were in each phase, by their events: each event's state lasts until the next event. */
import type { MovePhases } from '@evenkeel/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Executor } from './accounts.ts';

export interface PhaseRow {
  waiting_ms: number | null;
  preparing_ms: number | null;
  copying_ms: number | null;
  verifying_ms: number | null;
}

/**
 * The common table `phases` (move_id and PhaseRow), to be put after `with`.
 * @param moves a query giving `id` and `created_at` of the moves asked about.
 */
export function phasesSql(moves: RawBuilder<unknown>): RawBuilder<unknown> {
  const sumOf = (phase: string) => sql`sum(ms) filter (where phase = ${phase})::float8`;
  return sql`spans as (
      select e.move_id, case
        when e.state in ('planned', 'waiting', 'requesting') then 'waiting'
        when e.state in ('submitted', 'accepted', 'queued', 'preparing') then 'preparing'
        when e.state in ('copying', 'post-copy') then 'copying'
        when e.state = 'verifying' then 'verifying' end as phase,
        extract(epoch from lead(e.at) over of_move - e.at) * 1000 as ms
      from (${moves}) c join move_events e on e.move_id = c.id
      window of_move as (partition by e.move_id order by e.id)
      union all
      -- from being asked for until the first thing that happened
      select c.id, 'waiting', extract(epoch from (
        select e.at from move_events e where e.move_id = c.id order by e.id limit 1) - c.created_at) * 1000
      from (${moves}) c
    ), phases as (
      select move_id, ${sumOf('waiting')} as waiting_ms, ${sumOf('preparing')} as preparing_ms,
        ${sumOf('copying')} as copying_ms, ${sumOf('verifying')} as verifying_ms
      from spans group by move_id
    )`;
}

/** So many moves are summed by one statement. */
const AT_ONCE = 5_000;

/** Keeps the phases of every ended move that has none kept yet: its events change no more. */
export async function keepPhases(db: Executor): Promise<void> {
  for (;;) {
    const { numAffectedRows } = await sql`
      with ended as materialized (
        select id, created_at from moves m
        where outcome is not null and not exists (select from move_phases f where f.move_id = m.id)
        limit ${AT_ONCE}
      ), ${phasesSql(sql`select id, created_at from ended`)}
      insert into move_phases (move_id, waiting_ms, preparing_ms, copying_ms, verifying_ms)
      select move_id, waiting_ms, preparing_ms, copying_ms, verifying_ms from phases
      on conflict do nothing`.execute(db);
    if ((numAffectedRows ?? 0n) < BigInt(AT_ONCE)) return;
  }
}

export function phasesOf(row: PhaseRow): MovePhases {
  return {
    waitingMs: rounded(row.waiting_ms),
    preparingMs: rounded(row.preparing_ms),
    copyingMs: rounded(row.copying_ms),
    verifyingMs: rounded(row.verifying_ms),
  };
}

/** Whole milliseconds (or bytes): what is measured is no more exact. */
export function rounded(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : Math.round(value);
}
