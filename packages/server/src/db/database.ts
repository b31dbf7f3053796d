/** The connection to PostgreSQL and the whole schema as types. Times come as Date, bigint as number. */
import type { MoveProgress, Probe, ProbeStatus, RunLimits, RunProbe } from '@evenkeel/contract';
import {
  type ColumnType,
  CompiledQuery,
  type DatabaseConnection,
  type Generated,
  Kysely,
  PostgresDialect,
} from 'kysely';
import pg from 'pg';
import { presentBounds } from '../access/bound.ts';
import type {
  ApiTokensTable,
  IdentitiesTable,
  KnownDevicesTable,
  SessionsTable,
  SignInWaysTable,
} from './accounts-tables.ts';
import type { CampaignEventsTable, CampaignHostsTable, CampaignsTable } from './campaign-tables.ts';
import type {
  MaintenanceEventsTable,
  MaintenanceRebuildsTable,
  MaintenanceRunsTable,
  MaintenancesTable,
} from './maintenance-tables.ts';
import type { OutsideStepsTable, WebhookCallbacksTable, WebhooksTable } from './outside-tables.ts';

/** Given as Date or ISO text, read as Date. */
type Time = ColumnType<Date, Date | string, Date | string>;
type NullableTime = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
type GeneratedTime = ColumnType<Date, Date | string | undefined, Date | string>;
/** Keys and values as the cloud shows them; null where it does not. */
type TextMap = ColumnType<
  Record<string, string> | null,
  Record<string, string> | null | undefined,
  Record<string, string> | null
>;
/** Written as JSON text, read as the value. */
type Json<Value> = ColumnType<Value, string, string>;

export interface ProvidersTable {
  id: Generated<string>;
  name: string;
  region: string | null;
  auth_url: string;
  demo: Generated<boolean>;
  settings: Json<Record<string, unknown>>;
  secret: Buffer;
  health: Generated<'unknown' | 'ok' | 'slow' | 'down' | 'refused'>;
  health_message: string | null;
  last_good_at: NullableTime;
  compute_version: string | null;
  /** A part of the hosts was once lost and the rest was not. */
  several_cells: Generated<boolean>;
  probe: ColumnType<Probe | null, string | null | undefined, string | null>;
  per_source_host: Generated<number>;
  at_once: Generated<number>;
  link_gbps: Generated<number>;
  seconds_per_move: Generated<number>;
  observe_cursor: NullableTime;
  full_pass_at: NullableTime;
  /** Every move that ended by then is counted in the placement of the hosts' rows. */
  hosts_read_at: NullableTime;
  lease_owner: string | null;
  lease_until: NullableTime;
  created_at: GeneratedTime;
}

export interface ZonesTable {
  provider_id: string;
  name: string;
  available: boolean;
}

export interface HostsTable {
  provider_id: string;
  name: string;
  service_id: string;
  hypervisor_id: string | null;
  hypervisor_hostname: string | null;
  zone: string | null;
  status: 'enabled' | 'disabled';
  state: 'up' | 'down' | 'unknown';
  disabled_reason: string | null;
  forced_down: Generated<boolean>;
  hypervisor_type: string | null;
  hypervisor_version: number | null;
  vcpus: number | null;
  vcpus_used: number | null;
  memory_mb: number | null;
  memory_mb_used: number | null;
  disk_gb: number | null;
  disk_gb_used: number | null;
  disk_available_least_gb: number | null;
  /** openstack's `Hypervisor.cpuInfo`. */
  cpu_info: Json<{
    arch: string | null;
    vendor: string | null;
    model: string | null;
    features: string[];
  } | null>;
  /** openstack's `PlacementInventory[]`. */
  placement: Json<
    { resourceClass: string; total: number; reserved: number; allocationRatio: number; used: number }[] | null
  >;
  /** The host's own traits in placement. */
  traits: ColumnType<string[] | null, string[] | null | undefined, string[] | null>;
  observed_at: Time;
}

export interface FlavorsTable {
  provider_id: string;
  id: string;
  name: string;
  vcpus: number;
  memory_mb: number;
  disk_gb: number;
  extra_specs: TextMap;
}

export interface ServerGroupsTable {
  provider_id: string;
  id: string;
  name: string;
  policy: string;
  max_server_per_host: number | null;
  members: string[];
}

export interface AggregatesTable {
  provider_id: string;
  id: number;
  name: string;
  zone: string | null;
  hosts: string[];
  metadata: Json<Record<string, string>>;
}

export interface ProjectsTable {
  provider_id: string;
  id: string;
  name: string;
}

export interface InstancesTable {
  provider_id: string;
  id: string;
  name: string;
  status: string;
  power_state: string;
  vm_state: string | null;
  task_state: string | null;
  host: string | null;
  hypervisor_hostname: string | null;
  zone: string | null;
  pinned_zone: string | null;
  project_id: string | null;
  user_id: string | null;
  progress: number | null;
  locked: Generated<boolean>;
  flavor_id: string | null;
  flavor: string | null;
  vcpus: number | null;
  memory_mb: number | null;
  disk_gb: number | null;
  ephemeral_gb: number | null;
  swap_mb: number | null;
  image_id: string | null;
  extra_specs: TextMap;
  image_properties: TextMap;
  volume_ids: Generated<string[]>;
  ip_addresses: Generated<string[]>;
  fault_message: string | null;
  created_at: NullableTime;
  updated_at: NullableTime;
  launched_at: NullableTime;
  observed_at: Time;
}

export interface MigrationsTable {
  provider_id: string;
  id: number;
  uuid: string | null;
  instance_id: string;
  status: string;
  source_host: string | null;
  destination_host: string | null;
  created_at: Time;
  updated_at: NullableTime;
  memory_total_bytes: number | null;
  memory_processed_bytes: number | null;
  memory_remaining_bytes: number | null;
  disk_total_bytes: number | null;
  disk_processed_bytes: number | null;
  disk_remaining_bytes: number | null;
  observed_at: Time;
}

export interface RunsTable {
  id: Generated<string>;
  idempotency_key: string;
  request_digest: string;
  options: Json<{ host: string | null; blockMigration: 'auto' | 'yes' | 'no'; diskOverCommit: boolean }>;
  created_by: string;
  created_at: GeneratedTime;
  kind: Generated<'migrate' | 'drain' | 'return' | 'balance'>;
  status: Generated<'active' | 'paused' | 'cancelling' | 'done'>;
  /** contract's RunLimits. */
  limits: ColumnType<RunLimits, string | undefined, string>;
  turn_order: Generated<'given' | 'smallest-first' | 'largest-first'>;
  probe: ColumnType<RunProbe | null, string | null | undefined, string | null>;
  ended_at: NullableTime;
}

export interface MovesTable {
  id: Generated<string>;
  run_id: string;
  position: number;
  provider_id: string;
  instance_id: string;
  instance_name: string;
  state: string;
  outcome: string | null;
  reason: string | null;
  cloud_message: string | null;
  next_step: string | null;
  source_host: string | null;
  requested_host: string | null;
  destination_host: string | null;
  block_migration: 'auto' | 'yes' | 'no';
  disk_over_commit: boolean;
  request_id: string | null;
  migration_id: number | null;
  known_request_ids: Generated<string[]>;
  known_migration_id: number | null;
  requesting_at: NullableTime;
  submitted_at: NullableTime;
  ended_at: NullableTime;
  deadline_at: NullableTime;
  /** contract's MoveProgress. */
  progress: ColumnType<MoveProgress | null, string | null | undefined, string | null>;
  lease_owner: string | null;
  lease_until: NullableTime;
  next_check_at: GeneratedTime;
  created_at: GeneratedTime;
  locked_when_asked: Generated<boolean>;
  sends: Generated<number>;
  unanswered: Generated<number>;
  gone_since: NullableTime;
  disagrees_since: NullableTime;
  overdue_since: NullableTime;
  compute_version: string | null;
  abort_asked_at: NullableTime;
  abort_asked_by: string | null;
  abort_answered_at: NullableTime;
  force_asked_at: NullableTime;
  force_asked_by: string | null;
  force_answered_at: NullableTime;
  turn: Generated<number>;
  after_ids: Generated<string[]>;
  why: string | null;
  zone: string | null;
  copy_bytes: number | null;
  refused_hosts: Generated<string[]>;
  untraced_since: NullableTime;
}

export interface MoveEventsTable {
  id: Generated<number>;
  move_id: string;
  at: GeneratedTime;
  state: string;
  message: string;
  evidence: ColumnType<unknown, string | null | undefined, string | null>;
}

export interface MoveSamplesTable {
  move_id: string;
  at: GeneratedTime;
  memory_total_bytes: number | null;
  memory_remaining_bytes: number | null;
  memory_processed_bytes: number | null;
  disk_total_bytes: number | null;
  disk_remaining_bytes: number | null;
  disk_processed_bytes: number | null;
}

export interface ProbeResultsTable {
  move_id: string;
  probe: Json<Probe>;
  address: string | null;
  status: Generated<ProbeStatus>;
  message: Generated<string>;
  started_at: GeneratedTime;
  ended_at: NullableTime;
  sent: number | null;
  lost: number | null;
  slowest_answer_ms: number | null;
  gap_at: NullableTime;
  gap_lost: number | null;
  gap_at_least_ms: number | null;
  gap_at_most_ms: number | null;
  lease_owner: string | null;
  lease_until: NullableTime;
}

export interface UsersTable {
  id: Generated<string>;
  username: string;
  /** Null for who signs in elsewhere. */
  password_hash: string | null;
  /** The password is a code that only lets its holder choose one. */
  password_once: Generated<boolean>;
  disabled_at: NullableTime;
  created_at: GeneratedTime;
}

export interface Database {
  providers: ProvidersTable;
  zones: ZonesTable;
  hosts: HostsTable;
  flavors: FlavorsTable;
  server_groups: ServerGroupsTable;
  aggregates: AggregatesTable;
  projects: ProjectsTable;
  instances: InstancesTable;
  migrations: MigrationsTable;
  runs: RunsTable;
  moves: MovesTable;
  move_events: MoveEventsTable;
  move_samples: MoveSamplesTable;
  probe_results: ProbeResultsTable;
  users: UsersTable;
  sessions: SessionsTable;
  api_tokens: ApiTokensTable;
  known_devices: KnownDevicesTable;
  sign_in_ways: SignInWaysTable;
  identities: IdentitiesTable;
  maintenances: MaintenancesTable;
  maintenance_runs: MaintenanceRunsTable;
  maintenance_rebuilds: MaintenanceRebuildsTable;
  maintenance_events: MaintenanceEventsTable;
  campaigns: CampaignsTable;
  campaign_hosts: CampaignHostsTable;
  campaign_events: CampaignEventsTable;
  outside_steps: OutsideStepsTable;
  webhooks: WebhooksTable;
  webhook_callbacks: WebhookCallbacksTable;
}

export type Db = Kysely<Database>;

/** bigint and numeric counts: none of ours comes near 2^53. */
const AS_NUMBER = new Set<number>([pg.types.builtins.INT8, pg.types.builtins.NUMERIC]);

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    AS_NUMBER.has(oid)
      ? Number
      : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};

/**
 * A pool of connections; none is made before the first query. Close it with `db.destroy()`.
 * @param onError told of a broken idle connection; without a listener it would end the process.
 */
export function openDatabase(
  connectionString: string,
  options: { maxConnections?: number; onError?: (error: Error) => void } = {},
): Db {
  const pool = new pg.Pool({
    connectionString,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: 10_000,
    application_name: 'evenkeel',
    types,
  });
  pool.on('error', (error) => options.onError?.(error));
  return new Kysely<Database>({
    dialect: new PostgresDialect({ pool, onReserveConnection: bindConnection }),
  });
}

/** By what each connection is bound; one that is not here is unbound. */
const boundsOf = new WeakMap<DatabaseConnection, string>();

/** Whoever takes a connection finds it bound by the grants of their own work, whoever had it before. */
async function bindConnection(connection: DatabaseConnection): Promise<void> {
  const bounds = presentBounds();
  if ((boundsOf.get(connection) ?? '') === bounds) return;
  await connection.executeQuery(CompiledQuery.raw('select evenkeel_bind($1)', [bounds]));
  boundsOf.set(connection, bounds);
}
