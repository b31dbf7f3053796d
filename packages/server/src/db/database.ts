/** The connection to PostgreSQL and the whole schema as types. Times come as Date, bigint as number. */
import { CompiledQuery, type DatabaseConnection, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { presentBounds } from '../access/bound.ts';
import type {
  ApiTokensTable,
  IdentitiesTable,
  KnownDevicesTable,
  SessionsTable,
  SignInWaysTable,
  UsersTable,
} from './accounts-tables.ts';
import type { CampaignEventsTable, CampaignHostsTable, CampaignsTable } from './campaign-tables.ts';
import type {
  AggregatesTable,
  FlavorsTable,
  HostsTable,
  InstancesTable,
  MigrationsTable,
  ProjectsTable,
  ProvidersTable,
  ServerGroupsTable,
  ZonesTable,
} from './cloud-tables.ts';
import type {
  MaintenanceEventsTable,
  MaintenanceRebuildsTable,
  MaintenanceRunsTable,
  MaintenancesTable,
} from './maintenance-tables.ts';
import type { OutsideStepsTable, WebhookCallbacksTable, WebhooksTable } from './outside-tables.ts';
import type {
  MoveEventsTable,
  MoveSamplesTable,
  MovesTable,
  ProbeResultsTable,
  RunsTable,
} from './run-tables.ts';

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
