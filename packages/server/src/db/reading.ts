/**
 * What people look at: providers and hosts as the API shows them (reading-instances.ts, reading-moves.ts and
 * reading-migrations.ts have the rest).
 * Each function is one query whatever the number of rows; the indexes they lean on are in migrations/002-reading.ts.
 * Numbers are cast to float8: pg gives bigint as text, and none of ours comes near 2^53.
 */
import type { Host, Provider } from '@evenkeel/contract';
import { type Selectable, sql } from 'kysely';
import type { Executor } from './accounts.ts';
import type { HostsTable } from './cloud-tables.ts';
import { readHostMaintenance } from './maintenance-hosts.ts';
import { time } from './shapes.ts';

/** The states in which a move has reached the cloud: the instance is shown as migrating. */
export const OPEN_IN_THE_CLOUD = sql`('submitted', 'accepted', 'queued', 'preparing', 'copying', 'post-copy', 'verifying')`;

/** Of the table moves, named `m`. */
export const MOVE_COLUMNS = sql`
  m.id, m.run_id, m.provider_id, m.instance_id, m.instance_name, m.state, m.outcome, m.reason, m.cloud_message,
  m.next_step, m.source_host, m.requested_host, m.destination_host, m.block_migration, m.disk_over_commit,
  m.request_id, m.migration_id::float8 as migration_id, m.progress, m.why, m.after_ids, m.compute_version,
  m.untraced_since, m.abort_asked_by, m.force_asked_by, m.created_at, m.submitted_at, m.deadline_at, m.ended_at`;

/** Every provider, or the one asked for, with its counts and zones. */
export async function readProviders(db: Executor, only: string | null = null): Promise<Provider[]> {
  const { rows } = await sql<ProviderRow>`
    with counted as (
      select provider_id, nullif(zone, '') as zone, count(*) as n from instances group by 1, 2
    ), zoned as (
      -- A zone without instances is shown too: it is there to move to.
      select coalesce(c.provider_id, z.provider_id) as provider_id, coalesce(c.zone, z.name) as name, coalesce(c.n, 0) as n
      from counted c full join zones z on z.provider_id = c.provider_id and z.name = c.zone
    ), migrating as (
      select provider_id, count(*) as n from (
        select provider_id, id from instances where status = 'MIGRATING'
        union
        select provider_id, instance_id from moves where outcome is null and state in ${OPEN_IN_THE_CLOUD}
      ) each_once group by 1
    )
    select p.id, p.name, p.region, p.auth_url, p.demo, p.health, p.health_message, p.last_good_at, p.compute_version,
      coalesce((select sum(n) from counted c where c.provider_id = p.id), 0)::float8 as instance_count,
      coalesce((select n from migrating g where g.provider_id = p.id), 0)::float8 as migrating_count,
      (select count(*) from hosts h where h.provider_id = p.id)::float8 as host_count,
      coalesce((select jsonb_agg(jsonb_build_object('name', z.name, 'instanceCount', z.n) order by z.name nulls last)
                from zoned z where z.provider_id = p.id), '[]') as zones
    from providers p where ${only}::uuid is null or p.id = ${only}::uuid
    order by lower(p.name), p.id`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    region: row.region,
    authUrl: row.auth_url,
    demo: row.demo,
    health: row.health,
    healthMessage: row.health_message,
    lastGoodAt: time(row.last_good_at),
    computeVersion: row.compute_version,
    instanceCount: row.instance_count,
    migratingCount: row.migrating_count,
    hostCount: row.host_count,
    zones: row.zones,
  }));
}

interface ProviderRow {
  id: string;
  name: string;
  region: string | null;
  auth_url: string;
  demo: boolean;
  health: Provider['health'];
  health_message: string | null;
  last_good_at: Date | null;
  compute_version: string | null;
  instance_count: number;
  migrating_count: number;
  host_count: number;
  zones: Provider['zones'];
}

/** The hosts of one provider, or of all, by name. */
export async function readHosts(db: Executor, providerId: string | null): Promise<Host[]> {
  const [{ rows }, maintenance] = await Promise.all([
    sql<Omit<Host, 'maintenance' | 'downSince'> & { downSince: Date | null; placement: Inventory[] | null }>`
    select h.provider_id || '/' || h.name as id, h.name, p.name as provider, h.provider_id as "providerId", h.zone,
      h.status, h.state, h.down_since as "downSince", h.disabled_reason as "disabledReason", h.hypervisor_type as "hypervisorType",
      h.hypervisor_version::float8 as "hypervisorVersion", h.vcpus::float8 as vcpus, h.vcpus_used::float8 as "vcpusUsed",
      h.memory_mb::float8 as "memoryMb", h.memory_mb_used::float8 as "memoryMbUsed", h.disk_gb::float8 as "diskGb",
      h.disk_gb_used::float8 as "diskGbUsed", h.disk_available_least_gb::float8 as "diskAvailableLeastGb",
      h.placement, coalesce(c.n, 0)::float8 as "instanceCount"
    from hosts h join providers p on p.id = h.provider_id
    left join (select provider_id, host, count(*) as n from instances group by 1, 2) c
      on c.provider_id = h.provider_id and c.host = h.name
    where ${providerId}::uuid is null or h.provider_id = ${providerId}::uuid
    order by lower(p.name), lower(h.name), h.name`.execute(db),
    readHostMaintenance(db),
  ]);
  return rows.map(({ placement, ...row }) => ({
    ...row,
    ...givenOut(placement ?? []),
    downSince: time(row.downSince),
    maintenance: maintenance.get(row.id) ?? null,
  }));
}

type Inventory = NonNullable<Selectable<HostsTable>['placement']>[number];

/** What the scheduler goes by, wherever placement tells: (total - reserved) * ratio, and what is given out of it. */
function givenOut(
  placement: readonly Inventory[],
): Partial<Pick<Host, 'vcpus' | 'vcpusUsed' | 'memoryMb' | 'memoryMbUsed' | 'diskGb' | 'diskGbUsed'>> {
  const of = (name: string) => {
    const found = placement.find(({ resourceClass }) => resourceClass === name);
    return (
      found && { all: Math.floor((found.total - found.reserved) * found.allocationRatio), used: found.used }
    );
  };
  const [vcpus, memory, disk] = [of('VCPU'), of('MEMORY_MB'), of('DISK_GB')];
  return {
    ...(vcpus && { vcpus: vcpus.all, vcpusUsed: vcpus.used }),
    ...(memory && { memoryMb: memory.all, memoryMbUsed: memory.used }),
    ...(disk && { diskGb: disk.all, diskGbUsed: disk.used }),
  };
}
