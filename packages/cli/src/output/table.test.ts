import { PassThrough } from 'node:stream';
import { plainJson } from '@evenkeel/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Column, tableLines } from './table.ts';
import { clock, cut, duration, printable, tamed, toned, widthOf, wrapped } from './text.ts';

const stream = (terminal: Partial<NodeJS.WriteStream> = {}) =>
  Object.assign(new PassThrough(), terminal) as unknown as NodeJS.WriteStream;

type Row = [string, string, string];
const columns: Column<Row>[] = [
  { title: 'NAME', value: ([name]) => name },
  { title: 'HOST', value: ([, host]) => host, leaveOut: 1 },
  { title: 'ADDRESSES', value: ([, , addresses]) => addresses, leaveOut: 2 },
];
const text = fc.string({ unit: 'grapheme', maxLength: 60 });
const rows = fc.array(fc.tuple(text, text, text), { maxLength: 5 });

describe('a table', () => {
  it('is never wider than the terminal, whatever is in it, and has a line for each row', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 40, max: 200 }), (all, width) => {
        const lines = tableLines(all, columns, { stream: stream(), width });
        expect(lines).toHaveLength(all.length + 1);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('shows everything in a pipe', () => {
    const long = 'x'.repeat(300);
    const [, line] = tableLines([['web-01', long, '10.0.0.1']] as Row[], columns, { stream: stream() });
    expect(line).toBe(`web-01  ${long}  10.0.0.1`);
  });

  it('leaves out what matters least first, and a dash stands for nothing', () => {
    const all: Row[] = [['n'.repeat(30), 'h'.repeat(15), 'a'.repeat(40)]];
    const titles = (width: number) => tableLines(all, columns, { stream: stream(), width })[0]?.split(/ +/);
    expect(titles(80)).toEqual(['NAME', 'HOST', 'ADDRESSES']);
    expect(titles(50)).toEqual(['NAME', 'HOST']);
    expect(titles(35)).toEqual(['NAME']);
    expect(tableLines([['a', '', 'b']] as Row[], columns, { stream: stream() })[1]).toBe('a     -     b');
  });
});

describe('text', () => {
  it('has nothing in it that a terminal would obey', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (any) => {
        expect(printable(any)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }),
    );
    expect(printable('web\u001b[2J\n01')).toBe('web\ufffd[2J\ufffd01');
  });

  it('is cut to so many places, wide letters counted twice', () => {
    expect(widthOf('日本')).toBe(4);
    expect(cut('日本語', 5)).toBe('日本…');
    fc.assert(fc.property(text, fc.integer({ min: 1, max: 80 }), (any, n) => widthOf(cut(any, n)) <= n));
  });

  it('is broken between words on a terminal only', () => {
    const sentence = '  warning: one two three four';
    expect(wrapped(sentence, stream())).toBe(sentence);
    expect(wrapped(sentence, stream({ isTTY: true, columns: 16 }))).toBe(
      '  warning: one\n    two three\n    four',
    );
  });

  it('tells times as people do', () => {
    expect([0, 59_400, 185_000, 7_620_000].map(duration)).toEqual([
      '0 s',
      '59 s',
      '3 min 05 s',
      '2 h 07 min',
    ]);
    expect([0, 14_900, 185_000, 7_661_000].map(clock)).toEqual(['0:00', '0:14', '3:05', '2:07:41']);
  });
});

describe('the last word before a terminal', () => {
  it('keeps lines and colours of ours, and lets nothing else through that is obeyed', () => {
    const terminal = stream({ isTTY: true });
    const ours = `${toned('moved', 'good', terminal)}\n\t${toned('not moved', 'bad', terminal)}`;
    expect(tamed(ours)).toBe(ours);
    expect(tamed('a\u001b]0;title\u0007b\u001b[8mc\u009b2Jd\r\u202ee')).toBe(
      'a\ufffd]0;title\ufffdb\ufffd[8mc\ufffd2Jd\ufffd\ufffde',
    );
  });

  it('has JSON of the same value', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: false }), (value) => {
        expect(plainJson({ value })).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
        expect(JSON.parse(plainJson({ value }, 2))).toEqual(JSON.parse(JSON.stringify({ value })));
      }),
    );
    expect(plainJson('\u009b2J\u202e')).toBe('"\\u009b2J\\u202e"');
  });
});
