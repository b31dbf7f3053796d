import { badRequest, notFound } from '../http/errors.ts';
import { type DemoRequest, ok, type Router } from '../http/router.ts';
import { microsecondsText } from '../state/clock.ts';
import type { Host } from '../state/model.ts';
import type { Region } from '../state/region.ts';
import { isUp } from '../state/scheduler.ts';
import { requirePolicy } from './policies.ts';

/** os-services (operations.md A7): the whole list, and disabling, enabling or forcing down a compute. */
export function addServiceRoutes(router: Router, region: Region): void {
  router
    .on('GET', '/os-services', (request) => ok(listServices(region, request)))
    .on('PUT', '/os-services/:id', (request) => ok({ service: updateService(region, request) }));
}

function listServices(region: Region, request: DemoRequest): unknown {
  requirePolicy(request, 'os-services:list');
  const { query, version } = request;
  const now = region.time.now();
  const controllers = ['nova-conductor', 'nova-scheduler'].map((binary, index) => ({
    binary,
    host: 'controller-01',
    id: version >= 53 ? `00000000-0000-4000-a000-00000000000${index + 1}` : index + 1,
    zone: 'internal',
    status: 'enabled',
    state: 'up',
    updated_at: microsecondsText(now),
    disabled_reason: null,
    ...(version >= 11 && { forced_down: false }),
  }));
  const services = [
    ...controllers,
    ...[...region.hosts.values()].map((host) => serviceView(region, host, version)),
  ];
  const binary = query.get('binary');
  const host = query.get('host');
  return {
    services: services.filter(
      (each) => (binary === null || each.binary === binary) && (host === null || each.host === host),
    ),
  };
}

function serviceView(region: Region, host: Host, version: number) {
  return {
    binary: 'nova-compute',
    host: host.name,
    id: version >= 53 ? host.serviceId : host.numericId,
    zone: host.zone,
    status: host.enabled ? 'enabled' : 'disabled',
    state: isUp(host) ? 'up' : 'down',
    updated_at: microsecondsText(host.up ? region.time.now() : host.serviceUpdatedAt),
    disabled_reason: host.disabledReason,
    ...(version >= 11 && { forced_down: host.forcedDown }),
  };
}

/** By uuid from 2.53 on; before, the path names what to do and the body the host. */
function updateService(region: Region, request: DemoRequest): unknown {
  requirePolicy(request, 'os-services:update');
  const body = (request.body ?? {}) as {
    status?: string;
    disabled_reason?: string;
    forced_down?: boolean;
    host?: string;
  };
  if (request.version < 53) return updateServiceByVerb(region, request.params.id ?? '', body);
  const host = [...region.hosts.values()].find(({ serviceId }) => serviceId === request.params.id);
  if (!host) throw notFound(`Service ${request.params.id} could not be found.`);
  if (body.status !== undefined && body.status !== 'enabled' && body.status !== 'disabled') {
    throw badRequest(
      `Invalid input for field/attribute status. Value: ${body.status}. '${body.status}' is not one of ['enabled', 'disabled']`,
    );
  }
  if (body.disabled_reason !== undefined && body.status !== 'disabled') {
    throw badRequest("Specifying 'disabled_reason' requires that status is 'disabled'.");
  }
  if (body.status === undefined && body.forced_down === undefined) {
    throw badRequest("No updates were requested. Fields 'status' or 'forced_down' should be specified.");
  }
  if (body.status !== undefined) {
    host.enabled = body.status === 'enabled';
    host.disabledReason = host.enabled ? null : (body.disabled_reason ?? null);
  }
  if (body.forced_down !== undefined) host.forcedDown = body.forced_down;
  return serviceView(region, host, request.version);
}

function updateServiceByVerb(
  region: Region,
  verb: string,
  body: { host?: string; disabled_reason?: string; forced_down?: boolean },
): unknown {
  const host = region.hosts.get(body.host ?? '');
  if (!host) throw notFound(`Could not find binary nova-compute on host ${body.host}.`);
  const verbs: Record<string, () => void> = {
    enable: () => Object.assign(host, { enabled: true, disabledReason: null }),
    disable: () => Object.assign(host, { enabled: false, disabledReason: null }),
    'disable-log-reason': () =>
      Object.assign(host, { enabled: false, disabledReason: body.disabled_reason ?? null }),
    'force-down': () => Object.assign(host, { forcedDown: body.forced_down ?? true }),
  };
  const act = verbs[verb];
  if (!act) throw notFound('Unknown action');
  act();
  const status = host.enabled ? 'enabled' : 'disabled';
  return {
    binary: 'nova-compute',
    host: host.name,
    status,
    disabled_reason: host.disabledReason,
    forced_down: host.forcedDown,
  };
}
