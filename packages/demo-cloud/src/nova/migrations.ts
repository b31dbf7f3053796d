import { badRequest, conflict, notFound } from '../http/errors.ts';
import { accepted, type DemoRequest, ok, type Router } from '../http/router.ts';
import { microsecondsText } from '../state/clock.ts';
import type { LiveMigrations } from '../state/live-migration.ts';
import type { Migration } from '../state/model.ts';
import type { Region } from '../state/region.ts';
import { instanceOf } from './access.ts';
import { nextLinks, pageLimit, timeParameter, wholeSeconds } from './paging.ts';
import { requirePolicy } from './policies.ts';
import { callerOf } from './server-actions.ts';
import { requireVersions } from './version.ts';

/** The statuses `/servers/{id}/migrations` shows; `accepted` is not among them (operations.md A3). */
const IN_PROGRESS = new Set(['queued', 'preparing', 'running', 'post-migrating']);

export function addMigrationRoutes(router: Router, region: Region, migrations: LiveMigrations): void {
  router
    .on('GET', '/os-migrations', (request) => ok(listAll(region, request)))
    .on('GET', '/servers/:id/migrations', (request) => {
      requireVersions(request, 23);
      const instance = instanceOf(region, request);
      requirePolicy(request, 'servers:migrations:index');
      const found = (region.migrationsByInstance.get(instance.id) ?? []).filter(({ status }) =>
        IN_PROGRESS.has(status),
      );
      return ok({ migrations: found.map((migration) => progressView(migration, request.version)) });
    })
    .on('GET', '/servers/:id/migrations/:migration', (request) => {
      requireVersions(request, 23);
      requirePolicy(request, 'servers:migrations:show');
      const migration = migrationOf(region, request);
      if (!IN_PROGRESS.has(migration.status)) {
        throw notFound(
          `Live migration ${migration.id} for server ${migration.instanceId} is not in progress.`,
        );
      }
      return ok({ migration: progressView(migration, request.version) });
    })
    .on('DELETE', '/servers/:id/migrations/:migration', (request) => {
      requireVersions(request, 24);
      requirePolicy(request, 'servers:migrations:delete');
      const migration = migrationOf(region, request);
      requireMigrating(region, migration, 'abort live migration');
      const abortable = request.version >= 65 ? ['running', 'queued', 'preparing'] : ['running'];
      if (!abortable.includes(migration.status)) {
        const state = `Migration ${migration.id} state of instance ${migration.instanceId} is ${migration.status}.`;
        throw badRequest(`${state} Cannot abort live migration while the migration is in this state.`);
      }
      migrations.abort(migration, callerOf(request));
      return accepted;
    })
    .on('POST', '/servers/:id/migrations/:migration/action', (request) => {
      requireVersions(request, 22);
      requirePolicy(request, 'servers:migrations:force_complete');
      const migration = migrationOf(region, request);
      requireMigrating(region, migration, 'force_complete');
      if (migration.status !== 'running') {
        const state = `Migration ${migration.id} state of instance ${migration.instanceId} is ${migration.status}.`;
        throw badRequest(`${state} Cannot force_complete while the migration is in this state.`);
      }
      migrations.forceComplete(migration, callerOf(request));
      return accepted;
    });
}

function migrationOf(region: Region, request: DemoRequest): Migration {
  const instance = instanceOf(region, request);
  const { migration: id } = request.params;
  const migration = region.migrationsByInstance.get(instance.id)?.find((each) => String(each.id) === id);
  if (!migration) throw notFound(`Migration ${id} not found for instance ${instance.id}`);
  return migration;
}

function requireMigrating(region: Region, migration: Migration, action: string): void {
  if (region.instances.get(migration.instanceId)?.taskState === 'migrating') return;
  throw conflict(`Instance ${migration.instanceId} is in an invalid state for '${action}'`);
}

/** The parameters os-migrations takes, each with its first microversion; from 2.59 another one is 400. */
const PARAMETERS: Record<string, number> = {
  hidden: 1,
  host: 1,
  instance_uuid: 1,
  source_compute: 1,
  status: 1,
  migration_type: 1,
  limit: 59,
  marker: 59,
  'changes-since': 59,
  'changes-before': 66,
  user_id: 80,
  project_id: 80,
};

/** operations.md A4: newest first and paged from 2.59, oldest first and whole before; never byte counters. */
function listAll(region: Region, request: DemoRequest): unknown {
  requirePolicy(request, 'os-migrations:index');
  const { query, version } = request;
  const unknown = [...query.keys()].find((name) => (PARAMETERS[name] ?? Number.POSITIVE_INFINITY) > version);
  if (unknown && version >= 59)
    throw badRequest(`Additional properties are not allowed ('${unknown}' was unexpected)`);
  const matches = filter(query, version);
  const instanceId = query.get('instance_uuid');
  const scope = instanceId === null ? region.migrations : (region.migrationsByInstance.get(instanceId) ?? []);
  const view = (migration: Migration) => recordView(migration, request);
  if (version < 59) return { migrations: scope.filter(matches).map(view) };
  const limit = pageLimit(query);
  const page: Migration[] = [];
  for (
    let index = firstIndex(region, scope, query.get('marker'));
    index >= 0 && page.length < limit;
    index -= 1
  ) {
    const migration = scope[index];
    if (migration && matches(migration)) page.push(migration);
  }
  const links = nextLinks(request, page.length, limit, page.at(-1)?.uuid ?? '');
  return { migrations: page.map(view), ...(links && { migrations_links: links }) };
}

/** The marker is a uuid; the page begins after it. */
function firstIndex(region: Region, scope: Migration[], marker: string | null): number {
  if (marker === null) return scope.length - 1;
  if (!region.migrations.some(({ uuid }) => uuid === marker))
    throw badRequest(`marker [${marker}] not found`);
  return scope.findIndex(({ uuid }) => uuid === marker) - 1;
}

function filter(query: URLSearchParams, version: number): (migration: Migration) => boolean {
  const status = query.getAll('status').at(-1);
  const type = query.get('migration_type');
  const host = query.get('host');
  const source = host === null ? query.get('source_compute') : null;
  const since = version >= 59 ? timeParameter(query, 'changes-since') : null;
  const before = version >= 66 ? timeParameter(query, 'changes-before') : null;
  const user = version >= 80 ? query.get('user_id') : null;
  const project = version >= 80 ? query.get('project_id') : null;
  return (migration) =>
    (status === undefined || migration.status === status) &&
    (type === null || type === 'live-migration') &&
    (host === null || migration.sourceHost === host || migration.destinationHost === host) &&
    (source === null || migration.sourceHost === source) &&
    (since === null || (migration.updatedAt !== null && wholeSeconds(migration.updatedAt) >= since)) &&
    (before === null || (migration.updatedAt !== null && wholeSeconds(migration.updatedAt) <= before)) &&
    (user === null || migration.userId === user) &&
    (project === null || migration.projectId === project);
}

function recordView(migration: Migration, request: DemoRequest): Record<string, unknown> {
  const { version, baseUrl } = request;
  const path = `/servers/${migration.instanceId}/migrations/${migration.id}`;
  const links = [
    { rel: 'self', href: `${baseUrl}${path}` },
    { rel: 'bookmark', href: `${baseUrl.replace(/\/v2\.1$/, '')}${path}` },
  ];
  return {
    id: migration.id,
    ...(version >= 59 && { uuid: migration.uuid }),
    source_compute: migration.sourceHost,
    dest_compute: migration.destinationHost,
    source_node: migration.sourceNode,
    dest_node: migration.destinationNode,
    dest_host: null,
    old_instance_type_id: migration.flavorNumericId,
    new_instance_type_id: migration.flavorNumericId,
    instance_uuid: migration.instanceId,
    status: migration.status,
    ...(version >= 23 && { migration_type: 'live-migration' }),
    ...(version >= 80 && { user_id: migration.userId, project_id: migration.projectId }),
    created_at: microsecondsText(migration.createdAt),
    updated_at: migration.updatedAt === null ? null : microsecondsText(migration.updatedAt),
    ...(version >= 23 && IN_PROGRESS.has(migration.status) && { links }),
  };
}

function progressView(migration: Migration, version: number): Record<string, unknown> {
  const { memory, disk } = migration.sample ?? { memory: null, disk: null };
  return {
    created_at: microsecondsText(migration.createdAt),
    dest_compute: migration.destinationHost,
    dest_host: null,
    dest_node: migration.destinationNode,
    disk_processed_bytes: disk?.processed ?? null,
    disk_remaining_bytes: disk?.remaining ?? null,
    disk_total_bytes: disk?.total ?? null,
    id: migration.id,
    memory_processed_bytes: memory?.processed ?? null,
    memory_remaining_bytes: memory?.remaining ?? null,
    memory_total_bytes: memory?.total ?? null,
    server_uuid: migration.instanceId,
    source_compute: migration.sourceHost,
    source_node: migration.sourceNode,
    status: migration.status,
    updated_at: migration.updatedAt === null ? null : microsecondsText(migration.updatedAt),
    ...(version >= 59 && { uuid: migration.uuid }),
    ...(version >= 80 && { user_id: migration.userId, project_id: migration.projectId }),
  };
}
