import type { Move, Run } from '@evenkeel/contract';
import { standingOf } from './run-words.ts';

export type Step = 'first' | 'earlier' | 'later' | 'last';

/** The moves that have not begun, in the order in which they will. */
export function waitingIds(run: Run): string[] {
  return run.moves.filter((move) => standingOf(move) === 'waiting').map(({ id }) => id);
}

/** The order of ids after one of them took a step; the same where there is no place to go to. */
export function stepped(ids: readonly string[], id: string, step: Step): string[] {
  const from = ids.indexOf(id);
  const to = { first: 0, earlier: Math.max(0, from - 1), later: from + 1, last: ids.length }[step];
  const others = ids.filter((other) => other !== id);
  return [...others.slice(0, to), id, ...others.slice(to)];
}

/** The run with its waiting moves in this order, as the server will answer; the others keep their places. */
export function reordered(run: Run, ids: readonly string[]): Run {
  const place = new Map(ids.map((id, index) => [id, index]));
  const waiting = run.moves
    .filter((move) => standingOf(move) === 'waiting')
    .sort((left, right) => (place.get(left.id) ?? ids.length) - (place.get(right.id) ?? ids.length));
  let next = 0;
  const moves = run.moves.map((move) => (standingOf(move) === 'waiting' ? (waiting[next++] as Move) : move));
  return { ...run, moves };
}
