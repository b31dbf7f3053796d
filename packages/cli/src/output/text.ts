/** What text is on a terminal: how wide it is, and nothing in it that a terminal would obey. */
import { styleText } from 'node:util';

/** Letters that take two places: East Asian wide ones and pictures. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** Marks that stand on the letter before them, and joiners. */
const NARROW = /[\p{Mn}\p{Me}\u200b-\u200d\ufe0f]/u;

/** Names come from a cloud's users: a line end or an escape sequence in one must not reach the terminal. */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    '\ufffd',
  );
}

/** What `toned` writes: bright or dim, a colour, and back. Nothing else that begins so is let through. */
const OWN_COLOUR = /(\u001b\[(?:2|22|31|32|36|39)m)/;

/**
 * The last word before a terminal, for texts of several lines that may have colours of ours: whatever came from a cloud or
 * from other people, and was not made printable on its way, is here.
 */
export function tamed(text: string): string {
  return text
    .split(OWN_COLOUR)
    .map((part) =>
      OWN_COLOUR.test(part)
        ? part
        : part
            .split(/([\n\t])/)
            .map(printableBut)
            .join(''),
    )
    .join('');
}

function printableBut(part: string): string {
  return part === '\n' || part === '\t' ? part : printable(part);
}

/** How many places it takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) width += NARROW.test(letter) ? 0 : WIDE.test(letter) ? 2 : 1;
  return width;
}

/** Cut to so many places, the last of which then is an ellipsis. */
export function cut(text: string, places: number): string {
  if (widthOf(text) <= places) return text;
  let kept = '';
  let width = 0;
  for (const letter of text) {
    width += widthOf(letter);
    if (width > places - 1) break;
    kept += letter;
  }
  return `${kept}…`;
}

export function pad(text: string, places: number): string {
  return text + ' '.repeat(Math.max(0, places - widthOf(text)));
}

export type Tone = 'good' | 'busy' | 'bad' | 'faint';
const STYLES = { good: 'green', busy: 'cyan', bad: 'red', faint: 'dim' } as const;

/** In colour where the stream is a terminal and NO_COLOR is not set (no-color.org). */
export function toned(text: string, tone: Tone | undefined, stream: NodeJS.WriteStream): string {
  if (!tone || !stream.isTTY || process.env.NO_COLOR) return text;
  return styleText(STYLES[tone], text, { validateStream: false });
}

/**
 * Broken between words where the terminal ends; what goes on is two places further in than its line. As it is where the
 * stream is no terminal.
 */
export function wrapped(text: string, stream: NodeJS.WriteStream): string {
  if (!stream.isTTY) return text;
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, stream.columns ?? 80))
    .join('\n');
}

function wrapLine(line: string, places: number): string[] {
  const indent = ' '.repeat(line.length - line.trimStart().length);
  const lines: string[] = [];
  let current = '';
  for (const word of line.trimStart().split(' ')) {
    const start = lines.length === 0 ? indent : `${indent}  `;
    if (current === '') current = start + word;
    else if (widthOf(`${current} ${word}`) <= places) current += ` ${word}`;
    else {
      lines.push(current);
      current = `${indent}  ${word}`;
    }
  }
  return [...lines, current];
}

/** Such as `1 instance` and `2 instances`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** Such as `14 s`, `3 min 05 s`, `2 h 07 min`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} min`;
}

/** Such as `0:14` and `2:07:41`: as wide as a moment ago, mostly. */
export function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value: number) => String(Math.floor(value) % 60).padStart(2, '0');
  const hours =
    seconds >= 3600 ? `${Math.floor(seconds / 3600)}:${two(seconds / 60)}` : String(Math.floor(seconds / 60));
  return `${hours}:${two(seconds)}`;
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Such as `812 MiB` and `1.4 GiB`: two figures at least. */
export function bytes(number: number): string {
  const step = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, number)) / 10)));
  const value = number / 1024 ** step;
  return `${step > 0 && value < 9.95 ? value.toFixed(1) : Math.round(value)} ${UNITS[step]}`;
}
