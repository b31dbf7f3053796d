/** Looks at moves until every one has ended. The moves go on at the server whether anybody looks or not. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Move } from '@evenkeel/contract';
import { type Changes, listenToChanges } from '../api/changes.ts';
import type { ApiClient } from '../api/client.ts';
import { EXIT } from '../errors.ts';
import { note } from '../output/print.ts';
import { createBars } from './bars.ts';
import { type Display, silent } from './display.ts';
import { createLines } from './lines.ts';
import { PatientReader, untilAborted, watching } from './watching.ts';

/** Between two looks, however much is told to have changed; a run of a thousand is a big answer. */
const LEAST_PAUSE_MS = 250;
const PAUSE_MS_PER_MOVE = 5;
/** A look without being told of a change: the stream of events may be away. */
const LOOK_EVERY_MS = 5_000;
/** So that the clocks go on between two looks. */
const SHOW_EVERY_MS = 1_000;

/** Bars on a terminal, lines elsewhere; with --json nothing but on a terminal, for the result is told at the end. */
export function chooseDisplay(json: boolean): Display {
  // Bars are no result: they go where messages go, so that a result can be piped on while they are looked at.
  if (process.stderr.isTTY) return createBars(process.stderr);
  return json ? silent : createLines(process.stdout);
}

interface Following {
  client: ApiClient;
  /** All the moves that are followed, as they are now. */
  read(): Promise<Move[]>;
  display: Display;
  /** The command that looks at them again, for who leaves before the end. */
  lookAgain: string;
}

/**
 * Looks whenever the server tells that a move changed. Resolves with the moves once all have ended.
 * Throws CommandError: `interrupted` on Ctrl-C, `server-unreachable` when the server is away for two minutes.
 */
export function follow(following: Following): Promise<Move[]> {
  const { client, display, lookAgain } = following;
  return watching(lookAgain, async (signal) => {
    const changes = listenToChanges(client, ['moves']);
    try {
      return await untilEnded(following, changes, signal);
    } finally {
      changes.close();
      display.close();
    }
  });
}

async function untilEnded(
  { read, display }: Following,
  changes: Changes,
  signal: AbortSignal,
): Promise<Move[]> {
  const interrupted = untilAborted(signal);
  const reader = new PatientReader(display.say);
  let moves: Move[] = [];
  for (;;) {
    const seen = await Promise.race([reader.read(read), interrupted]);
    if (seen !== null) {
      moves = seen;
      display.show(moves);
      if (moves.every(({ state }) => state === 'ended')) return moves;
    }
    await wait(Math.max(LEAST_PAUSE_MS, moves.length * PAUSE_MS_PER_MOVE), undefined, { signal });
    const nextLook = Date.now() + (seen === null ? SHOW_EVERY_MS : LOOK_EVERY_MS);
    while (!(await Promise.race([changes.next(SHOW_EVERY_MS), interrupted])) && Date.now() < nextLook)
      display.show(moves);
  }
}

/** Says how many of several moved, and gives the exit code: 0 only if every one did. */
export function sumUp(moves: readonly Move[], json: boolean): number {
  const moved = moves.filter(({ outcome }) => outcome === 'succeeded').length;
  if (!json && moves.length > 1) note(`${moved} of ${moves.length} instances moved.`);
  return moved === moves.length ? EXIT.done : EXIT.failed;
}
