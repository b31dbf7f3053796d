import type { FlightRow, ObservedFacts, OpenMoveRow } from '../db/preflight.ts';

/** One instance on its way, or promised to be: our open move of it, the migration that Nova carries on, or both. */
export interface UnderWay {
  providerId: string;
  instanceId: string;
  from: string | null;
  /** Null where nobody has chosen yet. */
  towards: string | null;
  /** Nova was asked for it: it is no longer only promised. */
  begun: boolean;
  /** When Nova was asked; null before. From then on placement may hold the destination's side. */
  since: Date | null;
  row: OpenMoveRow | FlightRow;
}

/** Each instance once. What Nova records goes before what we asked for: it chose. */
export function underWay({ openMoves, flights }: Pick<ObservedFacts, 'openMoves' | 'flights'>): UnderWay[] {
  const found = new Map<string, UnderWay>();
  for (const row of openMoves) {
    const { provider_id: providerId, instance_id: instanceId, source_host: from, towards } = row;
    const since = row.submitted_at;
    const begun = since !== null;
    found.set(`${providerId}/${instanceId}`, { providerId, instanceId, from, towards, begun, since, row });
  }
  for (const row of flights) {
    const { provider_id: providerId, instance_id: instanceId } = row;
    const ours = found.get(`${providerId}/${instanceId}`);
    found.set(`${providerId}/${instanceId}`, {
      providerId,
      instanceId,
      from: row.source_host ?? ours?.from ?? null,
      towards: row.towards ?? ours?.towards ?? null,
      begun: true,
      since: ours?.since ?? row.created_at,
      row,
    });
  }
  return [...found.values()];
}
