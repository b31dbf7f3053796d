import { badRequest } from '../http/errors.ts';
import { type Answer, accepted, type DemoRequest, type Router } from '../http/router.ts';
import { startAction } from '../state/actions.ts';
import type { Instance, VmState } from '../state/model.ts';
import type { Moves } from '../state/moves.ts';
import type { Region } from '../state/region.ts';
import { callerOf, instanceOf } from './access.ts';
import { MOVE_ACTIONS, requireState, requireUnlocked } from './move-actions.ts';
import { requirePolicy } from './policies.ts';

/** POST /servers/{id}/action. */
export function addServerActionRoute(router: Router, region: Region, moves: Moves): void {
  router.on('POST', '/servers/:id/action', (request) => {
    const [name, body] = actionOf(request.body);
    const move = MOVE_ACTIONS[name];
    if (move) return move(region, moves, request, body);
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
  requireUnlocked(instance, request);
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
