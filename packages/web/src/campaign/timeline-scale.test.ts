import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentOf, segmentsOf, spanOf, splitAt, ticksOf } from './timeline-scale.ts';

const words = {
  day: (at: number) => `day ${new Date(at).toISOString().slice(0, 10)}`,
  minute: (at: number) => new Date(at).toISOString().slice(11, 16),
  second: (at: number) => new Date(at).toISOString().slice(11, 19),
};
const times = {
  beginsAt: '2026-03-01T22:00:00Z',
  emptyAt: '2026-03-01T22:10:00Z',
  readyAt: '2026-03-01T22:40:00Z',
  endsAt: '2026-03-01T22:40:00Z',
};

describe('the timeline', () => {
  it('has a part for each thing that takes time', () => {
    expect(segmentsOf(times).map(({ kind, from, to }) => [kind, (to - from) / 60_000])).toEqual([
      ['away', 10],
      ['outside', 30],
    ]);
  });

  it('parts what was from what will be', () => {
    const { before, after } = splitAt(segmentsOf(times), Date.parse('2026-03-01T22:15:00Z'));
    expect(before.map(({ kind, from, to }) => [kind, (to - from) / 60_000])).toEqual([
      ['away', 10],
      ['outside', 5],
    ]);
    expect(after.map(({ kind, from, to }) => [kind, (to - from) / 60_000])).toEqual([['outside', 25]]);
  });

  it('has its marks at round times of the local clock', () => {
    const span = { from: Date.parse('2026-03-01T22:10:00Z'), to: Date.parse('2026-03-02T00:10:00Z') };
    expect(ticksOf(span, 0, words).map(({ label }) => label)).toEqual([
      '22:15',
      '22:30',
      '22:45',
      '23:00',
      '23:15',
      '23:30',
      '23:45',
      'day 2026-03-02',
    ]);
    // Five and a half hours before UTC, a local midnight is at 18:30 UTC.
    const week = { from: Date.parse('2026-03-01T00:00:00Z'), to: Date.parse('2026-03-08T00:00:00Z') };
    const [first] = ticksOf(week, -330, words);
    expect(first?.label).toBe('day 2026-03-01');
    expect(new Date(first?.at ?? 0).toISOString()).toBe('2026-03-01T18:30:00.000Z');
  });

  it('keeps every moment inside and the marks few, however long it is', () => {
    const moment = fc.integer({ min: 0, max: 4_000_000_000_000 });
    fc.assert(
      fc.property(fc.array(moment, { minLength: 1, maxLength: 6 }), (moments) => {
        const span = spanOf(moments);
        for (const at of moments) {
          expect(at).toBeGreaterThanOrEqual(span.from);
          expect(at).toBeLessThanOrEqual(span.to);
          expect(percentOf(at, span)).toBeCloseTo(((at - span.from) / (span.to - span.from)) * 100);
        }
        const ticks = ticksOf(span, 60, words);
        expect(ticks.length).toBeLessThanOrEqual(9);
        for (const { at } of ticks) expect(percentOf(at, span)).toBeLessThanOrEqual(100);
      }),
    );
  });
});
