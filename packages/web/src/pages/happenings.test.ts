import type { Migration, Move } from '@evenkeel/contract';
import { expect, test } from 'vitest';
import { happeningsOf } from './happenings.ts';

const place = {
  providerId: 'p',
  provider: 'P',
  instanceId: 'i',
  instanceName: 'web-01',
  sourceHost: 'a',
  destinationHost: 'b',
};

function move(id: string, part: Partial<Move>): Move {
  return {
    ...place,
    id,
    runId: 'r',
    state: 'ended',
    outcome: 'succeeded',
    reason: null,
    cloudMessage: null,
    nextStep: null,
    requestedHost: null,
    blockMigration: 'auto',
    diskOverCommit: false,
    requestId: null,
    migrationId: 1,
    progress: null,
    createdAt: '2026-01-01T00:00:00Z',
    submittedAt: null,
    endedAt: null,
    ...part,
  };
}

function record(id: string, part: Partial<Migration>): Migration {
  return {
    ...place,
    id,
    migrationId: 1,
    status: 'completed',
    progress: null,
    moveId: null,
    outcome: null,
    reason: null,
    createdAt: '2026-01-02T00:00:00Z',
    updatedAt: null,
    ...part,
  };
}

test('what goes on stands first, then the newest; a move and its record are one line', () => {
  const lines = happeningsOf(
    [
      move('old', {}),
      move('running', { state: 'copying', outcome: null, createdAt: '2025-12-31T00:00:00Z' }),
      move('failed', { outcome: 'rolled-back', createdAt: '2026-01-03T00:00:00Z' }),
    ],
    [
      record('of-old', { moveId: 'old' }),
      record('foreign', {}),
      record('foreign-running', { status: 'running' }),
    ],
  );
  expect(lines.map(({ key, kind, isOurs }) => [key, kind, isOurs])).toEqual([
    ['record foreign-running', 'active', false],
    ['move running', 'active', true],
    ['move failed', 'failed', true],
    ['record foreign', 'ended', false],
    ['move old', 'ended', true],
  ]);
});

test('a record whose move is no longer listed stands for itself', () => {
  expect(happeningsOf([], [record('r', { moveId: 'gone', status: 'failed' })])).toMatchObject([
    { kind: 'failed', isOurs: true },
  ]);
});
