import type { Move } from '@evenkeel/contract';

/** A waiting move for a test, changed as it needs. */
export function moveOf(id: string, part: Partial<Move> = {}): Move {
  return {
    id,
    runId: 'r',
    providerId: 'p',
    provider: 'West',
    instanceId: `i-${id}`,
    instanceName: `web-${id}`,
    state: 'waiting',
    outcome: null,
    reason: null,
    cloudMessage: null,
    nextStep: null,
    sourceHost: 'compute-1',
    requestedHost: null,
    destinationHost: null,
    blockMigration: 'auto',
    diskOverCommit: false,
    requestId: null,
    migrationId: null,
    progress: null,
    why: null,
    after: [],
    controls: null,
    createdAt: '2026-01-01T00:00:00Z',
    submittedAt: null,
    deadlineAt: null,
    endedAt: null,
    ...part,
  };
}
