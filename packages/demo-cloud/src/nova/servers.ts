import { badRequest } from '../http/errors.ts';
import { type DemoRequest, ok, type Router } from '../http/router.ts';
import type { Instance } from '../state/model.ts';
import type { Region } from '../state/region.ts';
import { instanceOf, isAdmin } from './access.ts';
import { nextLinks, pageLimit, timeParameter, wholeSeconds } from './paging.ts';
import { requirePolicy } from './policies.ts';
import { serverStatus, serverView } from './server-view.ts';

/** Lists, shows and deletes servers (operations.md A10). */
export function addServerRoutes(router: Router, region: Region): void {
  router
    .on('GET', '/servers/detail', (request) =>
      ok(list(region, request, (instance) => serverView(region, instance, request, false))),
    )
    .on('GET', '/servers', (request) =>
      ok(list(region, request, ({ id, name }) => ({ id, name, links: [] }))),
    )
    .on('GET', '/servers/:id', (request) =>
      ok({ server: serverView(region, instanceOf(region, request), request, true) }),
    )
    .on('DELETE', '/servers/:id', (request) => {
      const instance = instanceOf(region, request);
      region.updateInstance(instance, { taskState: 'deleting' });
      region.time.after(500, () => region.deleteInstance(instance));
      return { status: 204 };
    });
}

function list(region: Region, request: DemoRequest, view: (instance: Instance) => unknown): unknown {
  const { query } = request;
  const limit = pageLimit(query);
  const matches = filter(region, request);
  const page: Instance[] = [];
  for (let index = firstIndex(region, query); index >= 0 && page.length < limit; index -= 1) {
    const instance = region.instancesByAge[index];
    if (instance && matches(instance)) page.push(instance);
  }
  const links = nextLinks(request, page.length, limit, page.at(-1)?.id ?? '');
  return { servers: page.map(view), ...(links && { servers_links: links }) };
}

/** Newest first; the page begins after the marker. */
function firstIndex(region: Region, query: URLSearchParams): number {
  const marker = query.get('marker');
  if (marker === null) return region.instancesByAge.length - 1;
  const instance = region.instances.get(marker);
  const deletedToo = query.has('changes-since') || query.has('deleted');
  if (!instance || (instance.deletedAt !== null && !deletedToo))
    throw badRequest(`marker [${marker}] not found`);
  return instance.ordinal - 2;
}

const flag = (text: string | null): boolean => text !== null && /^(1|true|yes|on|t|y|)$/i.test(text);

function filter(region: Region, request: DemoRequest): (instance: Instance) => boolean {
  const { query } = request;
  const allProjects = flag(query.get('all_tenants'));
  if (allProjects) requirePolicy(request, 'servers:detail:get_all_tenants');
  const project = allProjects ? (query.get('project_id') ?? query.get('tenant_id')) : request.token.projectId;
  const since = timeParameter(query, 'changes-since');
  const before = timeParameter(query, 'changes-before');
  const wantsDeleted = query.get('deleted');
  const deletedToo = isAdmin(request) && (wantsDeleted === null ? since !== null : flag(wantsDeleted));
  const statuses = query.getAll('status').map((status) => status.toUpperCase());
  const host = query.get('host');
  const onHost = host === null ? null : region.instanceIdsByHost.get(host);
  const name = query.get('name');
  const uuids = query.getAll('uuid');
  const state = query.get('vm_state');
  const task = query.get('task_state');
  const locked = request.version >= 73 ? query.get('locked') : null;
  return (instance) =>
    (deletedToo || instance.deletedAt === null) &&
    (since !== null || wantsDeleted === null || flag(wantsDeleted) === (instance.deletedAt !== null)) &&
    (project === null || instance.projectId === project) &&
    (host === null || onHost?.has(instance.id) === true) &&
    (since === null || wholeSeconds(instance.updatedAt) >= since) &&
    (before === null || wholeSeconds(instance.updatedAt) <= before) &&
    (statuses.length === 0 || statuses.includes(serverStatus(instance))) &&
    (name === null || instance.name.includes(name)) &&
    (uuids.length === 0 || uuids.includes(instance.id)) &&
    (state === null || instance.vmState === state) &&
    (task === null || instance.taskState === task) &&
    (locked === null || flag(locked) === instance.locked);
}
