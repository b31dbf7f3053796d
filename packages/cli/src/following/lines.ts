/** Calm lines, for a log: one when a move enters another state, at each quarter of the copying, and at its end. */
import type { Move } from '@evenkeel/contract';
import { printable, tamed } from '../output/text.ts';
import type { Display } from './display.ts';
import { copyInWords, endInWords, percentOf, stateInWords, warningOf } from './words.ts';

export function createLines(stream: NodeJS.WritableStream): Display {
  const said = new Map<string, string>();
  return {
    show(moves) {
      for (const move of moves) {
        const line = lineOf(move);
        if (said.get(move.id) === line.key) continue;
        said.set(move.id, line.key);
        stream.write(`${tamed(line.text)}\n`);
      }
    },
    say(text) {
      stream.write(`${tamed(text)}\n`);
    },
    close() {},
  };
}

/** The text, and a key that changes only when it is worth a new line. */
function lineOf(move: Move): { key: string; text: string } {
  if (move.state === 'ended') return { key: 'ended', text: endInWords(move) };
  const percent = percentOf(move);
  const quarter = percent === null ? 0 : Math.floor(percent / 25) * 25;
  const progress = percent !== null && percent > 0 ? `, ${percent} %` : '';
  const words = stateInWords(move);
  const more = [copyInWords(move), warningOf(move)].filter((text) => text !== null);
  return {
    key: `${words} ${quarter} ${warningOf(move) !== null}`,
    text: `${printable(move.instanceName)}: ${[words + progress, ...more].join('; ')}`,
  };
}
