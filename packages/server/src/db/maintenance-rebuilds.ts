/** Cold migrations and evacuations of a maintenance. Written only under its lease, which every look asks for again. */
import { type RawBuilder, type Selectable, sql, type Updateable } from 'kysely';
import type { Db } from './database.ts';
import { LeaseLost } from './lease-lost.ts';
import type { MaintenanceLease } from './maintenance-leases.ts';
import type { MaintenanceRebuildsTable } from './maintenance-tables.ts';
import { notify } from './notify.ts';

export type RebuildRow = Selectable<MaintenanceRebuildsTable> & { now: Date };

/** All of them, the oldest first. */
export async function readRebuilds(db: Db, maintenanceId: string): Promise<RebuildRow[]> {
  return db
    .selectFrom('maintenance_rebuilds')
    .selectAll()
    .select(sql<Date>`now()`.as('now'))
    .where('maintenance_id', '=', maintenanceId)
    .orderBy('created_at')
    .execute();
}

/** Puts one in line, anew when an earlier try of the same instance failed. Throws LeaseLost. */
export async function putRebuild(
  db: Db,
  lease: MaintenanceLease,
  row: Pick<RebuildRow, 'instance_id' | 'instance_name' | 'kind' | 'source_host' | 'destination_host'>,
): Promise<void> {
  await underLease(db, lease, (transaction) =>
    transaction
      .insertInto('maintenance_rebuilds')
      .values({
        ...row,
        maintenance_id: lease.id,
        state: 'waiting',
        reason: null,
        known_migration_id: null,
        request_id: null,
      })
      .onConflict((conflict) =>
        conflict.columns(['maintenance_id', 'instance_id']).doUpdateSet({
          state: 'waiting',
          reason: null,
          sends: 0,
          destination_host: row.destination_host,
          changed_at: sql<Date>`now()`,
        }),
      )
      .execute(),
  );
}

type RebuildChanges = {
  [Column in keyof Updateable<MaintenanceRebuildsTable>]:
    | Updateable<MaintenanceRebuildsTable>[Column]
    | RawBuilder<unknown>;
};

/** Throws LeaseLost. */
export async function changeRebuild(
  db: Db,
  lease: MaintenanceLease,
  instanceId: string,
  changes: RebuildChanges,
): Promise<void> {
  await underLease(db, lease, (transaction) =>
    transaction
      .updateTable('maintenance_rebuilds')
      .set({ ...changes, changed_at: sql`now()` } as unknown as Updateable<MaintenanceRebuildsTable>)
      .where('maintenance_id', '=', lease.id)
      .where('instance_id', '=', instanceId)
      .execute(),
  );
}

async function underLease(
  db: Db,
  lease: MaintenanceLease,
  write: (db: Db) => Promise<unknown>,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    // Locked, so that a lease that runs out meanwhile is not given to another before this is written.
    const held = await transaction
      .selectFrom('maintenances')
      .select('provider_id')
      .where('id', '=', lease.id)
      .where('lease_owner', '=', lease.owner)
      .where('lease_until', '>', sql<Date>`now()`)
      .forUpdate()
      .executeTakeFirst();
    if (!held) throw new LeaseLost(`the maintenance ${lease.id}`);
    await write(transaction);
    await notify(transaction, { topic: 'maintenance', providerId: held.provider_id, ids: [lease.id] });
  });
}
