/** A progress bar for each move under way, on a terminal; what has ended scrolls up above them. */
import type { Move } from '@evenkeel/contract';
import { MultiBar, type SingleBar } from 'cli-progress';
import { cut, duration, pad, printable, toned } from '../output/text.ts';
import type { Display } from './display.ts';
import { endInWords, hasMoved, percentOf, stateInWords } from './words.ts';

/** Lines of the terminal that are left to what was said before. */
const LINES_LEFT = 4;
const BAR_PLACES = 20;
const NAME_PLACES = 22;
const REDRAWS_PER_SECOND = 4;

interface Slot {
  bar: SingleBar;
  /** Null when there is nothing more to show in it. */
  moveId: string | null;
}

export function createBars(stream: NodeJS.WriteStream): Display {
  const bars = new MultiBar({
    stream,
    format: (_options, _parameters, payload: { line: string }) => payload.line,
    fps: REDRAWS_PER_SECOND,
    clearOnComplete: true,
    stopOnComplete: false,
    hideCursor: true,
    forceRedraw: true,
    linewrap: null,
    // Ctrl-C is ours: it has something to say.
    gracefulExit: false,
  });
  const slots: Slot[] = [];
  const ended = new Set<string>();
  let total: SingleBar | null = null;

  function showTotal(moves: readonly Move[]): void {
    if (moves.length < 2) return;
    const waiting = moves.filter(({ state }) => state === 'planned' || state === 'waiting').length;
    const moved = moves.filter(hasMoved).length;
    const line = `${moved} of ${moves.length} moved, ${ended.size - moved} not, ${waiting} waiting`;
    total ??= bars.create(1, 0, { line });
    total.update(0, { line: toned(line, 'faint', stream) });
  }

  return {
    show(moves) {
      for (const move of moves) {
        if (move.state !== 'ended' || ended.has(move.id)) continue;
        ended.add(move.id);
        bars.log(`${toned(endInWords(move), hasMoved(move) ? 'good' : 'bad', stream)}\n`);
      }
      showTotal(moves);
      const open = new Map(moves.filter(({ state }) => state !== 'ended').map((move) => [move.id, move]));
      for (const slot of slots) if (!open.has(slot.moveId ?? '')) slot.moveId = null;
      const shown = new Set(slots.map(({ moveId }) => moveId));
      // Those under way before those that wait.
      const next = [...open.values()].filter(({ id }) => !shown.has(id)).sort(byProgress);
      const places = Math.max(1, (stream.rows ?? 24) - LINES_LEFT);
      for (const slot of slots) slot.moveId ??= next.shift()?.id ?? null;
      while (next.length > 0 && slots.length < places) {
        slots.push({ bar: bars.create(100, 0, { line: '' }), moveId: (next.shift() as Move).id });
      }
      for (const { bar, moveId } of slots) {
        const move = open.get(moveId ?? '');
        bar.update(0, { line: move ? barLine(move, stream) : '' });
      }
    },
    say(text) {
      bars.log(`${text}\n`);
    },
    close() {
      // What was logged last is written by an update only.
      if (total || slots.length > 0) bars.update();
      bars.stop();
    },
  };
}

function byProgress(left: Move, right: Move): number {
  const rank = ({ state }: Move) => (state === 'planned' || state === 'waiting' ? 1 : 0);
  return rank(left) - rank(right);
}

/** Such as `web-01   ████████░░░░   42 %  copying, to compute-07  14 s`, never wider than the terminal. */
function barLine(move: Move, stream: NodeJS.WriteStream): string {
  const percent = percentOf(move);
  const filled = Math.round(((percent ?? 0) / 100) * BAR_PLACES);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_PLACES - filled);
  const name = pad(cut(printable(move.instanceName), NAME_PLACES), NAME_PLACES);
  const number = percent === null ? '' : `${percent} %`;
  const since = duration(Date.now() - Date.parse(move.createdAt));
  const line = `${name} ${bar} ${number.padStart(5)}  ${since.padStart(5)}  ${stateInWords(move)}`;
  return cut(line, (stream.columns ?? 80) - 1);
}
