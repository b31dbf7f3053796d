import type { InstanceLeft, MaintenanceDetail, MaintenanceInstance, RunSummary } from '@evenkeel/contract';
import { expect, test } from 'vitest';
import { progressOf, stayingOf } from './progress.ts';

const left = (id: string): InstanceLeft => ({
  id,
  name: id,
  status: 'ACTIVE',
  choice: null,
  message: 'Why.',
});
const gone = (id: string, reason: string | null): MaintenanceInstance => ({
  id,
  name: id,
  how: 'live-migration',
  direction: 'away',
  from: 'one',
  to: 'two',
  state: reason === null ? 'copying' : 'rolled-back',
  reason,
  at: '2026-11-24T13:00:00.000Z',
});
const detail = (part: Partial<MaintenanceDetail>) =>
  ({ phase: 'draining', left: [], instances: [], runs: [], ...part }) as MaintenanceDetail;

test('moves that wait for their turn are not under way', () => {
  const counts = { waiting: 5, running: 1, succeeded: 2, failed: 1, cancelled: 0 };
  const runs = [{ kind: 'drain', counts } as RunSummary];
  const { running, waiting, succeeded, failed } = progressOf(
    detail({ moved: 2, moving: 6, failed: 1, runs }),
  );
  expect({ running, waiting, succeeded, failed }).toEqual({
    running: 1,
    waiting: 5,
    succeeded: 2,
    failed: 1,
  });
});

test('who was asked to leave since the last look is not told to be there, but for who failed to', () => {
  const now = detail({
    left: ['stays', 'going', 'failed'].map(left),
    instances: [gone('going', 'It timed out.'), gone('going', null), gone('failed', 'No host took it.')],
  });
  expect(stayingOf(now).map(({ id }) => id)).toEqual(['failed', 'stays']);
  expect(stayingOf({ ...now, phase: 'held' })).toHaveLength(3);
  expect(stayingOf({ ...now, phase: 'ended' })).toEqual([]);
});
