import { z } from 'zod';
import { Compute } from './compute.ts';
import { CloudError } from './errors.ts';
import { Identity } from './identity.ts';
import { liveMigrateBody } from './live-migrate.ts';
import { maintenanceCalls } from './maintenance.ts';
import { negotiate } from './microversion.ts';
import {
  aggregateSchema,
  extraSpecsSchema,
  flavorSchema,
  joinPlacement,
  placementSchemas,
  projectSchema,
  serverGroupSchema,
  zoneSchema,
} from './resources.ts';
import {
  hypervisorSchema,
  instanceActionSchema,
  migrationSchema,
  read,
  serverSchema,
  serviceSchema,
} from './schemas.ts';
import { Transport, type TransportOptions } from './transport.ts';
import type { Cloud, CloudConnection, MigrationType } from './types.ts';

/** The newest microversion whose answers the schemas were held against; Nova up to 2026.1 has it or an older one. */
const NEWEST = '2.98';
/** From 2.88 on the hypervisors' capacity is left out (facts/operations.md A8). */
const HYPERVISORS = '2.87';
/** Inventories and usages read the same in every version; any cloud since Pike has this one. */
const PLACEMENT = 'placement 1.10';
const LIVE_MIGRATION: MigrationType = 'live-migration';

/** A live migration is answered late by a Nova that is busy, and below 2.34 by any: it looks for a host before it answers. */
const LIVE_MIGRATE_TIMEOUT_MS = 60_000;

export interface CloudOptions {
  /** For one try of one call, in milliseconds. */
  timeoutMs?: number;
  userAgent?: string;
  /** Makes the connections, to judge where they lead: the catalog of a cloud names addresses too. */
  connector?: TransportOptions['connector'];
}

/** A connection to one cloud, one region. Nothing is sent until the first call. */
export function createCloud(connection: CloudConnection, options: CloudOptions = {}): Cloud {
  const { verify, caCertificate } = connection;
  const transport = new Transport({ verify, caCertificate, ...options });
  const identity = new Identity(transport, connection);
  const compute = new Compute(identity);

  async function getFrom(service: 'identity' | 'placement', path: string, signal?: AbortSignal) {
    const url = (await identity.endpoint(service)) + path;
    // Keystone has no microversions and does not mind the header.
    const headers = { 'openstack-api-version': PLACEMENT };
    return (await identity.send({ method: 'GET', url, headers, signal })).body;
  }

  const everyServer = (query: URLSearchParams, signal?: AbortSignal) =>
    compute.list({ path: `/servers/detail?${query}`, wants: NEWEST, signal }, 'servers', serverSchema);

  const migrationPath = (instanceId: string, migrationId: number) =>
    `/servers/${encodeURIComponent(instanceId)}/migrations/${migrationId}`;

  /** Throws CloudError (refused) without asking a cloud that could only answer that there is no such address. */
  async function requireVersion(version: string, what: string): Promise<void> {
    if (await compute.has(version)) return;
    const { maximum } = await compute.versions();
    throw new CloudError(
      'refused',
      `This cloud can not ${what}: it has Nova ${maximum}, and that needs ${version}.`,
    );
  }

  return {
    async identify() {
      const { userId, projectId, roles, region } = await identity.token();
      const { minimum, maximum } = await compute.versions();
      return {
        userId,
        projectId,
        roles,
        region: connection.region ?? region,
        computeMinimum: minimum,
        computeMaximum: maximum,
      };
    },

    listServers(filter = {}, signal) {
      const query = new URLSearchParams({ all_tenants: '1' });
      if (filter.changesSince) query.set('changes-since', filter.changesSince);
      if (filter.host) query.set('host', filter.host);
      return everyServer(query, signal);
    },

    async getServer(id, signal) {
      const path = `/servers/${encodeURIComponent(id)}`;
      const { body } = await compute.send({ method: 'GET', path, wants: NEWEST, signal });
      return read(z.object({ server: serverSchema }), body, 'GET /servers/{id}').server;
    },

    async listComputeServices(signal, host) {
      const path = `/os-services?${new URLSearchParams({ binary: 'nova-compute', ...(host && { host }) })}`;
      const services = await compute.list({ path, wants: NEWEST, signal }, 'services', serviceSchema);
      return services.map(({ binary: _binary, ...service }) => service);
    },

    listHypervisors(signal) {
      const path = '/os-hypervisors/detail';
      return compute.list({ path, wants: HYPERVISORS, signal }, 'hypervisors', hypervisorSchema);
    },

    listFlavors(signal) {
      // Private flavors too: instances were made of them.
      return compute.list(
        { path: '/flavors/detail?is_public=None', wants: NEWEST, signal },
        'flavors',
        flavorSchema,
      );
    },

    async getFlavorExtraSpecs(flavorId, signal) {
      const path = `/flavors/${encodeURIComponent(flavorId)}/os-extra_specs`;
      const { body } = await compute.send({ method: 'GET', path, wants: NEWEST, signal });
      return read(extraSpecsSchema, body, 'GET /flavors/{id}/os-extra_specs').extra_specs;
    },

    listServerGroups(signal) {
      const path = '/os-server-groups?all_projects=true';
      return compute.listByOffset({ path, wants: NEWEST, signal }, 'server_groups', serverGroupSchema);
    },

    listAggregates(signal) {
      return compute.list({ path: '/os-aggregates', wants: NEWEST, signal }, 'aggregates', aggregateSchema);
    },

    async listZones(signal) {
      const { body } = await compute.send({
        method: 'GET',
        path: '/os-availability-zone',
        wants: NEWEST,
        signal,
      });
      return read(z.object({ availabilityZoneInfo: z.array(zoneSchema) }), body, 'GET /os-availability-zone')
        .availabilityZoneInfo;
    },

    async listProjects(signal) {
      const body = await getFrom('identity', '/projects', signal).catch((error) => {
        // Catalogs name Keystone with and without its version.
        if (error instanceof CloudError && error.status === 404)
          return getFrom('identity', '/v3/projects', signal);
        throw error;
      });
      return read(z.object({ projects: z.array(projectSchema) }), body, 'GET /v3/projects').projects;
    },

    async listMigrations(filter = {}, signal) {
      const query = new URLSearchParams();
      const wanted = filter.type ?? LIVE_MIGRATION;
      // The filter by type is known to every version; the type itself is shown from 2.23 on.
      query.set('migration_type', wanted);
      if (filter.instanceId) query.set('instance_uuid', filter.instanceId);
      if (await compute.has('2.59')) {
        if (filter.changesSince) query.set('changes-since', filter.changesSince);
        if (filter.limit) query.set('limit', String(filter.limit));
      }
      const path = `/os-migrations?${query}`;
      // Nova's limit is the size of a page and not of the answer.
      const records = await compute.list(
        { path, wants: NEWEST, signal },
        'migrations',
        migrationSchema,
        filter.limit,
      );
      return records
        .filter(({ type }) => type === null || type === wanted)
        .sort((left, right) => right.createdAt.localeCompare(left.createdAt) || right.id - left.id)
        .slice(0, filter.limit);
    },

    async listServerMigrations(instanceId, signal) {
      if (!(await compute.has('2.23'))) return [];
      const path = `/servers/${encodeURIComponent(instanceId)}/migrations`;
      return compute.list({ path, wants: NEWEST, signal }, 'migrations', migrationSchema);
    },

    async listInstanceActions(instanceId, signal) {
      const path = `/servers/${encodeURIComponent(instanceId)}/os-instance-actions`;
      const { body } = await compute.send({ method: 'GET', path, wants: NEWEST, signal });
      return read(z.object({ instanceActions: z.array(instanceActionSchema) }), body, `GET ${path}`)
        .instanceActions;
    },

    async getInstanceAction(instanceId, requestId, signal) {
      const path = `/servers/${encodeURIComponent(instanceId)}/os-instance-actions/${encodeURIComponent(requestId)}`;
      const { body } = await compute.send({ method: 'GET', path, wants: NEWEST, signal });
      return read(z.object({ instanceAction: instanceActionSchema }), body, `GET ${path}`).instanceAction;
    },

    async liveMigrate(instanceId, request, signal) {
      const { maximum } = await compute.versions();
      const { requestId, status } = await compute.send({
        method: 'POST',
        path: `/servers/${encodeURIComponent(instanceId)}/action`,
        wants: NEWEST,
        body: liveMigrateBody(request, negotiate(NEWEST, maximum)),
        // Closing the connection does not stop Nova (docs/nova-behaviour.md 3): giving up early only loses its answer.
        timeoutMs: LIVE_MIGRATE_TIMEOUT_MS,
        signal,
      });
      if (status === 202) return { requestId };
      const message = `POST /servers/{id}/action (os-migrateLive) answered ${status} instead of 202.`;
      throw new CloudError('unexpected-answer', message, { status, requestId, maybeSent: true });
    },

    async abortLiveMigration(instanceId, migrationId, signal) {
      await requireVersion('2.24', 'abort a live migration');
      const path = migrationPath(instanceId, migrationId);
      const { requestId } = await compute.send({ method: 'DELETE', path, wants: NEWEST, signal });
      return { requestId };
    },

    async forceCompleteLiveMigration(instanceId, migrationId, signal) {
      await requireVersion('2.22', 'force a live migration to complete');
      const path = `${migrationPath(instanceId, migrationId)}/action`;
      const body = { force_complete: null };
      const { requestId } = await compute.send({ method: 'POST', path, wants: NEWEST, body, signal });
      return { requestId };
    },

    async resetState(instanceId, signal) {
      const path = `/servers/${encodeURIComponent(instanceId)}/action`;
      const body = { 'os-resetState': { state: 'active' } };
      const { requestId } = await compute.send({ method: 'POST', path, wants: NEWEST, body, signal });
      return { requestId };
    },

    async getPlacementInventory(resourceProviderId, signal) {
      const path = `/resource_providers/${encodeURIComponent(resourceProviderId)}`;
      const [inventories, usages] = await Promise.all([
        getFrom('placement', `${path}/inventories`, signal),
        getFrom('placement', `${path}/usages`, signal),
      ]);
      return joinPlacement(
        read(placementSchemas.inventories, inventories, `GET ${path}/inventories`),
        read(placementSchemas.usages, usages, `GET ${path}/usages`),
      );
    },

    ...maintenanceCalls(compute, NEWEST),

    async getPlacementTraits(resourceProviderId, signal) {
      const path = `/resource_providers/${encodeURIComponent(resourceProviderId)}/traits`;
      return read(placementSchemas.traits, await getFrom('placement', path, signal), `GET ${path}`).traits;
    },

    close: () => transport.close(),
  };
}
