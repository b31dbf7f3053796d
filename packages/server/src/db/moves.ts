/** What the runner writes of a move: always with its event and the notice for the readers, and only under its lease. */
import type { LiveEvent } from '@evenkeel/contract';
import type { InLine } from '@evenkeel/domain';
import { type RawBuilder, sql, type Transaction, type Updateable } from 'kysely';
import { lockLine } from './balance-gives-way.ts';
import type { Database, Db } from './database.ts';
import { afterEnding, lockRunOfMove } from './ending-moves.ts';
import { LeaseLost } from './lease-lost.ts';
import { hasPlaceNow } from './line.ts';
import { insertEvents, type MoveEvent } from './move-events.ts';
import { held, type Lease, milliseconds } from './move-leases.ts';
import { notify } from './notify.ts';
import type { MovesTable } from './run-tables.ts';

/** Columns to be written; a time can be `sql\`now()\``. */
export type MoveChanges = {
  [Column in keyof Updateable<MovesTable>]: Updateable<MovesTable>[Column] | RawBuilder<unknown>;
};

/** Moments to be written, by the database's clock. */
export const NOW = sql<Date>`now()`;
export const nowPlus = (ms: number) => sql<Date>`now() + ${milliseconds(ms)}`;
/** When the request was let go the last time. */
export const WHEN_REQUESTED = sql<Date>`coalesce(requesting_at, now())`;

/**
 * Writes what became of the move, its event and the notice for the readers, all or nothing, and gives the lease back
 * unless `nextCheckMs` is null. Throws LeaseLost.
 */
export async function writeMove(
  db: Db,
  lease: Lease,
  step: { changes: MoveChanges; events?: MoveEvent[]; nextCheckMs: number | null },
): Promise<void> {
  await db.transaction().execute((transaction) => writeMoveIn(transaction, lease, step));
}

async function writeMoveIn(
  transaction: Transaction<Database>,
  lease: Lease,
  { changes, events = [], nextCheckMs }: Parameters<typeof writeMove>[2],
): Promise<void> {
  const released =
    nextCheckMs === null
      ? {}
      : { lease_owner: null, lease_until: null, next_check_at: sql`now() + ${milliseconds(nextCheckMs)}` };
  if (Object.keys({ ...changes, ...released }).length === 0) return;
  const endedRun = changes.outcome ? await lockRunOfMove(transaction, lease.moveId) : null;
  const written = await held(transaction, lease)
    .set({ ...changes, ...released } as Updateable<MovesTable>)
    .returning(['provider_id', 'instance_id', 'migration_id'])
    .executeTakeFirst();
  if (!written) throw new LeaseLost(`the move ${lease.moveId}`);
  await insertEvents(
    transaction,
    events.map((event) => ({ moveId: lease.moveId, ...event })),
  );
  // A look that showed nothing new is nothing to the readers.
  if (Object.keys(changes).length === 0) return;
  for (const event of noticesOf(lease.moveId, written)) await notify(transaction, event);
  if (endedRun !== null) await afterEnding(transaction, endedRun);
}

/**
 * The write-ahead: takes the move out of the line if its run goes on and the limits leave room, under the locks of the
 * provider and the run, so that two processes can not both take the last place and nothing begins after a pause.
 * False when there is none. Throws LeaseLost.
 */
export async function takePlace(
  db: Db,
  lease: Lease,
  move: InLine,
  step: { changes: MoveChanges; events: MoveEvent[] },
): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    await lockLine(transaction, move.providerId);
    const run = await transaction
      .selectFrom('runs')
      .select('status')
      .where('id', '=', move.runId)
      .forUpdate()
      .executeTakeFirst();
    if (run?.status !== 'active' || !(await hasPlaceNow(transaction, move))) return false;
    await writeMoveIn(transaction, lease, { ...step, nextCheckMs: null });
    await notify(transaction, { topic: 'runs', providerId: null, ids: [move.runId] });
    return true;
  });
}

/** Whom a change of a move concerns: those who look at moves, at the instance, and at its migration. */
function noticesOf(
  moveId: string,
  written: { provider_id: string; instance_id: string; migration_id: number | null },
): LiveEvent[] {
  const { provider_id: providerId, instance_id, migration_id } = written;
  const notices: LiveEvent[] = [
    { topic: 'moves', providerId, ids: [moveId] },
    { topic: 'instances', providerId, ids: [instance_id] },
  ];
  if (migration_id !== null)
    notices.push({ topic: 'migrations', providerId, ids: [`${providerId}/${migration_id}`] });
  return notices;
}
