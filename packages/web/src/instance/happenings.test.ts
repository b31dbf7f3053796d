import type { HistoryMove, Migration } from '@evenkeel/contract';
import { expect, test } from 'vitest';
import { happeningsOf } from './happenings.ts';

const move = (id: string, createdAt: string) =>
  ({ id, createdAt, state: 'ended', outcome: 'succeeded', askedBy: 'admin' }) as HistoryMove;
const record = (id: string, createdAt: string, moveId: string | null) =>
  ({ id, createdAt, moveId, status: 'completed', outcome: null, reason: null }) as Migration;

test('a move and its record are one line; what others started is one of its own; newest first', () => {
  const lines = happeningsOf(
    [move('ours', '2026-01-02T00:00:00Z'), move('refused', '2026-01-04T00:00:00Z')],
    [
      record('7', '2026-01-02T00:00:05Z', 'ours'),
      record('8', '2026-01-03T00:00:00Z', null),
      record('1', '2026-01-01T00:00:00Z', 'long ago'),
    ],
  );
  expect(lines.map(({ key, moveId, askedBy }) => [key, moveId, askedBy])).toEqual([
    ['move refused', 'refused', 'admin'],
    ['record 8', null, 'somebody else'],
    ['move ours', 'ours', 'admin'],
    ['record 1', 'long ago', 'Evenkeel'],
  ]);
});
