import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type CopySample,
  copySamples,
  notConverging,
  rateOf,
  runSecondsLeft,
  STALL_MS,
  timeLeftOf,
} from './pace.ts';

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
    atMs: seconds * 1000,
    processedBytes,
    remainingBytes,
  });
  const steady = [at(0, 0, 1000), at(10, 500, 750)];
  expect(rateOf(steady)).toBe(50);
  expect(timeLeftOf(steady)).toEqual({ low: 15, high: 30 });
  const stalled = [at(0, 0, 100), at(STALL_MS / 1000, 900, 100)];
  expect(notConverging(stalled)).toBe(true);
  expect(timeLeftOf(stalled)).toBeNull();
  expect(notConverging([at(0, 0, 100), at(STALL_MS / 1000, 900, 0)])).toBe(false);
});

it('begins anew with the memory, which is counted only after the local disks are copied', () => {
  const sample = (second: number, disk: number, memory: number | null) => ({
    at: new Date(second * 1000).toISOString(),
    memoryTotalBytes: memory === null ? null : 100,
    memoryRemainingBytes: memory,
    memoryProcessedBytes: 0,
    diskTotalBytes: 50,
    diskRemainingBytes: disk,
    diskProcessedBytes: 50 - disk,
  });
  const course = [sample(0, 50, null), sample(60, 0, null), sample(61, 0, 90), sample(65, 0, 70)];
  expect(copySamples(course).map(({ remainingBytes }) => remainingBytes)).toEqual([90, 70]);
  expect(notConverging(copySamples(course))).toBe(false);
  expect(copySamples(course.slice(0, 2)).map(({ remainingBytes }) => remainingBytes)).toEqual([50, 0]);
});

it('tells what is left of a run by the pace of what succeeded, and nothing without it', () => {
  const run = { leftBytes: 600, doneBytes: 100, doneSeconds: 10, atOnce: 2 };
  expect(runSecondsLeft(run)).toBe(30);
  expect(runSecondsLeft({ ...run, atOnce: 0 })).toBe(60);
  expect(runSecondsLeft({ ...run, doneBytes: null })).toBeNull();
  expect(runSecondsLeft({ ...run, leftBytes: 0 })).toBeNull();
});
