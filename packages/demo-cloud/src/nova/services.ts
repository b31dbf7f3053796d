import { badRequest, notFound } from '../http/errors.ts';
import { type DemoRequest, ok, type Router } from '../http/router.ts';
import { microsecondsText } from '../state/clock.ts';
import type { Host } from '../state/model.ts';
import type { Region } from '../state/region.ts';
import { isUp, syncDisabledTrait } from '../state/scheduler.ts';
import { requirePolicy } from './policies.ts';
import { booleanField, objectFields, refuseStrayParameters, wordField } from './schema.ts';

const COMPUTE = 'nova-compute';
const CONTROLLERS = ['nova-conductor', 'nova-scheduler'];

/** os-services (operations.md A7): the whole list, and disabling, enabling or forcing down a compute. */
export function addServiceRoutes(router: Router, region: Region): void {
  router
    .on('GET', '/os-services', (request) => ok(listServices(region, request)))
    .on('PUT', '/os-services/:id', (request) => {
      requirePolicy(request, 'os-services:update');
      const { id = '' } = request.params;
      return ok({
        service: request.version < 53 ? updateByVerb(region, id, request) : updateById(region, id, request),
      });
    });
}

/** Compute services of a cell that does not answer have no more than a name, and that from 2.69 on. */
function listServices(region: Region, request: DemoRequest): unknown {
  requirePolicy(request, 'os-services:list');
  refuseStrayParameters(request, 75, ['host', 'binary']);
  const { query, version } = request;
  const computes = [...region.hosts.values()].flatMap((host) => {
    if (!region.downCells.has(host.cell)) return serviceView(region, host, version);
    return version >= 69 ? { binary: COMPUTE, host: host.name, status: 'UNKNOWN' } : [];
  });
  const services = [...controllers(region, version), ...computes];
  const binary = query.get('binary');
  const host = query.get('host');
  return {
    services: services.filter(
      (each) => (binary === null || each.binary === binary) && (host === null || each.host === host),
    ),
  };
}

const controllerId = (index: number): string => `00000000-0000-4000-a000-00000000000${index + 1}`;

function controllers(region: Region, version: number) {
  return CONTROLLERS.map((binary, index) => ({
    binary,
    host: 'controller-01',
    id: version >= 53 ? controllerId(index) : index + 1,
    zone: 'internal',
    status: 'enabled',
    state: 'up',
    updated_at: microsecondsText(region.time.now()),
    disabled_reason: null,
    ...(version >= 11 && { forced_down: false }),
  }));
}

function serviceView(region: Region, host: Host, version: number) {
  return {
    binary: COMPUTE,
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

/** From 2.53 on. */
function updateById(region: Region, id: string, request: DemoRequest): unknown {
  const allowed = ['status', 'disabled_reason', 'forced_down'];
  const { status, disabled_reason: reason, forced_down } = checked(request.body, [], allowed);
  const controller = CONTROLLERS.find((_, index) => controllerId(index) === id);
  if (controller) throw onlyComputes(controller);
  if (!/^[0-9a-f-]{36}$/.test(id)) throw badRequest(`Invalid uuid ${id}`);
  const host = [...region.hosts.values()].find(({ serviceId }) => serviceId === id);
  if (!host) throw notFound(`Service ${id} not found.`);
  if (status !== undefined) wordField('status', status, ['enabled', 'disabled']);
  if (reason !== undefined && status !== 'disabled')
    throw badRequest("Specifying 'disabled_reason' requires that status is 'disabled'.");
  if (status === undefined && forced_down === undefined)
    throw badRequest("No updates were requested. Fields 'status' or 'forced_down' should be specified.");
  if (forced_down !== undefined) forceDown(region, host, forced_down);
  if (status !== undefined) enable(host, status === 'enabled', reason as string | undefined);
  return serviceView(region, host, request.version);
}

/** Until 2.52 the path names what to do and the body the host; the answer has no more than what was changed. */
function updateByVerb(region: Region, verb: string, request: DemoRequest): unknown {
  const { version, body } = request;
  const allowed = ['host', 'binary', 'disabled_reason', ...(version >= 11 ? ['forced_down'] : [])];
  const fields = checked(body, ['host', 'binary'], allowed);
  const named = { host: fields.host, binary: fields.binary };
  const reason = fields.disabled_reason as string | undefined;
  const act = (change: (host: Host) => void, view: object): object => {
    if (fields.binary !== COMPUTE) throw onlyComputes(String(fields.binary));
    const host = region.hosts.get(String(fields.host));
    if (!host) throw notFound(`Could not find binary ${COMPUTE} on host ${fields.host}.`);
    change(host);
    return { ...named, ...view };
  };
  if (verb === 'enable') return act((host) => enable(host, true), { status: 'enabled' });
  if (verb === 'disable') return act((host) => enable(host, false), { status: 'disabled' });
  if (verb === 'disable-log-reason') {
    if (reason === undefined) throw badRequest('Missing disabled reason field');
    return act((host) => enable(host, false, reason), { status: 'disabled', disabled_reason: reason });
  }
  if (verb === 'force-down' && version >= 11) {
    if (fields.forced_down === undefined) throw badRequest('Missing forced_down field');
    return act((host) => forceDown(region, host, fields.forced_down), {
      forced_down: booleanField('forced_down', fields.forced_down),
    });
  }
  throw notFound('Unknown action');
}

const checked = (body: unknown, required: string[], allowed: string[]): Record<string, unknown> =>
  objectFields('body', body ?? {}, required, allowed);

const onlyComputes = (binary: string): Error =>
  badRequest(`Updating a ${binary} service is not supported. Only nova-compute services can be updated.`);

function enable(host: Host, enabled: boolean, reason?: string): void {
  host.enabled = enabled;
  host.disabledReason = enabled ? null : (reason ?? null);
  syncDisabledTrait(host);
}

/** Not up again while instances that were evacuated from it may still lie about on it. */
function forceDown(region: Region, host: Host, value: unknown): void {
  const down = booleanField('forced_down', value) === true;
  const evacuated = region.migrations.some(
    ({ type, status, sourceHost }) => type === 'evacuation' && status === 'done' && sourceHost === host.name,
  );
  if (!down && evacuated) {
    throw badRequest(
      `Unable to force up host ${host.name} as \`done\` evacuation migration records remain associated with the host. Ensure the compute service has been restarted, allowing these records to move to \`completed\` before retrying this request.`,
    );
  }
  host.forcedDown = down;
}
