import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type CopySample, notConverging, rateOf, STALL_MS, timeLeftOf } from './pace.ts';

const courses: fc.Arbitrary<CopySample[]> = fc
  .array(fc.record({ stepMs: fc.integer({ min: 1, max: 20_000 }), sent: fc.nat(1e9), left: fc.nat(1e9) }))
  .map((steps) => {
    let [atMs, processedBytes] = [0, 0];
    return steps.map(({ stepMs, sent, left }) => {
      atMs += stepMs;
      processedBytes += sent;
      return { atMs, processedBytes, remainingBytes: left };
    });
  });

it('gives no negative rate and no range turned round, whatever Nova reports', () => {
  fc.assert(
    fc.property(courses, (samples) => {
      expect(rateOf(samples) ?? 0).toBeGreaterThanOrEqual(0);
      const left = timeLeftOf(samples);
      if (left) expect(0 <= left.low && left.low <= left.high && Number.isFinite(left.high)).toBe(true);
    }),
  );
});

it('never says of a copy whose remainder falls with each sample that it does not converge', () => {
  fc.assert(
    fc.property(courses, (samples) => {
      const falling = samples.map((sample, index) => ({ ...sample, remainingBytes: samples.length - index }));
      expect(notConverging(falling)).toBe(false);
    }),
  );
});

it('tells the rate, the time left and the stall in figures', () => {
  const at = (seconds: number, processedBytes: number, remainingBytes: number) => ({
    ...{ atMs: seconds * 1000, processedBytes, remainingBytes },
  });
  const steady = [at(0, 0, 1000), at(10, 500, 750)];
  expect(rateOf(steady)).toBe(50);
  expect(timeLeftOf(steady)).toEqual({ low: 15, high: 30 });
  const stalled = [at(0, 0, 100), at(STALL_MS / 1000, 900, 100)];
  expect(notConverging(stalled)).toBe(true);
  expect(timeLeftOf(stalled)).toBeNull();
  expect(notConverging([at(0, 0, 100), at(STALL_MS / 1000, 900, 0)])).toBe(false);
});
