import { expect, it } from 'vitest';
import { cronOf, DAYS, openingOf, windowInWords } from './windows.ts';

it('reads back every opening that it writes', () => {
  for (const { value: days } of DAYS) {
    for (const time of ['00:00', '09:05', '22:00', '23:59']) {
      expect(openingOf(cronOf({ days, time }))).toEqual({ days, time });
    }
  }
});

it('leaves an expression alone that says more', () => {
  for (const cron of ['*/5 22 * * 1-5', '0 22 1 * *', '0 22 * * 1,3', '0 24 * * *', 'x']) {
    expect(openingOf(cron)).toBeNull();
  }
});

it('says a window in words', () => {
  const window = { cron: '30 22 * * 1-5', minutes: 390, timeZone: 'Europe/Berlin' };
  expect(windowInWords(window)).toBe('Monday to Friday from 22:30 for 6 h 30 min (Europe/Berlin)');
  expect(windowInWords({ ...window, cron: '0 2 1 * *' })).toBe(
    'By the cron expression 0 2 1 * * for 6 h 30 min (Europe/Berlin)',
  );
});
