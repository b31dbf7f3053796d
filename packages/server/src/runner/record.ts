import { MoveProgress } from '@evenkeel/contract';
import { percentDone } from '@evenkeel/domain';
import type { MigrationRecord } from '@evenkeel/openstack';
import type { ClaimedMove } from '../db/move-leases.ts';

/**
 * The record that belongs to the move. Nova's records carry no request id (operations.md A2); Nova migrates an instance
 * once at a time and numbers the records of its cell upwards, so the first one after those known beforehand is ours.
 */
export function ownRecord(
  move: Pick<ClaimedMove, 'migration_id' | 'known_migration_id'>,
  records: readonly MigrationRecord[],
): MigrationRecord | null {
  if (move.migration_id !== null) return records.find(({ id }) => id === move.migration_id) ?? null;
  const known = move.known_migration_id ?? Number.NEGATIVE_INFINITY;
  const fresh = records.filter(({ id }) => id > known);
  return fresh.reduce<MigrationRecord | null>(
    (first, record) => (first === null || record.id < first.id ? record : first),
    null,
  );
}

/** Null until Nova has written counters. */
export function progressOf(record: MigrationRecord): MoveProgress | null {
  const { memoryTotalBytes, memoryRemainingBytes, memoryProcessedBytes } = record;
  const { diskTotalBytes, diskRemainingBytes, diskProcessedBytes } = record;
  if (memoryTotalBytes === null && diskTotalBytes === null) return null;
  return MoveProgress.parse({
    percent: percentDone(record),
    ...{ memoryTotalBytes, memoryRemainingBytes, memoryProcessedBytes },
    ...{ diskTotalBytes, diskRemainingBytes, diskProcessedBytes },
  });
}
