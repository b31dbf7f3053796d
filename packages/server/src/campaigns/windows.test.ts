import { expect, test } from 'vitest';
import { scheduleHosts } from './schedule.ts';
import { opensAt, openTimes, refuseBadWindows, windowNow } from './windows.ts';

const at = (text: string): number => Date.parse(text);
const nights = { cron: '0 22 * * *', minutes: 120, timeZone: 'Europe/Berlin' };

test('a window is told in its own time zone, also over the change of the clocks', () => {
  // Summer time ends in Berlin on 2026-10-25: 22:00 is 20:00 UTC before it and 21:00 UTC after it.
  expect(
    openTimes([nights], { from: at('2026-10-24T00:00Z'), to: at('2026-10-26T00:00Z'), atLeast: 0 }),
  ).toEqual([
    { from: '2026-10-24T20:00:00.000Z', to: '2026-10-24T22:00:00.000Z' },
    { from: '2026-10-25T21:00:00.000Z', to: '2026-10-25T23:00:00.000Z' },
  ]);
});

test('a window in the hour that the clocks skip or repeat opens once, for as long as it says', () => {
  const early = { cron: '30 2 * * *', minutes: 60, timeZone: 'Europe/Berlin' };
  const openOn = (day: string) =>
    openTimes([early], { from: at(`${day}T00:00Z`), to: at(`${day}T12:00Z`), atLeast: 0 });
  // On 2026-03-29 there is no 02:30 in Berlin: it opens when 02:00 becomes 03:00. On 2026-10-25 there are two: the first.
  expect(openOn('2026-03-29')).toEqual([
    { from: '2026-03-29T01:00:00.000Z', to: '2026-03-29T02:00:00.000Z' },
  ]);
  expect(openOn('2026-10-25')).toEqual([
    { from: '2026-10-25T00:30:00.000Z', to: '2026-10-25T01:30:00.000Z' },
  ]);
});

test('open now, opening later, and never without windows', () => {
  expect(windowNow([nights], at('2026-07-01T20:30Z'))).toEqual({
    open: true,
    changesAt: '2026-07-01T22:00:00.000Z',
  });
  expect(windowNow([nights], at('2026-07-01T22:00Z'))).toEqual({
    open: false,
    changesAt: '2026-07-02T20:00:00.000Z',
  });
  expect(windowNow([], 0)).toBeNull();
  expect(opensAt([], 7)).toBe(7);
});

test('windows that overlap are one, and a window in a window counts for nothing', () => {
  const hourly = { cron: '0 * * * *', minutes: 90, timeZone: 'UTC' };
  const [one] = openTimes([hourly], {
    from: at('2026-07-01T10:10Z'),
    to: at('2026-07-01T10:10Z'),
    atLeast: 1,
  });
  expect(Date.parse(one?.to ?? '') - at('2026-07-01T10:10Z')).toBeGreaterThan(86_400_000);
  const evening = { cron: '0 21 * * *', minutes: 60, timeZone: 'UTC' };
  const within = { cron: '15 21 * * *', minutes: 15, timeZone: 'UTC' };
  expect(
    openTimes([evening, within], { from: at('2026-07-01T00:00Z'), to: at('2026-07-02T00:00Z'), atLeast: 0 }),
  ).toEqual([{ from: '2026-07-01T21:00:00.000Z', to: '2026-07-01T22:00:00.000Z' }]);
});

test.each(['99 * * * *', '0 0 30 2 *', 'nonsense at all'])('the window "%s" is refused', (cron) => {
  expect(() => refuseBadWindows([{ ...nights, cron }], at('2026-07-01T00:00Z'))).toThrow(/^The window /);
});

test('hosts come to their turn within the limits, and only while a window is open', () => {
  const hour = 3_600_000;
  const host = (name: string, zone: string) => ({ host: name, zone, drainMs: hour, outsideMs: 0, homeMs: 0 });
  const now = at('2026-07-01T20:30Z');
  const times = scheduleHosts([host('a1', 'a'), host('a2', 'a'), host('b1', 'b'), host('b2', 'b')], {
    ...{ now, atOnce: 2, atOncePerZone: 1, underWay: [{ zone: 'a', endsAt: now + hour / 2 }] },
    opensAt: (time) => opensAt([nights], time),
  });
  expect(
    [...times].map(([name, { beginsAt }]) => [name, new Date(beginsAt).toISOString().slice(8, 16)]),
  ).toEqual([
    ['b1', '01T20:30'],
    ['a1', '01T21:00'],
    ['b2', '01T21:30'],
    ['a2', '02T20:00'],
  ]);
});
