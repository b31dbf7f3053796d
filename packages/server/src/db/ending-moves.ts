/**
 * What the end of a move brings with it, in the same transaction: the moves that had to come after it end too, and the run
 * is done with its last. Whoever ends a move locks its run first, so that of two moves that end at once one sees the other.
 */
import { sql, type Transaction } from 'kysely';
import type { Database } from './database.ts';
import { insertEvents } from './move-events.ts';
import { notify } from './notify.ts';

/** To be called before any of the run's moves is touched: runs are locked before moves, everywhere. */
export async function lockRunOfMove(transaction: Transaction<Database>, moveId: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select r.id from runs r where r.id = (select run_id from moves where id = ${moveId}::uuid) for update`.execute(
    transaction,
  );
  return rows[0]?.id as string;
}

/**
 * To be called when moves of the run have ended. A waiting move whose predecessor did not succeed is cancelled, and those
 * after it; then the run is done, if nothing is open any more.
 */
export async function afterEnding(transaction: Transaction<Database>, runId: string): Promise<void> {
  while ((await endFollowers(transaction, runId)) > 0);
  await sql`update runs set status = 'done', ended_at = now() where id = ${runId}::uuid and status <> 'done'
    and not exists (select from moves where run_id = ${runId}::uuid and outcome is null)`.execute(
    transaction,
  );
  await notify(transaction, { topic: 'runs', providerId: null, ids: [runId] });
}

async function endFollowers(transaction: Transaction<Database>, runId: string): Promise<number> {
  const { rows } = await sql<{ id: string; reason: string }>`
    select distinct on (m.id) m.id, p.instance_name || ' had to move first, and did not: its move ended as '
      || p.outcome || '. Nothing was sent.' as reason
    from moves m join moves p on p.id = any(m.after_ids)
    where m.run_id = ${runId}::uuid and m.outcome is null and m.state = 'waiting'
      and p.outcome is not null and p.outcome <> 'succeeded'`.execute(transaction);
  const nextStep = 'See why that one did not move; then plan again from how the cloud is now.';
  return cancelWaiting(
    transaction,
    rows.map(({ id, reason }) => ({ id, reason, nextStep })),
  );
}

export interface Cancelled {
  id: string;
  reason: string;
  nextStep: string | null;
}

/**
 * Cancels those of the moves that still wait, whoever looks at them just now: what he then writes is refused, so nothing
 * is sent. Gives how many. The caller holds the lock of the run, and calls `afterEnding`.
 */
export async function cancelWaiting(
  transaction: Transaction<Database>,
  moves: readonly Cancelled[],
): Promise<number> {
  if (moves.length === 0) return 0;
  const { rows } = await sql<{ id: string; provider_id: string; instance_id: string; reason: string }>`
    update moves m set state = 'ended', outcome = 'cancelled', reason = c.reason, next_step = c.next_step,
      ended_at = now(), lease_owner = null, lease_until = null
    from unnest(${moves.map(({ id }) => id)}::uuid[], ${moves.map(({ reason }) => reason)}::text[],
      ${moves.map(({ nextStep }) => nextStep)}::text[]) as c(id, reason, next_step)
    where m.id = c.id and m.outcome is null and m.state = 'waiting'
    returning m.id, m.provider_id, m.instance_id, m.reason`.execute(transaction);
  if (rows.length === 0) return 0;
  await insertEvents(
    transaction,
    rows.map(({ id, reason }) => ({ moveId: id, state: 'ended', message: reason })),
  );
  for (const providerId of new Set(rows.map((row) => row.provider_id))) {
    const ofProvider = rows.filter((row) => row.provider_id === providerId);
    await notify(transaction, { topic: 'moves', providerId, ids: ofProvider.map(({ id }) => id) });
    const instanceIds = ofProvider.map((row) => row.instance_id);
    await notify(transaction, { topic: 'instances', providerId, ids: instanceIds });
  }
  return rows.length;
}
