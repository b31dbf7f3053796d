import type { Host } from '@evenkeel/contract';
import { expect, test } from 'vitest';
import { hostsFor } from './host-order.ts';

const host = (name: string, part: Partial<Host>) =>
  ({ name, providerId: 'p', zone: null, state: 'up', status: 'enabled', maintenance: null, ...part }) as Host;

const HOSTS = [
  host('c-10', { memoryMb: 100, memoryMbUsed: 90, zone: 'az1' }),
  host('c-2', { memoryMb: 1000, memoryMbUsed: 100, status: 'disabled' }),
  host('c-1', { memoryMb: null, memoryMbUsed: null, providerId: 'q' }),
];
const names = (asked: Parameters<typeof hostsFor>[1]) => hostsFor(HOSTS, asked).map(({ name }) => name);

test('by name as people count, by load as a share; what the cloud does not tell comes last both ways', () => {
  expect(names({})).toEqual(['c-1', 'c-2', 'c-10']);
  expect(names({ sort: 'memory' })).toEqual(['c-2', 'c-10', 'c-1']);
  expect(names({ sort: 'memory', order: 'desc' })).toEqual(['c-10', 'c-2', 'c-1']);
});

test('filters hold together; the empty zone is "No Availability Zone"', () => {
  expect(names({ zone: '' })).toEqual(['c-1', 'c-2']);
  expect(names({ zone: '', condition: 'disabled' })).toEqual(['c-2']);
  expect(names({ provider: 'q', search: 'C-1' })).toEqual(['c-1']);
  expect(names({ search: 'no availability' })).toEqual(['c-1', 'c-2']);
});
