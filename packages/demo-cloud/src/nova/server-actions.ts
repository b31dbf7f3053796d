import { badRequest, conflict } from '../http/errors.ts';
import { type Answer, accepted, type DemoRequest, type Router } from '../http/router.ts';
import { type Caller, startAction } from '../state/actions.ts';
import type { LiveMigrations } from '../state/live-migration.ts';
import type { Instance, VmState } from '../state/model.ts';
import type { Region } from '../state/region.ts';
import { instanceOf, isAdmin } from './access.ts';
import { liveMigrateRequest } from './live-migrate-body.ts';
import { knowsManagers, requirePolicy } from './policies.ts';

export function callerOf(request: DemoRequest): Caller {
  return {
    requestId: request.requestId,
    userId: request.token.userId,
    projectId: request.token.projectId ?? '',
  };
}

/** POST /servers/{id}/action. */
export function addServerActionRoute(router: Router, region: Region, migrations: LiveMigrations): void {
  router.on('POST', '/servers/:id/action', (request) => {
    const [name, body] = actionOf(request.body);
    if (name === 'os-migrateLive') return migrateLive(region, migrations, request, body);
    const power = POWER_ACTIONS[name];
    if (power) return changePower(region, instanceOf(region, request), name, power, request);
    const simple = SIMPLE_ACTIONS[name];
    if (!simple) throw badRequest(`There is no such action: ${name}`);
    requirePolicy(request, simple.policy);
    simple.act(region, instanceOf(region, request), body, request);
    return accepted;
  });
}

function actionOf(body: unknown): [string, unknown] {
  const entries = typeof body === 'object' && body !== null ? Object.entries(body) : [];
  const [entry] = entries;
  if (!entry || entries.length !== 1) throw badRequest('Malformed request body');
  return entry;
}

/** The body is checked first, then the instance, its state, and the named host (operations.md A2). */
function migrateLive(
  region: Region,
  migrations: LiveMigrations,
  request: DemoRequest,
  body: unknown,
): Answer {
  const wanted = liveMigrateRequest(body, request.version);
  const instance = instanceOf(region, request);
  const named = wanted.host !== null && knowsManagers(request);
  requirePolicy(request, `os-migrate-server:migrate_live${named ? ':host' : ''}`);
  requireState(instance, 'os-migrateLive', ['active', 'paused']);
  if (wanted.host !== null && !region.hosts.has(wanted.host))
    throw badRequest(`Compute host ${wanted.host} could not be found.`);
  const refusal = migrations.start(instance, wanted, callerOf(request));
  if (refusal !== null) throw badRequest(refusal);
  return accepted;
}

/** 409 with Nova's text: the vm_state first, then the task_state (nova/compute/api.py check_instance_state). */
function requireState(instance: Instance, name: string, states: VmState[]): void {
  const refuse = (attribute: string, value: string): Error =>
    conflict(`Cannot '${name}' instance ${instance.id} while it is in ${attribute} ${value}`);
  if (!states.includes(instance.vmState)) throw refuse('vm_state', instance.vmState);
  if (instance.taskState !== null) throw refuse('task_state', instance.taskState);
  if (instance.launchedAt === null) throw refuse('launched_at', 'None');
}

interface PowerAction {
  policy: string;
  /** The instance action's name. */
  action: string;
  from: VmState[];
  during: string;
  to: VmState;
  power: number;
}

const POWER_ACTIONS: Record<string, PowerAction> = {
  'os-stop': {
    policy: 'servers:stop',
    action: 'stop',
    from: ['active', 'error'],
    during: 'powering-off',
    to: 'stopped',
    power: 4,
  },
  'os-start': {
    policy: 'servers:start',
    action: 'start',
    from: ['stopped'],
    during: 'powering-on',
    to: 'active',
    power: 1,
  },
  pause: {
    policy: 'os-pause-server:pause',
    action: 'pause',
    from: ['active'],
    during: 'pausing',
    to: 'paused',
    power: 3,
  },
  unpause: {
    policy: 'os-pause-server:unpause',
    action: 'unpause',
    from: ['paused'],
    during: 'unpausing',
    to: 'active',
    power: 1,
  },
};
const POWER_MILLISECONDS = 800;

function changePower(
  region: Region,
  instance: Instance,
  name: string,
  power: PowerAction,
  request: DemoRequest,
): Answer {
  requirePolicy(request, power.policy);
  if (instance.locked && !isAdmin(request)) throw conflict(`Instance ${instance.id} is locked`);
  requireState(instance, name.replace(/^os-/, ''), power.from);
  startAction(region, instance, power.action, callerOf(request));
  region.updateInstance(instance, { taskState: power.during });
  region.time.after(POWER_MILLISECONDS, () => {
    if (instance.deletedAt !== null) return;
    region.updateInstance(instance, { taskState: null, vmState: power.to, powerState: power.power });
  });
  return accepted;
}

interface SimpleAction {
  policy: string;
  act(region: Region, instance: Instance, body: unknown, request: DemoRequest): void;
}

const SIMPLE_ACTIONS: Record<string, SimpleAction> = {
  lock: {
    policy: 'os-lock-server:lock',
    act: (region, instance, body, request) => {
      const reason = (body as { locked_reason?: string } | null)?.locked_reason ?? null;
      startAction(region, instance, 'lock', callerOf(request));
      region.updateInstance(instance, { locked: true, lockedReason: reason });
    },
  },
  unlock: {
    policy: 'os-lock-server:unlock',
    act: (region, instance, _body, request) => {
      startAction(region, instance, 'unlock', callerOf(request));
      region.updateInstance(instance, { locked: false, lockedReason: null });
    },
  },
  'os-resetState': {
    policy: 'os-admin-actions:reset_state',
    act: (region, instance, body) => {
      const state = (body as { state?: string } | null)?.state;
      if (state !== 'active' && state !== 'error') {
        throw badRequest(
          `Invalid input for field/attribute state. Value: ${state}. '${state}' is not one of ['active', 'error']`,
        );
      }
      region.updateInstance(instance, { vmState: state, taskState: null });
    },
  },
};
