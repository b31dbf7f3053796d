import { expect, test } from 'vitest';
import { advanceCopy, counters, startCopy } from './copy-model.ts';

const MIB = 1024 ** 2;

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
  copy.rewriteRate = 0;
  expect(advanceCopy(copy, 20, 100 * MIB)).toBe(true);
});
