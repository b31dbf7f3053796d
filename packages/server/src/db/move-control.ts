/** What a person asks of one move: an intent, in the database before the answer. The runner is who asks the cloud. */
import type { Move } from '@evenkeel/contract';
import { sql, type Transaction } from 'kysely';
import type { Database, Db } from './database.ts';
import { afterEnding, cancelWaiting, lockRunOfMove } from './ending-moves.ts';
import { insertEvents } from './move-events.ts';
import { notify } from './notify.ts';
import { MOVE_COLUMNS } from './reading.ts';
import { type MoveRow, moveOf } from './shapes.ts';

/** `refused`: why it can not be asked for now, in a sentence. */
export type Asked = 'asked' | 'unknown' | { refused: string };

/** A move that waits is cancelled at once; one on its way is aborted by the runner. `moveId` must be a uuid. */
export function askAbort(db: Db, moveId: string, by: string): Promise<Asked> {
  return db.transaction().execute(async (transaction) => {
    const runId = await lockRunOfMove(transaction, moveId);
    const move = await readOne(transaction, moveId);
    if (move === null) return 'unknown';
    if (move.state === 'waiting') {
      const reason = `${by} cancelled it before its turn. Nothing was sent.`;
      await cancelWaiting(transaction, [{ id: moveId, reason, nextStep: null }]);
      await afterEnding(transaction, runId);
      return 'asked';
    }
    const intent = sql`abort_asked_at = now(), abort_asked_by = ${by}`;
    return writeIntent(transaction, move, move.controls?.abort, intent, `${by} asked to abort it.`);
  });
}

/** Nova pauses the guest, or goes on by post-copy, until the rest is copied. `moveId` must be a uuid. */
export function askForceComplete(db: Db, moveId: string, by: string): Promise<Asked> {
  return db.transaction().execute(async (transaction) => {
    const move = await readOne(transaction, moveId);
    if (move === null) return 'unknown';
    const intent = sql`force_asked_at = now(), force_asked_by = ${by}`;
    const message = `${by} asked to force it to complete.`;
    return writeIntent(transaction, move, move.controls?.forceComplete, intent, message);
  });
}

async function readOne(transaction: Transaction<Database>, moveId: string): Promise<Move | null> {
  const { rows } = await sql<MoveRow & { provider: string }>`
    select ${MOVE_COLUMNS}, p.name as provider from moves m join providers p on p.id = m.provider_id
    where m.id = ${moveId}::uuid for update of m`.execute(transaction);
  const [row] = rows;
  return row ? moveOf(row, row.provider) : null;
}

async function writeIntent(
  transaction: Transaction<Database>,
  { id, state, providerId, outcome }: Move,
  control: NonNullable<Move['controls']>['abort'] | undefined,
  intent: ReturnType<typeof sql>,
  message: string,
): Promise<Asked> {
  if (outcome !== null || !control?.allowed) return { refused: control?.reason ?? 'The move has ended.' };
  await sql`update moves set ${intent}, next_check_at = now() where id = ${id}::uuid`.execute(transaction);
  await insertEvents(transaction, [{ moveId: id, state, message }]);
  await notify(transaction, { topic: 'moves', providerId, ids: [id] });
  return 'asked';
}
