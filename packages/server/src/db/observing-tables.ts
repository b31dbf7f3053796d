/** The tables that hold what was observed of a cloud: their columns as the upserts of observing.ts need them. */
import type { Selectable } from 'kysely';
import type {
  AggregatesTable,
  FlavorsTable,
  HostsTable,
  InstancesTable,
  MigrationsTable,
  ProjectsTable,
  ServerGroupsTable,
  ZonesTable,
} from './cloud-tables.ts';

/** A row as it is handed over: times as ISO 8601 UTC text, JSON as values; whose and when is said once for all rows. */
export type Observed<Table> = {
  [Column in Exclude<
    keyof Selectable<Table>,
    'provider_id' | 'observed_at'
  >]: Date extends Selectable<Table>[Column]
    ? string | Exclude<Selectable<Table>[Column], Date>
    : Selectable<Table>[Column];
};

export type HostRow = Observed<HostsTable>;
export type InstanceRow = Observed<InstancesTable>;
export type MigrationRow = Observed<MigrationsTable>;

export interface ObservedTable<Row> {
  name: string;
  key: keyof Row & string;
  /** PostgreSQL's type of each column. */
  columns: Record<keyof Row & string, string>;
  /** With `observed_at`: an answer that was asked for earlier never overwrites one that was asked for later. */
  timed: boolean;
  /** What is stored where it is not the value itself; `n` is the new row, `i` the stored one, `p` names the provider. */
  values?: Partial<Record<keyof Row & string, string>>;
  joins?: string;
  /** When a new row `n` must not replace the stored one `i`, whatever the times. */
  unless?: string;
}

export const ZONES: ObservedTable<Observed<ZonesTable>> = {
  name: 'zones',
  key: 'name',
  columns: { name: 'text', available: 'boolean' },
  timed: false,
};

export const FLAVORS: ObservedTable<Observed<FlavorsTable>> = {
  name: 'flavors',
  key: 'id',
  columns: {
    id: 'text',
    name: 'text',
    vcpus: 'int',
    memory_mb: 'bigint',
    disk_gb: 'bigint',
    extra_specs: 'jsonb',
  },
  timed: false,
};

export const SERVER_GROUPS: ObservedTable<Observed<ServerGroupsTable>> = {
  name: 'server_groups',
  key: 'id',
  columns: { id: 'text', name: 'text', policy: 'text', max_server_per_host: 'int', members: 'text[]' },
  timed: false,
};

export const AGGREGATES: ObservedTable<Observed<AggregatesTable>> = {
  name: 'aggregates',
  key: 'id',
  columns: { id: 'bigint', name: 'text', zone: 'text', hosts: 'text[]', metadata: 'jsonb' },
  timed: false,
};

export const PROJECTS: ObservedTable<Observed<ProjectsTable>> = {
  name: 'projects',
  key: 'id',
  columns: { id: 'text', name: 'text' },
  timed: false,
};

export const HOSTS: ObservedTable<HostRow> = {
  name: 'hosts',
  key: 'name',
  columns: {
    name: 'text',
    service_id: 'text',
    hypervisor_id: 'text',
    hypervisor_hostname: 'text',
    zone: 'text',
    status: 'text',
    state: 'text',
    disabled_reason: 'text',
    forced_down: 'boolean',
    hypervisor_type: 'text',
    hypervisor_version: 'bigint',
    vcpus: 'int',
    vcpus_used: 'int',
    memory_mb: 'bigint',
    memory_mb_used: 'bigint',
    disk_gb: 'bigint',
    disk_gb_used: 'bigint',
    disk_available_least_gb: 'bigint',
    cpu_info: 'jsonb',
    placement: 'jsonb',
    traits: 'text[]',
  },
  timed: true,
};

export const INSTANCES: ObservedTable<InstanceRow> = {
  name: 'instances',
  key: 'id',
  columns: {
    id: 'text',
    name: 'text',
    status: 'text',
    power_state: 'text',
    vm_state: 'text',
    task_state: 'text',
    host: 'text',
    hypervisor_hostname: 'text',
    zone: 'text',
    pinned_zone: 'text',
    project_id: 'text',
    user_id: 'text',
    progress: 'int',
    locked: 'boolean',
    flavor_id: 'text',
    flavor: 'text',
    vcpus: 'int',
    memory_mb: 'bigint',
    disk_gb: 'bigint',
    ephemeral_gb: 'bigint',
    swap_mb: 'bigint',
    image_id: 'text',
    extra_specs: 'jsonb',
    image_properties: 'jsonb',
    volume_ids: 'text[]',
    ip_addresses: 'text[]',
    fault_message: 'text',
    created_at: 'timestamptz',
    updated_at: 'timestamptz',
    launched_at: 'timestamptz',
  },
  timed: true,
  // Below 2.47 a server names its flavor by id alone.
  joins: 'left join flavors f on f.provider_id = p.provider_id and f.id = n.flavor_id',
  values: {
    flavor: 'coalesce(n.flavor, f.name)',
    vcpus: 'coalesce(n.vcpus, f.vcpus)',
    memory_mb: 'coalesce(n.memory_mb, f.memory_mb)',
    disk_gb: 'coalesce(n.disk_gb, f.disk_gb)',
    extra_specs: 'coalesce(n.extra_specs, f.extra_specs)',
  },
};

/** Where Nova's own id starts again (another cloud behind the same name), the creation tells the records apart. */
const SAME_RECORD = 'i.created_at = n.created_at';
/** os-migrations has no byte counters, and after the end nothing has: what was seen is kept (operations.md G). */
const kept = (column: string) =>
  `case when ${SAME_RECORD} then coalesce(n.${column}, i.${column}) else n.${column} end`;

/** The statuses in which a live migration goes on; every other word of Nova's is an end (operations.md B). */
export const IN_FLIGHT = [
  'accepted',
  'queued',
  'preparing',
  'running',
  'running (post-copy)',
  'post-migrating',
];
const inFlight = IN_FLIGHT.map((status) => `'${status}'`).join(', ');

export const MIGRATIONS: ObservedTable<MigrationRow> = {
  name: 'migrations',
  key: 'id',
  columns: {
    id: 'bigint',
    uuid: 'text',
    instance_id: 'text',
    status: 'text',
    source_host: 'text',
    destination_host: 'text',
    created_at: 'timestamptz',
    updated_at: 'timestamptz',
    memory_total_bytes: 'bigint',
    memory_processed_bytes: 'bigint',
    memory_remaining_bytes: 'bigint',
    disk_total_bytes: 'bigint',
    disk_processed_bytes: 'bigint',
    disk_remaining_bytes: 'bigint',
  },
  timed: true,
  values: {
    memory_total_bytes: kept('memory_total_bytes'),
    memory_processed_bytes: kept('memory_processed_bytes'),
    memory_remaining_bytes: kept('memory_remaining_bytes'),
    disk_total_bytes: kept('disk_total_bytes'),
    disk_processed_bytes: kept('disk_processed_bytes'),
    disk_remaining_bytes: kept('disk_remaining_bytes'),
  },
  // An ended record never goes on: such an answer was overtaken on its way.
  unless: `${SAME_RECORD} and i.status not in (${inFlight}) and n.status in (${inFlight})`,
};
