import { expect, test } from 'vitest';
import { byZone, histogram, levelOf } from './heat.ts';

const cell = (host: string, zone: string | null, load: number | null) => ({ host, zone, load, note: null });

test('every load has one of the ten levels, also one over full', () => {
  expect([-0.1, 0, 0.09, 0.1, 0.55, 0.99, 1, 1.7].map(levelOf)).toEqual([0, 0, 0, 1, 5, 9, 9, 9]);
});

test('zones and hosts stand as a person counts them, and hosts without a zone are one of their own', () => {
  const zones = byZone([
    cell('host-10', 'zone-2', 0),
    cell('host-9', 'zone-2', 0),
    cell('lonely', null, 0),
    cell('host-1', 'zone-10', 0),
  ]);
  expect(zones.map(({ zone, cells }) => [zone, ...cells.map(({ host }) => host)])).toEqual([
    ['No Availability Zone', 'lonely'],
    ['zone-2', 'host-9', 'host-10'],
    ['zone-10', 'host-1'],
  ]);
});

test('a host of which nothing is told is in no part of the distribution', () => {
  const counts = histogram([cell('one', null, 0.31), cell('two', null, 0.39), cell('three', null, null)]);
  expect(counts).toEqual([0, 0, 0, 2, 0, 0, 0, 0, 0, 0]);
});
