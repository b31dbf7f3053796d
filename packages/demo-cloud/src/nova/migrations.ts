import { badRequest } from '../http/errors.ts';
import { type DemoRequest, ok, type Router } from '../http/router.ts';
import { microsecondsText } from '../state/clock.ts';
import type { Migration } from '../state/model.ts';
import type { Region } from '../state/region.ts';
import { nextLinks, pageLimit, timeParameter, wholeSeconds } from './paging.ts';
import { allows, requirePolicy } from './policies.ts';
import { isLiveInProgress } from './server-migrations.ts';

/** `GET /os-migrations`: every kind and status of the whole cloud. */
export function addMigrationsRoute(router: Router, region: Region): void {
  router.on('GET', '/os-migrations', (request) => ok(listAll(region, request)));
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

/** A cloud that knows managers asks more of who wants other projects' migrations than the own ones. */
function requireAllowed(request: DemoRequest): void {
  requirePolicy(request, 'os-migrations:index');
  const project = request.query.get('project_id');
  if (project === null || project !== request.token.projectId)
    requirePolicy(request, 'os-migrations:index:all_projects');
}

/** operations.md A4: newest first and paged from 2.59, oldest first and whole before; never byte counters. */
function listAll(region: Region, request: DemoRequest): unknown {
  const { query, version } = request;
  requireAllowed(request);
  const unknown = [...query.keys()].find((name) => (PARAMETERS[name] ?? Number.POSITIVE_INFINITY) > version);
  if (unknown && version >= 59)
    throw badRequest(`Additional properties are not allowed ('${unknown}' was unexpected)`);
  const asked = filter(query, version);
  const matches = (migration: Migration) => asked(migration) && !lostMigration(region, migration);
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

/** A cell that does not answer is skipped. */
function lostMigration(region: Region, migration: Migration): boolean {
  const instance = region.instances.get(migration.instanceId);
  return instance !== undefined && region.isLost(instance);
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
    (type === null || migration.type === type) &&
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
    ...hostsView(migration, allows(request, 'os-migrations:index:host')),
    old_instance_type_id: migration.flavorNumericId,
    new_instance_type_id: migration.flavorNumericId,
    instance_uuid: migration.instanceId,
    status: migration.status,
    ...(version >= 23 && { migration_type: migration.type }),
    ...(version >= 80 && { user_id: migration.userId, project_id: migration.projectId }),
    created_at: microsecondsText(migration.createdAt),
    updated_at: migration.updatedAt === null ? null : microsecondsText(migration.updatedAt),
    ...(version >= 23 && isLiveInProgress(migration) && { links }),
  };
}

/** Nulls for who may not see hosts. */
export function hostsView(migration: Migration, shown: boolean): Record<string, string | null> {
  return {
    source_compute: shown ? migration.sourceHost : null,
    dest_compute: shown ? migration.destinationHost : null,
    source_node: shown ? migration.sourceNode : null,
    dest_node: shown ? migration.destinationNode : null,
    dest_host: null,
  };
}
