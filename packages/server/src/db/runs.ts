/** Runs: what a person asked for in one go, written whole. Reading them is in reading-runs.ts. */
import { createHash, randomUUID } from 'node:crypto';
import type { MigrateOptions, RunKind, RunLimits, RunOrder, RunProbe } from '@evenkeel/contract';
import type { Transaction } from 'kysely';
import { hostInMaintenance, lockLine } from './balance-gives-way.ts';
import type { Database, Db } from './database.ts';
import { insertEvents } from './move-events.ts';
import { notify } from './notify.ts';

export interface NewMove {
  providerId: string;
  instanceId: string;
  instanceName: string;
  sourceHost: string;
  zone: string | null;
  locked: boolean;
  options: MigrateOptions;
  /** Places in `moves` (from 0) of those that have to succeed first. */
  after: number[];
  why: string | null;
  /** Memory and local disk, in bytes; null where the cloud does not say. */
  copyBytes: number | null;
  refusedHosts: string[];
}

export interface NewRunRow {
  idempotencyKey: string;
  digest: string;
  kind: RunKind;
  options: MigrateOptions;
  limits: RunLimits;
  order: RunOrder;
  /** Null: as the provider's setting says. */
  probe: RunProbe | null;
  createdBy: string;
  moves: NewMove[];
}

/** What is the same wish, whatever the order in which it is said. */
export interface Wish {
  options: MigrateOptions;
  /** Each instance once; `own` where something differs from the run's options or has to wait for others. */
  instances: { key: string; own: { options: MigrateOptions; after: string[] } | null }[];
  /** Null where all of it is as usual. */
  ways: { kind: RunKind; limits: RunLimits; order: RunOrder } | null;
}

/** The same text for the same wish. A plain one keeps the text it had before plans could say more. */
export function digestOf({ options, instances, ways }: Wish): string {
  const sorted = [...instances].sort((left, right) => (left.key < right.key ? -1 : 1));
  const { host, blockMigration, diskOverCommit } = options;
  const plain = [sorted.map(({ key }) => key), host, blockMigration, diskOverCommit];
  const own = sorted.filter((instance) => instance.own !== null);
  const whole = own.length === 0 && ways === null ? plain : [...plain, own, ways];
  return createHash('sha256').update(JSON.stringify(whole)).digest('hex');
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

/** What came first, so that the run was not written. */
type Beaten = 'key-taken' | 'move-open' | { inMaintenance: string };

/**
 * Writes the run and its moves, all or nothing, and tells the readers.
 * @returns its id; `key-taken` when another request was first with this key, `move-open` when an instance got a move
 * of another run meanwhile, `inMaintenance` when a balance would touch a host that is in maintenance by now.
 */
export async function insertRun(db: Db, run: NewRunRow): Promise<{ id: string } | Beaten> {
  try {
    return await db.transaction().execute(async (transaction) => {
      const closed = run.kind === 'balance' ? await closedTo(transaction, run.moves) : null;
      if (closed !== null) return { inMaintenance: closed };
      const { id } = await transaction
        .insertInto('runs')
        .values({
          idempotency_key: run.idempotencyKey,
          request_digest: run.digest,
          kind: run.kind,
          options: JSON.stringify(run.options),
          limits: JSON.stringify(run.limits),
          turn_order: run.order,
          probe: run.probe && JSON.stringify(run.probe),
          created_by: run.createdBy,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      const moves = await transaction
        .insertInto('moves')
        .values(inOneOrder(moveRows(id, run)))
        .returning(['id', 'provider_id', 'instance_id', 'why'])
        .execute();
      await insertEvents(
        transaction,
        moves.map(({ id: moveId, why }) => ({
          moveId,
          state: 'waiting',
          message: `Asked for by ${run.createdBy}.${why === null ? '' : ` ${why}`}`,
        })),
      );
      await notify(transaction, { topic: 'runs', providerId: null, ids: [id] });
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

/** A host that a balance may not touch now; null when there is none. From here on none is closed before the run is written. */
async function closedTo(
  transaction: Transaction<Database>,
  moves: readonly NewMove[],
): Promise<string | null> {
  for (const providerId of [...new Set(moves.map((move) => move.providerId))].sort()) {
    await lockLine(transaction, providerId);
    const ofProvider = moves.filter((move) => move.providerId === providerId);
    const hosts = ofProvider.flatMap(({ sourceHost, options }) => [sourceHost, options.host ?? sourceHost]);
    const found = await hostInMaintenance(transaction, providerId, hosts);
    if (found !== null) return found;
  }
  return null;
}

/** Two runs for the same instances wait for each other at the first of them, never crosswise. */
function inOneOrder<Row extends { provider_id: string; instance_id: string }>(rows: Row[]): Row[] {
  const key = (row: Row) => `${row.provider_id}/${row.instance_id}`;
  return rows.sort((left, right) => (key(left) < key(right) ? -1 : 1));
}

function moveRows(runId: string, { moves, order }: NewRunRow) {
  const ids = moves.map(() => randomUUID() as string);
  const turns = turnsOf(moves, order);
  return moves.map((move, position) => ({
    id: ids[position],
    run_id: runId,
    position,
    turn: turns[position],
    provider_id: move.providerId,
    instance_id: move.instanceId,
    instance_name: move.instanceName,
    state: 'waiting',
    source_host: move.sourceHost,
    zone: move.zone,
    requested_host: move.options.host,
    block_migration: move.options.blockMigration,
    disk_over_commit: move.options.diskOverCommit,
    locked_when_asked: move.locked,
    after_ids: move.after.map((place) => ids[place] as string),
    why: move.why,
    copy_bytes: move.copyBytes,
    refused_hosts: move.refusedHosts,
  }));
}

/** The place in line of each move; where no size is known it counts as none. */
function turnsOf(moves: readonly NewMove[], order: RunOrder): number[] {
  const places = moves.map((_, position) => position);
  const sizeOf = (position: number) => moves[position]?.copyBytes ?? 0;
  if (order === 'smallest-first') places.sort((left, right) => sizeOf(left) - sizeOf(right));
  if (order === 'largest-first') places.sort((left, right) => sizeOf(right) - sizeOf(left));
  const turns = new Array<number>(moves.length);
  places.forEach((position, turn) => {
    turns[position] = turn;
  });
  return turns;
}
