import { badRequest, conflict, notFound } from '../http/errors.ts';
import { type Answer, accepted, type DemoRequest } from '../http/router.ts';
import type { Instance, VmState } from '../state/model.ts';
import type { Moves } from '../state/moves.ts';
import type { Region } from '../state/region.ts';
import { isUp } from '../state/scheduler.ts';
import { callerOf, instanceOf, isAdmin } from './access.ts';
import { liveMigrateRequest } from './live-migrate-body.ts';
import { knowsManagers, requirePolicy } from './policies.ts';
import { booleanField, hostField, objectFields } from './schema.ts';

export type MoveAction = (region: Region, moves: Moves, request: DemoRequest, body: unknown) => Answer;

/** The server actions that move an instance, with what Nova refuses at once. */
export const MOVE_ACTIONS: Readonly<Record<string, MoveAction>> = {
  'os-migrateLive': migrateLive,
  migrate,
  confirmResize: (region, moves, request) => {
    const instance = resized(region, request, 'confirm');
    moves.cold.confirm(instance, callerOf(request));
    return { status: 204 };
  },
  revertResize: (region, moves, request) => {
    const instance = resized(region, request, 'revert');
    moves.cold.revert(instance, callerOf(request));
    return accepted;
  },
  evacuate,
};

/** 409 with Nova's text: the vm_state first, then the task_state (nova/compute/api.py check_instance_state). */
export function requireState(instance: Instance, name: string, states: readonly VmState[]): void {
  const refuse = (attribute: string, value: string): Error =>
    conflict(`Cannot '${name}' instance ${instance.id} while it is in ${attribute} ${value}`);
  if (!states.includes(instance.vmState)) throw refuse('vm_state', instance.vmState);
  if (instance.taskState !== null) throw refuse('task_state', instance.taskState);
  if (instance.launchedAt === null) throw refuse('launched_at', 'None');
}

/** Administrators pass locks. */
export function requireUnlocked(instance: Instance, request: DemoRequest): void {
  if (instance.locked && !isAdmin(request)) throw conflict(`Instance ${instance.id} is locked`);
}

/** The body is checked first, then the instance, its state, and the named host (operations.md A2). */
function migrateLive(region: Region, moves: Moves, request: DemoRequest, body: unknown): Answer {
  const wanted = liveMigrateRequest(body, request.version);
  const instance = instanceOf(region, request);
  const named = wanted.host !== null && knowsManagers(request);
  requirePolicy(request, `os-migrate-server:migrate_live${named ? ':host' : ''}`);
  requireUnlocked(instance, request);
  requireState(instance, 'os-migrateLive', ['active', 'paused']);
  requireHost(region, wanted.host);
  const refusal = moves.live.start(instance, wanted, callerOf(request));
  if (refusal !== null) throw badRequest(refusal);
  return accepted;
}

function requireHost(region: Region, host: string | null): void {
  if (host !== null && !region.hosts.has(host)) throw badRequest(`Compute host ${host} could not be found.`);
}

/** Below 2.56 the body is not looked at; from then on it may name a host. */
function migrate(region: Region, moves: Moves, request: DemoRequest, body: unknown): Answer {
  const fields =
    request.version >= 56 && body !== null
      ? objectFields('migrate', body, ['host'], ['host'])
      : { host: null };
  const host = hostField(fields.host);
  const instance = instanceOf(region, request);
  requirePolicy(
    request,
    `os-migrate-server:migrate${host !== null && knowsManagers(request) ? ':host' : ''}`,
  );
  requireUnlocked(instance, request);
  requireState(instance, 'migrate', ['active', 'stopped']);
  const source = region.hosts.get(instance.host ?? '');
  if (!source || !isUp(source)) throw conflict('Service is unavailable at this time.');
  requireHost(region, host);
  if (host !== null && host === instance.host)
    throw badRequest('Cannot migrate to the host where the server exists.');
  moves.cold.start(instance, host, callerOf(request));
  return accepted;
}

function resized(region: Region, request: DemoRequest, word: 'confirm' | 'revert'): Instance {
  const instance = instanceOf(region, request);
  requirePolicy(request, `servers:${word}_resize`);
  requireUnlocked(instance, request);
  requireState(instance, `${word}Resize`, ['resized']);
  return instance;
}

/** 200 with a password below 2.14, without afterwards. `onSharedStorage` went at 2.14, `force` lasted 2.29 to 2.67. */
function evacuate(region: Region, moves: Moves, request: DemoRequest, body: unknown): Answer {
  const { version } = request;
  const forceKnown = version >= 29 && version <= 67;
  const allowed = [
    'host',
    'adminPass',
    ...(version < 14 ? ['onSharedStorage'] : []),
    ...(forceKnown ? ['force'] : []),
  ];
  const fields = objectFields('evacuate', body, version < 14 ? ['onSharedStorage'] : [], allowed);
  const host = fields.host === undefined ? null : hostField(fields.host);
  const instance = instanceOf(region, request);
  requirePolicy(request, 'os-evacuate');
  const force = 'force' in fields && booleanField('force', fields.force) === true;
  if (force && host === null) throw badRequest("Can't force to a non-provided destination");
  if (host !== null && !region.hosts.has(host)) throw notFound(`Compute host ${host} not found.`);
  if (host !== null && host === instance.host) throw badRequest("The target host can't be the same one.");
  requireState(instance, 'evacuate', ['active', 'stopped', 'error']);
  const source = region.hosts.get(instance.host ?? '');
  if (source && isUp(source)) throw badRequest(`Compute service of ${source.name} is still in use.`);
  const bypassScheduler = host !== null && (version < 29 || force);
  moves.evacuations.start(instance, { host, bypassScheduler, stopped: version >= 95 }, callerOf(request));
  return version < 14
    ? { status: 200, body: { adminPass: fields.adminPass ?? 'MySecretPass' } }
    : { status: 200 };
}
