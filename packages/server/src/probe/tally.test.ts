import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Gap, lengthMs, Tally } from './tally.ts';

/** Attempts 50 ms apart; a letter each: `a` answered after 3 ms, `l` lost, `o` our own failure. */
function tallyOf(fates: string): Tally {
  const tally = new Tally();
  [...fates].forEach((fate, number) => {
    tally.sent(number, number * 50);
    if (fate === 'a') tally.answered(number, number * 50 + 3);
    if (fate === 'l') tally.lost(number);
    if (fate === 'o') tally.notSent(number);
  });
  return tally;
}

describe('the longest gap', () => {
  it('goes from the first attempt lost to the next one answered', () => {
    expect(tallyOf('aallaalllaa').figures()).toMatchObject({
      sent: 11,
      lost: 5,
      slowestAnswerMs: 3,
      gap: { atMs: 300, leastMs: 100, mostMs: 200, lost: 3 },
    });
  });

  it('is open where nothing was answered since', () => {
    expect(tallyOf('aalaallll').figures().gap).toEqual({ atMs: 250, leastMs: 150, mostMs: null, lost: 4 });
  });

  it('begins with the first answer: before it nothing is known', () => {
    const tally = tallyOf('lllll');
    expect(tally.begun).toBe(false);
    expect(tally.figures()).toMatchObject({ sent: 0, lost: 0, gap: null });
    expect(tallyOf('lla').figures()).toMatchObject({ sent: 1, lost: 0, gap: null });
  });

  it('counts nothing that this machine could not send, and says how long it sent nothing', () => {
    expect(tallyOf('aooooa').figures()).toMatchObject({ sent: 2, lost: 0, gap: null, longestPauseMs: 250 });
  });

  it('waits for what is still open, and takes no answer after it counts as lost', () => {
    const tally = tallyOf('a_a');
    expect(tally.figures()).toMatchObject({ sent: 1, lost: 0 });
    tally.expire(60);
    tally.answered(1, 900);
    expect(tally.figures()).toMatchObject({
      sent: 3,
      lost: 1,
      slowestAnswerMs: 3,
      gap: { leastMs: 0, mostMs: 100, lost: 1 },
    });
  });

  it('is the same, whatever the order in which the fates become known', () => {
    const fates = fc.array(fc.constantFrom('a', 'l', 'o'), { maxLength: 40 });
    fc.assert(
      fc.property(fates, fc.infiniteStream(fc.nat()), (all, random) => {
        const tally = new Tally();
        all.forEach((_fate, number) => tally.sent(number, number * 50));
        const order = all.map((_fate, number) => ({ number, rank: random.next().value as number }));
        for (const { number } of order.sort((left, right) => left.rank - right.rank)) {
          if (all[number] === 'a') tally.answered(number, number * 50 + 3);
          else if (all[number] === 'l') tally.lost(number);
          else tally.notSent(number);
        }
        expect(tally.figures()).toEqual(tallyOf(all.join('')).figures());
      }),
    );
  });

  it('of a guest that is away for a while is within 50 ms of that, and between the least and the most', () => {
    const away = { from: fc.integer({ min: 1, max: 900 }), ms: fc.integer({ min: 60, max: 900 }) };
    fc.assert(
      fc.property(fc.record(away), ({ from, ms }) => {
        const fates = Array.from({ length: 40 }, (_, n) => (n * 50 > from && n * 50 < from + ms ? 'l' : 'a'));
        const gap = tallyOf(fates.join('')).figures().gap as Gap;
        expect(Math.abs(lengthMs(gap) - ms)).toBeLessThanOrEqual(50);
        expect(gap.leastMs).toBeLessThanOrEqual(ms);
        expect(gap.mostMs).toBeGreaterThanOrEqual(ms);
      }),
    );
  });
});
