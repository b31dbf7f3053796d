import { badRequest, unexpected } from '../http/errors.ts';
import { type DemoRequest, ok, type Router } from '../http/router.ts';
import type { Instance } from '../state/model.ts';
import type { Region } from '../state/region.ts';
import { instanceOf, visibleInstance } from './access.ts';
import { partialDetail, partialInstances, partialView } from './down-cells.ts';
import { nextLinks, pageLimit } from './paging.ts';
import { requirePolicy } from './policies.ts';
import { projectAsked, serverFilter } from './server-filters.ts';
import { linksOf, serverView } from './server-view.ts';

/** Lists, shows and deletes servers (operations.md A10). */
export function addServerRoutes(router: Router, region: Region): void {
  router
    .on('GET', '/servers/detail', (request) =>
      ok(list(region, request, 'detail', (instance) => serverView(region, instance, request, false))),
    )
    .on('GET', '/servers', (request) =>
      ok(
        list(region, request, 'index', (instance) => ({
          id: instance.id,
          name: instance.name,
          links: linksOf(instance, request),
        })),
      ),
    )
    .on('GET', '/servers/:id', (request) => {
      const instance = visibleInstance(region, request);
      const gone = region.isLost(instance);
      const server = gone
        ? partialDetail(region, instance, request)
        : serverView(region, instance, request, true);
      return ok({ server });
    })
    .on('DELETE', '/servers/:id', (request) => {
      requirePolicy(request, 'servers:delete');
      const instance = instanceOf(region, request);
      region.updateInstance(instance, { taskState: 'deleting' });
      region.time.after(500, () => region.deleteInstance(instance));
      return { status: 204 };
    });
}

function list(
  region: Region,
  request: DemoRequest,
  policy: 'index' | 'detail',
  view: (instance: Instance) => unknown,
): unknown {
  const { query } = request;
  const limit = pageLimit(query);
  const project = projectAsked(request, policy);
  const matches = serverFilter(region, request, project);
  const page: Instance[] = [];
  const scope = scopeOf(region, query);
  for (let index = firstIndex(region, query, scope); index >= 0 && page.length < limit; index -= 1) {
    const instance = scope[index];
    if (instance && matches(instance) && !region.isLost(instance)) page.push(instance);
  }
  const partial = partialInstances(region, request, project, limit - page.length);
  const links = nextLinks(request, page.length, limit, page.at(-1)?.id ?? '');
  const servers = [...partial.map((instance) => partialView(instance, request)), ...page.map(view)];
  return { servers, ...(links && { servers_links: links }) };
}

/** All instances oldest first, or those of the one host that is asked for. */
function scopeOf(region: Region, query: URLSearchParams): readonly Instance[] {
  const host = query.get('host');
  if (host === null) return region.instancesByAge;
  return [...(region.instancesByHost.get(host) ?? [])].sort((left, right) => left.ordinal - right.ordinal);
}

/** Newest first; the page begins after the marker. */
function firstIndex(region: Region, query: URLSearchParams, scope: readonly Instance[]): number {
  const marker = query.get('marker');
  if (marker === null) return scope.length - 1;
  const instance = region.instances.get(marker);
  const deletedToo = query.has('changes-since') || query.has('deleted');
  if (!instance || (instance.deletedAt !== null && !deletedToo))
    throw badRequest(`marker [${marker}] not found`);
  if (region.isLost(instance)) throw unexpected();
  if (scope === region.instancesByAge) return instance.ordinal - 2;
  return scope.findLastIndex(({ ordinal }) => ordinal < instance.ordinal);
}
