/** What a person does to a run: all of it in the database before the answer, under the lock of the run. */
import type { RunStatus } from '@evenkeel/contract';
import { sql, type Transaction } from 'kysely';
import type { Database, Db } from './database.ts';
import { afterEnding, cancelWaiting } from './ending-moves.ts';
import { insertEvents } from './move-events.ts';
import { notify } from './notify.ts';

/** The status of the run as it was met; null when there is none of this id, which must be a uuid. */
export type Met = RunStatus | null;

/** Nothing new begins; what runs goes on. Does nothing to a run that is neither active nor paused. */
export function pauseRun(db: Db, runId: string): Promise<Met> {
  return changeStatus(db, runId, 'active', 'paused');
}

export function resumeRun(db: Db, runId: string): Promise<Met> {
  return changeStatus(db, runId, 'paused', 'active');
}

function changeStatus(db: Db, runId: string, from: RunStatus, to: RunStatus): Promise<Met> {
  return db.transaction().execute(async (transaction) => {
    const met = await lockRun(transaction, runId);
    if (met !== from) return met;
    await transaction.updateTable('runs').set({ status: to }).where('id', '=', runId).execute();
    await notify(transaction, { topic: 'runs', providerId: null, ids: [runId] });
    return met;
  });
}

/**
 * Cancels what waits, at once; what is on its way comes to its end, or is aborted as soon as Nova can. Does nothing to a
 * run that is done.
 */
export function cancelRun(db: Db, runId: string, abortRunning: boolean, by: string): Promise<Met> {
  return db.transaction().execute(async (transaction) => {
    const met = await lockRun(transaction, runId);
    if (met === null || met === 'done') return met;
    await transaction.updateTable('runs').set({ status: 'cancelling' }).where('id', '=', runId).execute();
    const waiting = await transaction
      .selectFrom('moves')
      .select('id')
      .where('run_id', '=', runId)
      .where('outcome', 'is', null)
      .where('state', '=', 'waiting')
      .execute();
    const reason = `${by} cancelled the run before the turn of this move. Nothing was sent.`;
    await cancelWaiting(
      transaction,
      waiting.map(({ id }) => ({ id, reason, nextStep: null })),
    );
    if (abortRunning) await abortAll(transaction, runId, by);
    await afterEnding(transaction, runId);
    return met;
  });
}

/** Writes that they are to be aborted; the runner asks Nova when each is in a state in which it can be. */
async function abortAll(transaction: Transaction<Database>, runId: string, by: string): Promise<void> {
  const { rows } = await sql<{ id: string; state: string; provider_id: string }>`
    update moves set abort_asked_at = now(), abort_asked_by = ${by}, next_check_at = now()
    where run_id = ${runId}::uuid and outcome is null and state <> 'waiting' and abort_asked_at is null
    returning id, state, provider_id`.execute(transaction);
  const message = `${by} cancelled the run and asked to abort what is on its way.`;
  await insertEvents(
    transaction,
    rows.map(({ id, state }) => ({ moveId: id, state, message })),
  );
  for (const providerId of new Set(rows.map((row) => row.provider_id)))
    await notify(transaction, {
      topic: 'moves',
      providerId,
      ids: rows.filter((row) => row.provider_id === providerId).map(({ id }) => id),
    });
}

/**
 * Puts the waiting moves in this order; those not named come after, as they stood, and those that wait no longer are passed
 * over. `unknown-moves` when one is not of the run.
 */
export function reorderRun(db: Db, runId: string, moveIds: string[]): Promise<Met | 'unknown-moves'> {
  return db.transaction().execute(async (transaction) => {
    const met = await lockRun(transaction, runId);
    if (met === null || met === 'done') return met;
    const { rows } = await sql<{ known: number }>`
      select count(*) as known from moves where run_id = ${runId}::uuid and id = any(${moveIds}::uuid[])`.execute(
      transaction,
    );
    if (rows[0]?.known !== new Set(moveIds).size) return 'unknown-moves';
    // Those that have begun keep their places before all that wait.
    await sql`
      update moves m set turn = o.turn from (
        select id, row_number() over (order by state = 'waiting',
          case when state = 'waiting' then array_position(${moveIds}::uuid[], id) end nulls last, turn, position) as turn
        from moves where run_id = ${runId}::uuid) o
      where m.id = o.id and m.turn <> o.turn`.execute(transaction);
    await transaction.updateTable('runs').set({ turn_order: 'given' }).where('id', '=', runId).execute();
    await notify(transaction, { topic: 'runs', providerId: null, ids: [runId] });
    return met;
  });
}

async function lockRun(transaction: Transaction<Database>, runId: string): Promise<Met> {
  const run = await transaction
    .selectFrom('runs')
    .select('status')
    .where('id', '=', runId)
    .forUpdate()
    .executeTakeFirst();
  return run?.status ?? null;
}
