import { BalanceSettings } from '@evenkeel/contract';
import { expect, test } from 'vitest';
import {
  namesOf,
  preferencesInWords,
  preferencesOf,
  quietHoursInWords,
  quietHoursOf,
  usualSettings,
} from './policy-draft.ts';

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

test('where instances should rather be is read as it is typed, and what is no pair is told', () => {
  const prefer = preferencesOf('a1=north-01, b2 = north-03,a1=north-02');
  expect(prefer).toEqual([
    { instance: 'a1', hosts: ['north-01', 'north-02'] },
    { instance: 'b2', hosts: ['north-03'] },
  ]);
  expect(preferencesOf(preferencesInWords(prefer ?? []))).toEqual(prefer);
  expect(preferencesOf('')).toEqual([]);
  expect(preferencesOf('a1')).toBeNull();
});
