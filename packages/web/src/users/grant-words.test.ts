import type { Grant } from '@evenkeel/contract';
import { expect, it } from 'vitest';
import { givenByHand, grantWords } from './grant-words.ts';

const names = { provider: (id: string) => `Demo ${id}`, project: (id: string) => `the-${id}` };
const grant = { role: 'operator', providerId: null, zone: null, projectId: null } as const;

it.each([
  [{}, 'operator of everything'],
  [{ providerId: 'north' }, 'operator of Demo north'],
  [{ providerId: 'north', zone: 'north-a' }, 'operator in zone north-a of Demo north'],
  [{ zone: 'north-a' }, 'operator in zone north-a of every provider'],
  [{ projectId: 'p' }, 'operator for project the-p at every provider'],
  [{ providerId: 'north', projectId: 'p' }, 'operator for project the-p at Demo north'],
  [
    { providerId: 'north', zone: 'north-a', projectId: 'p' },
    'operator for project the-p in zone north-a of Demo north',
  ],
])('says %j as "%s"', (bounds, words) => {
  expect(grantWords({ ...grant, ...bounds }, names)).toBe(words);
});

it('sends back only what was given by hand', () => {
  const made = { grantedBy: 'admin', grantedAt: '2026-11-24T17:00:00Z' };
  const grants: Grant[] = [
    { ...grant, ...made, source: 'manual' },
    { ...grant, ...made, role: 'viewer', source: 'keystone' },
  ];
  expect(givenByHand(grants)).toEqual([grant]);
});
