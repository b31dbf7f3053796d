/** A progress bar for each move under way, on a terminal; what has ended scrolls up above them. */
import type { Move } from '@evenkeel/contract';
import { MultiBar, type SingleBar } from 'cli-progress';
import { clock, cut, pad, printable, type Tone, tamed, toned, widthOf, wrapped } from '../output/text.ts';
import type { Display } from './display.ts';
import { copyInWords, endInWords, hasMoved, percentOf, stateInWords, warningOf } from './words.ts';

/** Lines of the terminal that are left to what was said before. */
const LINES_LEFT = 4;
const BAR_PLACES = 20;
const NAME_PLACES = 24;
const REDRAWS_PER_SECOND = 4;

export function createBars(stream: NodeJS.WriteStream): Display {
  const bars = new MultiBar({
    stream,
    format: (_options, _parameters, payload: { line: string }) => payload.line,
    fps: REDRAWS_PER_SECOND,
    clearOnComplete: true,
    stopOnComplete: false,
    hideCursor: true,
    forceRedraw: true,
    linewrap: true,
    // Ctrl-C is ours: it has something to say.
    gracefulExit: false,
  });
  const ended = new Set<string>();
  let total: SingleBar | null = null;
  const slots: SingleBar[] = [];
  /** In the order in which they are shown, so that a bar does not jump. */
  let shown: string[] = [];

  /** Above the bars, for good. What a bar has left on the line is erased. */
  function log(text: string, tone?: Tone): void {
    for (const line of tamed(wrapped(text, stream)).split('\n'))
      bars.log(`${toned(line, tone, stream)}\x1b[K\n`);
  }

  function showTotal(moves: readonly Move[]): void {
    if (moves.length < 2) return;
    const moved = moves.filter(hasMoved).length;
    const line = `${moved} of ${moves.length} moved, ${ended.size - moved} not moved, ${moves.length - ended.size} under way`;
    total ??= bars.create(1, 0, { line });
    total.update(0, { line: toned(line, 'faint', stream) });
  }

  return {
    show(moves) {
      for (const move of moves) {
        if (move.state !== 'ended' || ended.has(move.id)) continue;
        ended.add(move.id);
        log(endInWords(move), hasMoved(move) ? 'good' : 'bad');
      }
      showTotal(moves);
      const open = new Map(moves.filter(({ state }) => state !== 'ended').map((move) => [move.id, move]));
      const places = Math.max(1, (stream.rows ?? 24) - LINES_LEFT);
      const next = [...open.values()].sort(byProgress).map(({ id }) => id);
      shown = [...new Set([...shown.filter((id) => open.has(id)), ...next])].slice(0, places);
      const longest = Math.max(0, ...moves.map(({ instanceName }) => widthOf(printable(instanceName))));
      const bar = (move: Move) => barLine(move, Math.min(longest, NAME_PLACES), stream);
      const now = shown.flatMap((id) => open.get(id) ?? []);
      // What belongs to each bar is shown where there is room for that of all of them.
      const whole = now.flatMap((move) => [bar(move), ...detailLines(move, stream)]);
      const lines = whole.length <= places ? whole : now.map(bar);
      while (slots.length < lines.length) slots.push(bars.create(1, 0, { line: '' }));
      slots.forEach((slot, index) => {
        slot.update(0, { line: lines[index] ?? '' });
      });
    },
    say(text) {
      log(text);
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

/** Such as `web-01 ████████░░░░  42 %  0:14  copying → compute-07`, never wider than the terminal. */
function barLine(move: Move, namePlaces: number, stream: NodeJS.WriteStream): string {
  const percent = percentOf(move);
  const filled = Math.round(((percent ?? 0) / 100) * BAR_PLACES);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_PLACES - filled);
  const name = pad(cut(printable(move.instanceName), namePlaces), namePlaces);
  const number = percent === null ? '' : `${percent} %`;
  const since = clock(Date.now() - Date.parse(move.createdAt));
  const line = `${name} ${bar} ${number.padStart(5)}  ${since.padStart(5)}  ${stateInWords(move)}`;
  return cut(line, (stream.columns ?? 80) - 1);
}

/** What is left to copy and how fast it goes, and a copy without an end in sight; none while nothing is copied. */
function detailLines(move: Move, stream: NodeJS.WriteStream): string[] {
  const places = (stream.columns ?? 80) - 3;
  const line = (text: string | null, tone: Tone) =>
    text === null ? [] : [`  ${toned(cut(text, places), tone, stream)}`];
  return [...line(copyInWords(move), 'faint'), ...line(warningOf(move), 'bad')];
}
