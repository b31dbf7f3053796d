import type { Migration, Move, Outcome } from '@evenkeel/contract';
import { hasFailed, reasonOf, stateWords, wholePercent } from '../parts/move-words.ts';

/** One line of the Migrations page, be it a move of ours or a record of Nova's. */
export interface Happening {
  key: string;
  kind: 'active' | 'failed' | 'ended';
  isOurs: boolean;
  instanceId: string;
  instanceName: string;
  providerId: string;
  provider: string;
  from: string | null;
  to: string | null;
  status: string;
  outcome: Outcome | null;
  reason: string | null;
  /** 0 to 100. */
  percent: number | null;
  startedAt: string;
  endedAt: string | null;
}

export type ShownHappenings = Happening['kind'];
export const SHOWN_WORDS: Readonly<Record<ShownHappenings, string>> = {
  active: 'Under way',
  failed: 'Failed',
  ended: 'Succeeded or cancelled',
};

/** Nova's words for a live migration that has come to its end; see nova/objects/fields.py. */
const ENDED: ReadonlySet<string> = new Set(['completed', 'done', 'failed', 'error', 'cancelled']);
const FAILED: ReadonlySet<string> = new Set(['failed', 'error']);

/** What goes on first, each part newest first. A record that belongs to a shown move is that move's, not a line of its own. */
export function happeningsOf(moves: readonly Move[], records: readonly Migration[]): Happening[] {
  const shownMoves = new Set(moves.map(({ id }) => id));
  const others = records.filter(({ moveId }) => moveId === null || !shownMoves.has(moveId));
  return [...moves.map(ofMove), ...others.map(ofRecord)].sort(
    (left, right) =>
      Number(right.kind === 'active') - Number(left.kind === 'active') ||
      right.startedAt.localeCompare(left.startedAt),
  );
}

function ofMove(move: Move): Happening {
  return {
    key: `move ${move.id}`,
    kind: move.state !== 'ended' ? 'active' : hasFailed(move) ? 'failed' : 'ended',
    isOurs: true,
    instanceId: move.instanceId,
    instanceName: move.instanceName,
    providerId: move.providerId,
    provider: move.provider,
    from: move.sourceHost,
    to: move.destinationHost ?? move.requestedHost,
    status: stateWords(move),
    outcome: move.outcome,
    reason: move.outcome === 'succeeded' ? null : reasonOf(move) || null,
    percent: wholePercent(move),
    startedAt: move.createdAt,
    endedAt: move.endedAt,
  };
}

function ofRecord(record: Migration): Happening {
  const isEnded = ENDED.has(record.status);
  return {
    key: `record ${record.id}`,
    kind: !isEnded ? 'active' : FAILED.has(record.status) ? 'failed' : 'ended',
    isOurs: record.moveId !== null,
    instanceId: record.instanceId,
    instanceName: record.instanceName ?? record.instanceId,
    providerId: record.providerId,
    provider: record.provider,
    from: record.sourceHost,
    to: record.destinationHost,
    status: record.status,
    outcome: record.outcome,
    reason: record.reason,
    percent: record.progress?.percent == null ? null : Math.round(record.progress.percent),
    startedAt: record.createdAt,
    endedAt: isEnded ? record.updatedAt : null,
  };
}
