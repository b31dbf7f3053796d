/** Leases of a process that was killed: where it is known to be gone, nobody has to wait until they end. */
import { type QueryExecutorProvider, sql } from 'kysely';

/**
 * Frees every provider, every open move, every maintenance, campaign and step outside. Only for who knows that no other
 * server runs on this database: the holder of a data directory, on the database embedded in it. What a killed process had
 * sent is not decided by leases: see `requesting_at`.
 */
export async function freeAllLeases(db: QueryExecutorProvider): Promise<void> {
  for (const table of ['providers', 'moves', 'maintenances', 'campaigns', 'outside_steps'])
    await sql`update ${sql.table(table)} set lease_owner = null, lease_until = null where lease_owner is not null`.execute(
      db,
    );
}
