import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Beat, backOffMs, startRhythm } from '../../src/inventory/rhythm.ts';

let stop: AbortController;
beforeEach(() => {
  stop = new AbortController();
});
afterEach(() => stop.abort());

function beat(run: Beat<string>['run'], more: Partial<Beat<string>> = {}): Beat<string> {
  return {
    name: 'a look',
    run,
    pauseMs: () => 5,
    succeeded: vi.fn(),
    failed: vi.fn(),
    slow: vi.fn(),
    ...more,
  };
}
const never = () => new Promise<string>(() => {});

test('the back-off doubles from about 1 s to 30 s', () => {
  expect([1, 2, 3, 4, 5, 6, 20].map((failures) => backOffMs(failures, 0))).toEqual([
    1000, 2000, 4000, 8000, 16000, 30000, 30000,
  ]);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.float({ min: 0, max: 1, noNaN: true }),
      (failures, chance) => {
        const milliseconds = backOffMs(failures, chance);
        expect(milliseconds).toBeGreaterThanOrEqual(750);
        expect(milliseconds).toBeLessThanOrEqual(30_000);
      },
    ),
  );
});

test('it repeats, and goes on after what a run throws', async () => {
  let runs = 0;
  const one = beat(async () => {
    runs += 1;
    if (runs === 2) throw new TypeError('a bug');
    return `run ${runs}`;
  });
  startRhythm(one, stop.signal);
  await vi.waitFor(() => expect(vi.mocked(one.succeeded).mock.calls.length).toBeGreaterThan(2), 5000);
  expect(one.failed).toHaveBeenCalledExactlyOnceWith(new TypeError('a bug'));
  const told = vi
    .mocked(one.succeeded)
    .mock.calls.slice(0, 3)
    .map(([result, { failures }]) => [result, failures]);
  expect(told).toEqual([
    ['run 1', 0],
    ['run 3', 1],
    ['run 4', 0],
  ]);
});

test('a run that hangs is told of as slow, given up, and followed by another', async () => {
  let runs = 0;
  const one = beat(
    () => {
      runs += 1;
      return runs === 1 ? never() : Promise.resolve('again');
    },
    { slowMs: 10, limitMs: 40 },
  );
  startRhythm(one, stop.signal);
  await vi.waitFor(() => expect(one.succeeded).toHaveBeenCalled(), 5000);
  expect(one.slow).toHaveBeenCalledOnce();
  expect(one.failed).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ name: 'CloudError', kind: 'timeout' }),
  );
});

test('stopping ends a run that hangs at once, and says nothing about it', async () => {
  const one = beat(never);
  const { ended } = startRhythm(one, stop.signal);
  stop.abort();
  await ended;
  expect(one.failed).not.toHaveBeenCalled();
  expect(one.succeeded).not.toHaveBeenCalled();
});

test('waking ends a pause, and a run that goes on is followed by another', async () => {
  const finish: ((result: string) => void)[] = [];
  const one = beat(() => new Promise((resolve) => finish.push(resolve)), { pauseMs: () => 3_600_000 });
  const rhythm = startRhythm(one, stop.signal);
  rhythm.wake();
  finish[0]?.('first');
  await vi.waitFor(() => expect(finish).toHaveLength(2));
  finish[1]?.('second');
  await vi.waitFor(() => expect(one.succeeded).toHaveBeenCalledTimes(2));
  rhythm.wake();
  await vi.waitFor(() => expect(finish).toHaveLength(3));
});
