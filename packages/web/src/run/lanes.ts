import type { Move, RunCounts } from '@evenkeel/contract';
import { countsOf } from './run-words.ts';

export type LaneSide = 'source' | 'destination';

/** The moves that leave one host, or that go to one. */
export interface Lane {
  key: string;
  /** Null: where the cloud has not said yet. */
  host: string | null;
  provider: string;
  moves: Move[];
  counts: RunCounts;
}

/** One lane for each host of each provider, in the order of their names; those without a host last. */
export function lanesOf(moves: readonly Move[], side: LaneSide): Lane[] {
  const byHost = new Map<string, Move[]>();
  for (const move of moves) {
    const key = `${move.provider}/${hostOf(move, side) ?? ''}`;
    byHost.set(key, [...(byHost.get(key) ?? []), move]);
  }
  return [...byHost]
    .flatMap(([key, members]): Lane[] => {
      const [first] = members;
      if (!first) return [];
      const { provider } = first;
      return [{ key, host: hostOf(first, side), provider, moves: members, counts: countsOf(members) }];
    })
    .sort(byName);
}

function hostOf(move: Move, side: LaneSide): string | null {
  return side === 'source' ? move.sourceHost : (move.destinationHost ?? move.requestedHost);
}

function byName(left: Lane, right: Lane): number {
  return (
    Number(left.host === null) - Number(right.host === null) ||
    left.provider.localeCompare(right.provider) ||
    (left.host ?? '').localeCompare(right.host ?? '', undefined, { numeric: true })
  );
}
