import type { HistoryMove, Migration, Outcome } from '@evenkeel/contract';
import { reasonOf, stateWords } from '../parts/move-words.ts';

/** One line of an instance's history, be it a move of ours or a record of Nova's that is no move. */
export interface Happening {
  key: string;
  /** Null for what somebody else started. */
  moveId: string | null;
  startedAt: string;
  from: string | null;
  to: string | null;
  status: string;
  outcome: Outcome | null;
  reason: string | null;
  askedBy: string;
  changedAt: string | null;
}

/** Newest first. A record that belongs to a shown move is that move's line; a move without a record is a line too. */
export function happeningsOf(moves: readonly HistoryMove[], records: readonly Migration[]): Happening[] {
  const shown = new Set(moves.map(({ id }) => id));
  const others = records.filter(({ moveId }) => moveId === null || !shown.has(moveId));
  return [...moves.map(ofMove), ...others.map(ofRecord)].sort((left, right) =>
    right.startedAt.localeCompare(left.startedAt),
  );
}

function ofMove(move: HistoryMove): Happening {
  return {
    key: `move ${move.id}`,
    moveId: move.id,
    startedAt: move.createdAt,
    from: move.sourceHost,
    to: move.destinationHost ?? move.requestedHost,
    status: stateWords(move),
    outcome: move.outcome,
    reason: move.outcome === 'succeeded' ? null : reasonOf(move) || null,
    askedBy: move.askedBy,
    changedAt: move.endedAt ?? move.submittedAt,
  };
}

function ofRecord(record: Migration): Happening {
  return {
    key: `record ${record.id}`,
    moveId: record.moveId,
    startedAt: record.createdAt,
    from: record.sourceHost,
    to: record.destinationHost,
    status: record.status,
    outcome: record.outcome,
    reason: record.reason,
    askedBy: record.moveId === null ? 'somebody else' : 'Evenkeel',
    changedAt: record.updatedAt,
  };
}
