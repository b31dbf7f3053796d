/**
 * Balance gives way to maintenance: from the moment in which a host is asked to be drained or evacuated no move of a balance
 * begins from it or to it. Both write under one lock of the provider, so neither can slip past the other.
 */
import { sql, type Transaction } from 'kysely';
import type { Database } from './database.ts';
import { afterEnding, cancelWaiting } from './ending-moves.ts';

/** The provider's line of moves: who begins one, and who closes a host to them, hold it until their transaction ends. */
export async function lockLine(transaction: Transaction<Database>, providerId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('evenkeel moves'), hashtext(${providerId}))`.execute(
    transaction,
  );
}

/** The first of the hosts that is in maintenance; null when none is. The caller holds the lock of the line. */
export async function hostInMaintenance(
  transaction: Transaction<Database>,
  providerId: string,
  hosts: readonly string[],
): Promise<string | null> {
  const { rows } = await sql<{ host: string }>`
    select host from maintenances where provider_id = ${providerId} and ended_at is null
      and host = any(${[...hosts]}::text[]) order by host limit 1`.execute(transaction);
  return rows[0]?.host ?? null;
}

/**
 * Cancels the moves of balances that wait to leave the hosts or to go to them; what is on its way comes to its end. The
 * caller holds the lock of the line.
 */
export async function endWaitingBalance(
  transaction: Transaction<Database>,
  providerId: string,
  hosts: readonly string[],
): Promise<void> {
  const { rows: runs } = await sql<{ id: string }>`
    select r.id from runs r where r.kind = 'balance' and r.status <> 'done' and exists (
      select from moves m where m.run_id = r.id and ${waiting(providerId, hosts)})
    order by r.id for update of r`.execute(transaction);
  for (const { id } of runs) {
    const { rows } = await sql<{ id: string; host: string }>`
      select m.id, case when m.source_host = any(${[...hosts]}::text[]) then m.source_host else m.requested_host end as host
      from moves m where m.run_id = ${id}::uuid and ${waiting(providerId, hosts)}`.execute(transaction);
    await cancelWaiting(
      transaction,
      rows.map(({ id: moveId, host }) => ({
        id: moveId,
        reason: `${host} was put into maintenance before the turn of this move. Nothing was sent.`,
        nextStep: 'Plan the balance again when the maintenance has ended.',
      })),
    );
    await afterEnding(transaction, id);
  }
}

const waiting = (providerId: string, hosts: readonly string[]) => sql`
  m.provider_id = ${providerId} and m.outcome is null and m.state = 'waiting'
    and (m.source_host = any(${[...hosts]}::text[]) or m.requested_host = any(${[...hosts]}::text[]))`;
