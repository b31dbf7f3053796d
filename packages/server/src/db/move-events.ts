/** What happened to a move, in words: its history, and what the phases are measured by (reading-phases.ts). */
import type { MoveEvent as ShownEvent } from '@evenkeel/contract';
import { sql } from 'kysely';
import { forWhoAsks } from '../access/others-names.ts';
import type { Executor } from './accounts.ts';
import type { Db } from './database.ts';
import { time } from './shapes.ts';

export interface MoveEvent {
  state: string;
  message: string;
  evidence?: unknown;
}

export async function insertEvents(
  db: Db,
  events: readonly (MoveEvent & { moveId: string })[],
): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ moveId, state, message, evidence }) => ({
    move_id: moveId,
    state,
    message,
    evidence: evidence === undefined ? null : JSON.stringify(evidence),
  }));
  await db.insertInto('move_events').values(rows).execute();
}

interface EventRow {
  provider_id: string;
  at: Date | null;
  state: string;
  message: string;
  evidence: unknown;
}

/** Oldest first; null when there is no such move. `moveId` must be a uuid. */
export async function readMoveEvents(db: Executor, moveId: string): Promise<ShownEvent[] | null> {
  const { rows } = await sql<EventRow>`
    select m.provider_id, e.at, e.state, e.message, e.evidence from moves m left join move_events e on e.move_id = m.id
    where m.id = ${moveId}::uuid order by e.id`.execute(db);
  if (rows.length === 0) return null;
  return rows
    .filter(({ at }) => at !== null)
    .map(({ provider_id, at, state, message, evidence }) => ({
      at: time(at) as string,
      state: state as ShownEvent['state'],
      message: forWhoAsks(message, provider_id),
      evidence,
    }));
}
