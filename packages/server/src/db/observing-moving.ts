/** Which instances move now, by everything the database knows. */
import { sql } from 'kysely';
import type { Executor } from './accounts.ts';
import { IN_FLIGHT } from './observing-tables.ts';

/**
 * The instances that Nova shows as migrating, that have a migration record in flight, or an open move of ours whose
 * request may have been sent. Each once.
 */
export async function readMovingInstances(db: Executor, providerId: string): Promise<string[]> {
  const statuses = sql.join(IN_FLIGHT.map((status) => sql.lit(status)));
  const { rows } = await sql<{ id: string }>`
    select id from instances where provider_id = ${providerId} and status = 'MIGRATING'
    union
    select instance_id from migrations where provider_id = ${providerId} and status in (${statuses})
    union
    select instance_id from moves
    where provider_id = ${providerId} and outcome is null and state not in ('planned', 'waiting')`.execute(
    db,
  );
  return rows.map((row) => row.id);
}

/** The migration records of one instance that were in flight when last seen. */
export async function readInFlightRecords(
  db: Executor,
  providerId: string,
  instanceId: string,
): Promise<number[]> {
  const statuses = sql.join(IN_FLIGHT.map((status) => sql.lit(status)));
  const { rows } = await sql<{ id: number }>`
    select id::float8 as id from migrations
    where provider_id = ${providerId} and instance_id = ${instanceId} and status in (${statuses})`.execute(
    db,
  );
  return rows.map((row) => row.id);
}
