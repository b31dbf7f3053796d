import { badRequest, notFound } from '../http/errors.ts';
import { type DemoRequest, ok, type Router } from '../http/router.ts';
import { microsecondsText } from '../state/clock.ts';
import type { Aggregate, Flavor, ServerGroup } from '../state/model.ts';
import type { Region } from '../state/region.ts';
import { isUp } from '../state/scheduler.ts';
import { isAdmin } from './access.ts';
import { nextLinks, pageLimit } from './paging.ts';
import { requirePolicy } from './policies.ts';
import { refuseStrayParameters } from './schema.ts';

/** What seldom changes: flavors, server groups, aggregates and zones (operations.md A9). */
export function addCatalogueRoutes(router: Router, region: Region): void {
  router
    .on('GET', '/flavors/detail', (request) => ok(listFlavors(region, request)))
    .on('GET', '/flavors/:id', (request) => ok({ flavor: flavorView(flavorOf(region, request), request) }))
    .on('GET', '/flavors/:id/os-extra_specs', (request) =>
      ok({ extra_specs: flavorOf(region, request).extraSpecs }),
    )
    .on('GET', '/os-server-groups', (request) => ok(listGroups(region, request)))
    .on('GET', '/os-aggregates', (request) => {
      requirePolicy(request, 'os-aggregates:index');
      return ok({
        aggregates: region.aggregates.map((aggregate) => aggregateView(aggregate, request.version)),
      });
    })
    .on('GET', '/os-availability-zone', () =>
      ok({ availabilityZoneInfo: zones(region).map((zone) => zoneView(region, zone, false)) }),
    )
    .on('GET', '/os-availability-zone/detail', (request) => {
      requirePolicy(request, 'os-availability-zone:detail');
      return ok({
        availabilityZoneInfo: [
          ...zones(region).map((zone) => zoneView(region, zone, true)),
          internalZone(region),
        ],
      });
    });
}

function flavorOf(region: Region, request: DemoRequest): Flavor {
  const flavor = region.flavors.find(({ id }) => id === request.params.id);
  if (!flavor) throw notFound(`Flavor ${request.params.id} could not be found.`);
  return flavor;
}

function listFlavors(region: Region, request: DemoRequest): unknown {
  const known = ['limit', 'marker', 'is_public', 'minRam', 'minDisk', 'sort_key', 'sort_dir'];
  refuseStrayParameters(request, 75, known);
  const marker = request.query.get('marker');
  const start = marker === null ? 0 : region.flavors.findIndex(({ id }) => id === marker) + 1;
  if (marker !== null && start === 0) throw badRequest(`marker [${marker}] not found`);
  const limit = pageLimit(request.query);
  const page = region.flavors.slice(start, start + limit);
  const links = nextLinks(request, page.length, limit, page.at(-1)?.id ?? '');
  return {
    flavors: page.map((flavor) => flavorView(flavor, request)),
    ...(links && { flavors_links: links }),
  };
}

function flavorView(flavor: Flavor, request: DemoRequest): Record<string, unknown> {
  const { version, baseUrl } = request;
  return {
    id: flavor.id,
    name: flavor.name,
    ram: flavor.memoryMb,
    disk: flavor.diskGb,
    swap: version >= 75 ? 0 : '',
    'OS-FLV-EXT-DATA:ephemeral': 0,
    'OS-FLV-DISABLED:disabled': false,
    vcpus: flavor.vcpus,
    'os-flavor-access:is_public': true,
    rxtx_factor: 1,
    links: [{ rel: 'self', href: `${baseUrl}/flavors/${flavor.id}` }],
    ...(version >= 55 && { description: null }),
    ...(version >= 61 && { extra_specs: flavor.extraSpecs }),
  };
}

function listGroups(region: Region, request: DemoRequest): unknown {
  const { query, token } = request;
  requirePolicy(request, 'os-server-groups:index');
  refuseStrayParameters(request, 75, ['all_projects', 'limit', 'offset']);
  const all = isAdmin(request) && query.has('all_projects');
  const visible = region.serverGroups.filter(({ projectId }) => all || projectId === token.projectId);
  const offset = Number(query.get('offset') ?? 0);
  return {
    server_groups: visible
      .slice(offset, offset + pageLimit(query))
      .map((group) => groupView(group, request.version)),
  };
}

function groupView(group: ServerGroup, version: number): Record<string, unknown> {
  const rules = group.maxServerPerHost === null ? {} : { max_server_per_host: group.maxServerPerHost };
  return {
    id: group.id,
    name: group.name,
    ...(version >= 64 ? { policy: group.policy, rules } : { policies: [group.policy], metadata: {} }),
    members: group.members,
    ...(version >= 13 && { project_id: group.projectId, user_id: group.userId }),
  };
}

function aggregateView(aggregate: Aggregate, version: number): Record<string, unknown> {
  return {
    id: aggregate.id,
    ...(version >= 41 && { uuid: aggregate.uuid }),
    name: aggregate.name,
    hosts: aggregate.hosts,
    metadata: aggregate.metadata,
    created_at: microsecondsText(aggregate.createdAt),
    updated_at: null,
    deleted_at: null,
    deleted: false,
    availability_zone: aggregate.metadata.availability_zone ?? null,
  };
}

const zones = (region: Region): string[] => [...new Set([...region.hosts.values()].map(({ zone }) => zone))];

/** A zone is available while one of its hosts is enabled. */
function zoneView(region: Region, zone: string, detailed: boolean): unknown {
  const hosts = [...region.hosts.values()].filter((host) => host.zone === zone);
  const service = (active: boolean, available: boolean) => ({
    available,
    active,
    updated_at: microsecondsText(region.time.now()),
  });
  const details = Object.fromEntries(
    hosts.map((host) => [host.name, { 'nova-compute': service(host.enabled, isUp(host)) }]),
  );
  return {
    zoneName: zone,
    zoneState: { available: hosts.some(({ enabled }) => enabled) },
    hosts: detailed ? details : null,
  };
}

function internalZone(region: Region): unknown {
  const service = { available: true, active: true, updated_at: microsecondsText(region.time.now()) };
  const hosts = { 'controller-01': { 'nova-conductor': service, 'nova-scheduler': service } };
  return { zoneName: 'internal', zoneState: { available: true }, hosts };
}
