/** Rows as the inventory and the runner write them, for tests of what people look at. */
import type { Insertable } from 'kysely';
import type {
  HostsTable,
  InstancesTable,
  MigrationsTable,
  ProvidersTable,
} from '../../src/db/cloud-tables.ts';
import type { Database, Db } from '../../src/db/database.ts';
import type { MovesTable } from '../../src/db/run-tables.ts';

const OBSERVED_AT = '2026-03-01T12:00:00.000Z';

/** Gives the provider's id. */
export async function addProvider(
  db: Db,
  provider: Partial<Insertable<ProvidersTable>> & { name: string },
): Promise<string> {
  const { id } = await db
    .insertInto('providers')
    .values({
      auth_url: 'https://cloud.example:5000/v3',
      settings: '{}',
      secret: Buffer.from('sealed'),
      health: 'ok',
      ...provider,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

type InstanceValues = Partial<Insertable<InstancesTable>> & { name: string };

/** Each gets its name as id unless it says otherwise. */
export async function addInstances(db: Db, providerId: string, instances: InstanceValues[]): Promise<void> {
  const rows = instances.map((instance) => ({
    id: instance.name,
    status: 'ACTIVE',
    power_state: 'on',
    vm_state: 'active',
    flavor: 'm1.small',
    vcpus: 1,
    memory_mb: 2048,
    disk_gb: 20,
    created_at: '2026-01-01T00:00:00.000Z',
    ...instance,
    provider_id: providerId,
    observed_at: OBSERVED_AT,
  }));
  await db.insertInto('instances').values(rows).execute();
}

export async function addHosts(
  db: Db,
  providerId: string,
  hosts: (Partial<Insertable<HostsTable>> & { name: string })[],
): Promise<void> {
  const rows = hosts.map((host) => ({
    service_id: `service-${host.name}`,
    status: 'enabled' as const,
    state: 'up' as const,
    cpu_info: 'null',
    placement: 'null',
    ...host,
    provider_id: providerId,
    observed_at: OBSERVED_AT,
  }));
  await db.insertInto('hosts').values(rows).execute();
}

export async function addMigrations(
  db: Db,
  providerId: string,
  migrations: (Partial<Insertable<MigrationsTable>> & { id: number; instance_id: string })[],
): Promise<void> {
  const rows = migrations.map((migration) => ({
    status: 'completed',
    created_at: OBSERVED_AT,
    ...migration,
    provider_id: providerId,
    observed_at: OBSERVED_AT,
  }));
  await db.insertInto('migrations').values(rows).execute();
}

type MoveValues = Partial<Insertable<MovesTable>> & { instance_id: string };

/** A run of these moves; gives the ids of the moves. */
export async function addMoves(db: Db, providerId: string, moves: MoveValues[]): Promise<string[]> {
  const options: Insertable<Database['runs']>['options'] = JSON.stringify({
    host: null,
    blockMigration: 'auto',
    diskOverCommit: false,
  });
  const run = await db
    .insertInto('runs')
    .values({ idempotency_key: crypto.randomUUID(), request_digest: 'x', options, created_by: 'admin' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const rows = moves.map((move, position) => ({
    instance_name: move.instance_id,
    state: 'planned',
    block_migration: 'auto' as const,
    disk_over_commit: false,
    ...move,
    run_id: run.id,
    position,
    provider_id: providerId,
  }));
  const made = await db.insertInto('moves').values(rows).returning('id').execute();
  return made.map(({ id }) => id);
}
