/** Runs: what a person asked for in one go. Written once, whole; afterwards only their moves change. */
import { createHash } from 'node:crypto';
import type { MigrateOptions, Run } from '@evenkeel/contract';
import type { Db } from './database.ts';
import { notify } from './notify.ts';
import { type MoveRow, moveOf, time } from './shapes.ts';

export interface NewMove {
  providerId: string;
  instanceId: string;
  instanceName: string;
  sourceHost: string;
  locked: boolean;
}

export interface NewRunRow {
  idempotencyKey: string;
  digest: string;
  options: MigrateOptions;
  createdBy: string;
  moves: NewMove[];
}

/** The same text for the same wish: the order of the instances, and one named twice, make no difference. */
export function digestOf(
  instances: readonly { providerId: string; id: string }[],
  options: MigrateOptions,
): string {
  const ids = [...new Set(instances.map(({ providerId, id }) => `${providerId}/${id}`))].sort();
  const { host, blockMigration, diskOverCommit } = options;
  return createHash('sha256')
    .update(JSON.stringify([ids, host, blockMigration, diskOverCommit]))
    .digest('hex');
}

/** The run that was written under this key; null when there is none. */
export async function findRunByKey(
  db: Db,
  idempotencyKey: string,
): Promise<{ id: string; digest: string } | null> {
  const found = await db
    .selectFrom('runs')
    .select(['id', 'request_digest as digest'])
    .where('idempotency_key', '=', idempotencyKey)
    .executeTakeFirst();
  return found ?? null;
}

const UNIQUE_VIOLATION = '23505';

/**
 * Writes the run and its moves, all or nothing, and tells the readers.
 * @returns its id; `key-taken` when another request was first with this key, `move-open` when an instance got a move
 * of another run meanwhile.
 */
export async function insertRun(db: Db, run: NewRunRow): Promise<{ id: string } | 'key-taken' | 'move-open'> {
  try {
    return await db.transaction().execute(async (transaction) => {
      const { id } = await transaction
        .insertInto('runs')
        .values({
          idempotency_key: run.idempotencyKey,
          request_digest: run.digest,
          options: JSON.stringify(run.options),
          created_by: run.createdBy,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      const moves = await transaction
        .insertInto('moves')
        .values(inOneOrder(run.moves.map((move, position) => moveRow(id, position, move, run.options))))
        .returning(['id', 'provider_id', 'instance_id'])
        .execute();
      await transaction
        .insertInto('move_events')
        .values(
          moves.map((move) => ({
            move_id: move.id,
            state: 'waiting',
            message: `Asked for by ${run.createdBy}.`,
          })),
        )
        .execute();
      for (const providerId of new Set(moves.map((move) => move.provider_id))) {
        const ofProvider = moves.filter((move) => move.provider_id === providerId);
        await notify(transaction, { topic: 'moves', providerId, ids: ofProvider.map((move) => move.id) });
        const instanceIds = ofProvider.map((move) => move.instance_id);
        await notify(transaction, { topic: 'instances', providerId, ids: instanceIds });
      }
      return { id };
    });
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string };
    if (code !== UNIQUE_VIOLATION) throw error;
    return constraint === 'one_open_move_per_instance' ? 'move-open' : 'key-taken';
  }
}

/** Two runs for the same instances wait for each other at the first of them, never crosswise. */
function inOneOrder<Row extends { provider_id: string; instance_id: string }>(rows: Row[]): Row[] {
  const key = (row: Row) => `${row.provider_id}/${row.instance_id}`;
  return rows.sort((left, right) => (key(left) < key(right) ? -1 : 1));
}

function moveRow(runId: string, position: number, move: NewMove, options: MigrateOptions) {
  return {
    run_id: runId,
    position,
    provider_id: move.providerId,
    instance_id: move.instanceId,
    instance_name: move.instanceName,
    state: 'waiting',
    source_host: move.sourceHost,
    requested_host: options.host,
    block_migration: options.blockMigration,
    disk_over_commit: options.diskOverCommit,
    locked_when_asked: move.locked,
  };
}

/** A run with its moves in the order in which they were asked for; null when there is none of this id. */
export async function readRun(db: Db, id: string): Promise<Run | null> {
  const run = await db.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst();
  if (!run) return null;
  const moves = await db
    .selectFrom('moves')
    .innerJoin('providers', 'providers.id', 'moves.provider_id')
    .selectAll('moves')
    .select('providers.name as provider')
    .where('run_id', '=', id)
    .orderBy('position')
    .execute();
  return {
    id: run.id,
    createdAt: time(run.created_at) as string,
    createdBy: run.created_by,
    status: moves.every((move) => move.outcome !== null) ? 'done' : 'active',
    options: run.options,
    moves: moves.map((move) => moveOf(move as unknown as MoveRow, move.provider)),
  };
}
