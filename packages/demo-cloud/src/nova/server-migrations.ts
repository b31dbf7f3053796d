import { badRequest, conflict, notFound } from '../http/errors.ts';
import { accepted, type DemoRequest, ok, type Router } from '../http/router.ts';
import { microsecondsText } from '../state/clock.ts';
import type { LiveMigrations } from '../state/live-migration.ts';
import type { Instance, Migration } from '../state/model.ts';
import type { Region } from '../state/region.ts';
import { callerOf, instanceOf } from './access.ts';
import { hostsView } from './migrations.ts';
import { requireUnlocked } from './move-actions.ts';
import { allows, requirePolicy } from './policies.ts';
import { objectFields } from './schema.ts';
import { requireVersions } from './version.ts';

/** The statuses `/servers/{id}/migrations` shows; `accepted` and post-copy are not among them (operations.md A3). */
const IN_PROGRESS = new Set(['queued', 'preparing', 'running', 'post-migrating']);

export const isLiveInProgress = ({ type, status }: Migration): boolean =>
  type === 'live-migration' && IN_PROGRESS.has(status);

/** An instance's live migrations under way: seen, aborted, forced (operations.md A3). */
export function addServerMigrationRoutes(router: Router, region: Region, migrations: LiveMigrations): void {
  router
    .on('GET', '/servers/:id/migrations', (request) => {
      requireVersions(request, 23);
      const instance = instanceOf(region, request);
      requirePolicy(request, 'servers:migrations:index');
      const found = (region.migrationsByInstance.get(instance.id) ?? []).filter(isLiveInProgress);
      return ok({ migrations: found.map((migration) => progressView(migration, request)) });
    })
    .on('GET', '/servers/:id/migrations/:migration', (request) => {
      requireVersions(request, 23);
      const instance = instanceOf(region, request);
      requirePolicy(request, 'servers:migrations:show');
      const migration = migrationOf(region, instance, request);
      if (!migration) throw unknown(instance, request, 404);
      if (!isLiveInProgress(migration))
        throw notFound(`Live migration ${migration.id} for server ${instance.id} is not in progress.`);
      return ok({ migration: progressView(migration, request) });
    })
    .on('DELETE', '/servers/:id/migrations/:migration', (request) => {
      requireVersions(request, 24);
      const instance = instanceOf(region, request);
      requirePolicy(request, 'servers:migrations:delete');
      requireMigrating(instance, request, 'abort live migration');
      const migration = migrationOf(region, instance, request);
      if (!migration) throw unknown(instance, request, 404);
      const abortable = request.version >= 65 ? ['running', 'queued', 'preparing'] : ['running'];
      if (!abortable.includes(migration.status)) throw inThisState(migration, 'abort live migration');
      migrations.abort(migration, callerOf(request));
      return accepted;
    })
    .on('POST', '/servers/:id/migrations/:migration/action', (request) => {
      requireVersions(request, 22);
      const { force_complete: nothing } = objectFields(
        'body',
        request.body,
        ['force_complete'],
        ['force_complete'],
      );
      if (nothing !== null) throw badRequest('Invalid input for field/attribute force_complete.');
      const instance = instanceOf(region, request);
      requirePolicy(request, 'servers:migrations:force_complete');
      requireMigrating(instance, request, 'force_complete');
      if (instance.vmState !== 'active') throw invalidState(instance, 'force_complete');
      const migration = migrationOf(region, instance, request);
      if (!migration) throw unknown(instance, request, 400);
      if (migration.status !== 'running') throw inThisState(migration, 'force_complete');
      migrations.forceComplete(migration, callerOf(request));
      return accepted;
    });
}

function migrationOf(region: Region, instance: Instance, request: DemoRequest): Migration | undefined {
  const { migration: id } = request.params;
  return region.migrationsByInstance.get(instance.id)?.find((each) => String(each.id) === id);
}

function unknown(instance: Instance, request: DemoRequest, status: 400 | 404): Error {
  const message = `Migration ${request.params.migration} not found for instance ${instance.id}`;
  return status === 404 ? notFound(message) : badRequest(message);
}

function inThisState({ id, instanceId, status }: Migration, action: string): Error {
  const state = `Migration ${id} state of instance ${instanceId} is ${status}.`;
  return badRequest(`${state} Cannot ${action} while the migration is in this state.`);
}

const invalidState = (instance: Instance, action: string): Error =>
  conflict(`Instance ${instance.id} is in an invalid state for '${action}'`);

function requireMigrating(instance: Instance, request: DemoRequest, action: string): void {
  requireUnlocked(instance, request);
  if (instance.taskState !== 'migrating') throw invalidState(instance, action);
}

function progressView(migration: Migration, request: DemoRequest): Record<string, unknown> {
  const { version } = request;
  const { memory, disk } = migration.sample ?? { memory: null, disk: null };
  return {
    created_at: microsecondsText(migration.createdAt),
    ...hostsView(migration, allows(request, 'servers:migrations:index:host')),
    disk_processed_bytes: disk?.processed ?? null,
    disk_remaining_bytes: disk?.remaining ?? null,
    disk_total_bytes: disk?.total ?? null,
    id: migration.id,
    memory_processed_bytes: memory?.processed ?? null,
    memory_remaining_bytes: memory?.remaining ?? null,
    memory_total_bytes: memory?.total ?? null,
    server_uuid: migration.instanceId,
    status: migration.status,
    updated_at: migration.updatedAt === null ? null : microsecondsText(migration.updatedAt),
    ...(version >= 59 && { uuid: migration.uuid }),
    ...(version >= 80 && { user_id: migration.userId, project_id: migration.projectId }),
  };
}
