import { badRequest, notFound, unexpected } from '../http/errors.ts';
import { type DemoRequest, ok, type Router } from '../http/router.ts';
import type { Host } from '../state/model.ts';
import type { Region } from '../state/region.ts';
import {
  capacityOf,
  hypervisorId,
  hypervisorSummary,
  hypervisorView,
  serversOn,
  uptimeOf,
} from './hypervisor-view.ts';
import { nextLinks, pageLimit } from './paging.ts';
import { requirePolicy } from './policies.ts';
import { refuseStrayParameters } from './schema.ts';
import { requireVersions } from './version.ts';

type View = (region: Region, host: Host, request: DemoRequest) => Record<string, unknown>;

/** os-hypervisors (operations.md A8, nova/api/openstack/compute/hypervisors.py). */
export function addHypervisorRoutes(router: Router, region: Region): void {
  router
    .on('GET', '/os-hypervisors', (request) => ok(list(region, request, 'list', hypervisorSummary)))
    .on('GET', '/os-hypervisors/detail', (request) =>
      ok(list(region, request, 'list-detail', hypervisorView)),
    )
    .on('GET', '/os-hypervisors/statistics', (request) => {
      requireVersions(request, 1, 87);
      requirePolicy(request, 'os-hypervisors:statistics');
      return ok({ hypervisor_statistics: statistics(region) });
    })
    .on('GET', '/os-hypervisors/:id/uptime', (request) => {
      requireVersions(request, 1, 87);
      requirePolicy(request, 'os-hypervisors:uptime');
      const host = hypervisorOf(region, request);
      const uptime = uptimeOf(host);
      if (uptime === null) throw badRequest(`Compute service of ${host.name} is unavailable at this time.`);
      return ok({ hypervisor: { ...hypervisorSummary(region, host, request), uptime } });
    })
    .on('GET', '/os-hypervisors/:pattern/search', (request) => {
      requireVersions(request, 1, 52);
      requirePolicy(request, 'os-hypervisors:search');
      const hosts = hostsLike(region, request.params.pattern ?? '');
      return ok({ hypervisors: hosts.map((host) => hypervisorSummary(region, host, request)) });
    })
    .on('GET', '/os-hypervisors/:pattern/servers', (request) => {
      requireVersions(request, 1, 52);
      requirePolicy(request, 'os-hypervisors:servers');
      const view = (host: Host) => {
        const servers = serversOn(region, host);
        return { ...hypervisorSummary(region, host, request), ...(servers.length > 0 && { servers }) };
      };
      return ok({ hypervisors: hostsLike(region, request.params.pattern ?? '').map(view) });
    })
    .on('GET', '/os-hypervisors/:id', (request) => {
      requirePolicy(request, 'os-hypervisors:show');
      refuseStrayParameters(request, 53, ['with_servers']);
      return ok({ hypervisor: hypervisorView(region, hypervisorOf(region, request), request) });
    });
}

function hypervisorOf(region: Region, request: DemoRequest): Host {
  const { id = '' } = request.params;
  if (request.version >= 53 && !/^[0-9a-f-]{36}$/.test(id)) throw badRequest(`Invalid uuid ${id}`);
  const host = [...region.hosts.values()].find((each) => id === String(hypervisorId(each, request)));
  if (!host) throw notFound(`Hypervisor with ID '${id}' could not be found.`);
  return host;
}

function hostsLike(region: Region, pattern: string): Host[] {
  const found = [...region.hosts.values()].filter((host) => host.hypervisorHostname.includes(pattern));
  if (found.length === 0) throw notFound(`No hypervisor matching '${pattern}' could be found.`);
  return found;
}

/** By pattern or by pages, not by both; whole below 2.33. */
function list(region: Region, request: DemoRequest, policy: string, view: View): unknown {
  requirePolicy(request, `os-hypervisors:${policy}`);
  const { query, version } = request;
  refuseStrayParameters(request, 53, ['limit', 'marker', 'hypervisor_hostname_pattern', 'with_servers']);
  const show = (hosts: Host[]) => hosts.map((host) => view(region, host, request));
  if (region.downCells.size > 0) throw unexpected();
  const hosts = [...region.hosts.values()];
  if (version < 33) return { hypervisors: show(hosts) };
  const pattern = version >= 53 ? query.get('hypervisor_hostname_pattern') : null;
  if (pattern !== null) {
    if (query.has('limit') || query.has('marker')) {
      throw badRequest(
        'Paging over hypervisors with the hypervisor_hostname_pattern query parameter is not supported.',
      );
    }
    return { hypervisors: show(hostsLike(region, pattern)) };
  }
  const marker = query.get('marker');
  const position =
    marker === null ? -1 : hosts.findIndex((host) => String(hypervisorId(host, request)) === marker);
  if (marker !== null && position < 0) throw badRequest(`marker [${marker}] not found`);
  const limit = pageLimit(query);
  const page = hosts.slice(position + 1, position + 1 + limit);
  const last = page.at(-1);
  const links = nextLinks(request, page.length, limit, last ? String(hypervisorId(last, request)) : '');
  return { hypervisors: show(page), ...(links && { hypervisors_links: links }) };
}

/** Sums over all hosts. */
function statistics(region: Region): Record<string, number> {
  const sums: Record<string, number> = { count: region.hosts.size };
  for (const host of region.hosts.values()) {
    for (const [name, value] of Object.entries(capacityOf(region, host)))
      sums[name] = (sums[name] ?? 0) + value;
  }
  return sums;
}
