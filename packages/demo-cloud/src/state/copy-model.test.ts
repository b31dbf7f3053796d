import { expect, test } from 'vitest';
import { advanceCopy, allowedDowntimeSeconds, counters, startCopy, stopRewriting } from './copy-model.ts';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

test('an idle guest is copied once, at the speed of the link', () => {
  const copy = startCopy(1000 * MIB, 0, 0);
  expect(advanceCopy(copy, 9.9, 100 * MIB)).toBe(false);
  expect(advanceCopy(copy, 0.2, 100 * MIB)).toBe(true);
  expect(counters(copy)).toEqual({ total: 1000 * MIB, processed: 1000 * MIB, remaining: 0 });
});

test('a busy guest takes more rounds: more is sent than there is, and progress goes backwards', () => {
  const copy = startCopy(1000 * MIB, 60 * MIB, 600 * MIB);
  let backwards = 0;
  let before = copy.remaining;
  let done = false;
  for (let second = 0; second < 100 && !done; second += 1) {
    done = advanceCopy(copy, 1, 100 * MIB);
    if (copy.remaining > before) backwards += 1;
    before = copy.remaining;
  }
  expect(done).toBe(true);
  expect(backwards).toBeGreaterThan(0);
  expect(copy.processed).toBeGreaterThan(copy.total);
});

test('a guest that rewrites faster than the link never converges until it is paused', () => {
  const copy = startCopy(1000 * MIB, 200 * MIB, 600 * MIB);
  expect(advanceCopy(copy, 3600, 100 * MIB)).toBe(false);
  stopRewriting(copy);
  expect(advanceCopy(copy, 20, 100 * MIB)).toBe(true);
});

test('the allowed downtime grows from 46 ms to 500 ms in ten steps of 75 s a GiB, as Nova prints them', () => {
  const at = (seconds: number) => allowedDowntimeSeconds(seconds, 3 * GIB);
  expect([0, 225, 450, 675, 2250, 9000].map(at)).toEqual([0.046, 0.047, 0.048, 0.051, 0.5, 0.5]);
});

test('a guest that only fits into a longer downtime gets there when the steps allow it', () => {
  // 30 MiB are rewritten over and over: 0.3 s of this link.
  const copy = startCopy(2 * GIB, 500 * MIB, 30 * MIB);
  expect(advanceCopy(copy, 1000, 100 * MIB)).toBe(false);
  expect(advanceCopy(copy, 1000, 100 * MIB)).toBe(true);
  expect(copy.elapsedSeconds).toBeGreaterThan(9 * 150);
});

test('auto-converge slows a busy guest until it converges, and leaves a calm one alone', () => {
  const busy = startCopy(1000 * MIB, 150 * MIB, 600 * MIB, true);
  expect(advanceCopy(busy, 300, 100 * MIB)).toBe(true);
  expect(busy.throttle).toBeGreaterThan(0.2);
  const calm = startCopy(1000 * MIB, 10 * MIB, 600 * MIB, true);
  expect(advanceCopy(calm, 300, 100 * MIB)).toBe(true);
  expect(calm.throttle).toBe(0);
});

test('whatever the sizes, a copy without rewriting ends with nothing left over by rounding', () => {
  for (const total of [1, 1024 ** 3 / 3, 5e9 / 7, 0.05 * 20 * GIB]) {
    const copy = startCopy(total, 0, 0);
    expect(advanceCopy(copy, total / 1e8 + 0.2, 1e8)).toBe(true);
    expect(copy.remaining).toBe(0);
  }
});
