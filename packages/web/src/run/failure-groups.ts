import type { Move, Outcome } from '@evenkeel/contract';
import { reasonOf } from '../parts/move-words.ts';
import { standingOf } from './run-words.ts';

/** Moves that ended badly in the same way. What differs from one to the other reads `…`. */
export interface FailureGroup {
  key: string;
  outcome: Outcome | null;
  sentence: string;
  /** The cloud's own words; null where it said nothing. */
  cloudMessage: string | null;
  nextStep: string | null;
  moves: Move[];
}

/** The failed moves by how they ended and the sentence that says why, the largest group first. */
export function failureGroupsOf(moves: readonly Move[]): FailureGroup[] {
  const groups = new Map<string, Move[]>();
  for (const move of moves) {
    if (standingOf(move) !== 'failed') continue;
    const key = `${move.outcome} ${withoutOwnWords(move, reasonOf(move))}`;
    groups.set(key, [...(groups.get(key) ?? []), move]);
  }
  return [...groups]
    .map(([key, members]) => groupOf(key, members))
    .sort((left, right) => right.moves.length - left.moves.length);
}

function groupOf(key: string, moves: Move[]): FailureGroup {
  const common = (textOf: (move: Move) => string | null): string | null => {
    const texts = new Set(moves.map(textOf));
    if (texts.size === 1) return [...texts][0] ?? null;
    const general = new Set(moves.map((move) => withoutOwnWords(move, textOf(move) ?? '')));
    return general.size === 1 ? [...general][0] || null : null;
  };
  return {
    key,
    outcome: moves[0]?.outcome ?? null,
    sentence: common(reasonOf) ?? '',
    cloudMessage: common(({ cloudMessage }) => cloudMessage),
    nextStep: common(({ nextStep }) => nextStep),
    moves,
  };
}

/** A sentence without what is this move's own: its names and its figures. */
function withoutOwnWords(move: Move, sentence: string): string {
  const own = [
    move.requestId,
    move.instanceId,
    move.instanceName,
    move.sourceHost,
    move.destinationHost,
    move.requestedHost,
  ];
  const names = own.filter((word) => word !== null && word !== '') as string[];
  const general = names
    .sort((left, right) => right.length - left.length)
    .reduce((text, name) => text.replaceAll(name, '…'), sentence);
  return general.replace(/\d+(?:[.,]\d+)?/g, '…');
}
