import { BalanceSettings } from '@evenkeel/contract';
import { expect, test } from 'vitest';
import { namesOf, quietHoursInWords, quietHoursOf, usualSettings } from './policy-draft.ts';

test('the usual settings are those of the contract', () => {
  for (const kind of ['even', 'hot', 'consolidate', 'spare'] as const) {
    const { goal, ...usual } = usualSettings(kind);
    expect({ goal, ...usual }).toEqual(BalanceSettings.parse({ goal }));
  }
});

test('names and hours are read as they are typed, and what is no time is told', () => {
  expect(namesOf(' north, south,\nnorth ,')).toEqual(['north', 'south']);
  expect(namesOf(' , ')).toBeNull();
  const hours = quietHoursOf('22:00-06:00, 12:00 to 13:30');
  expect(hours).toEqual([
    { from: '22:00', to: '06:00' },
    { from: '12:00', to: '13:30' },
  ]);
  expect(quietHoursOf(quietHoursInWords(hours ?? []))).toEqual(hours);
  expect(quietHoursOf('')).toEqual([]);
  expect(quietHoursOf('at night')).toBeNull();
  expect(quietHoursOf('22:00-26:00')).toBeNull();
});
