import type { InstanceFacts } from '../facts.ts';
import { blockerOf } from './blockers.ts';
import { Destinations } from './destinations.ts';
import { excludedOf, NO_LIMITS } from './drain.ts';
import { finish, loadsOf } from './finish.ts';
import { Ledger } from './ledger.ts';
import { CloudModel } from './model.ts';
import { place } from './place.ts';
import { type CloudSnapshot, DEFAULT_SETTINGS } from './snapshot.ts';
import { DEFAULT_PACE, type Plan, type PlanBlocker, type ReturnRequest } from './types.ts';

/**
 * How to bring instances home to a host that is in use again: those that still exist, are where the drain left them, and
 * fit. Why not is a blocker for each of the others. Nothing else is moved to make room. As safe on the way as `planDrain`.
 */
export function planReturn(snapshot: CloudSnapshot, request: ReturnRequest): Plan {
  const model = new CloudModel(inUseAgain(snapshot, request), request);
  const limits = { ...NO_LIMITS, ...request.limits };
  const home = model.host(request.host);
  const blockers: PlanBlocker[] = [];
  const returning: number[] = [];
  for (const wish of request.instances) {
    const blocker = reasonToStayAway(model, wish, request.host, home);
    if (blocker) blockers.push(blocker);
    else if (model.hostOf[model.instance(wish.id)] !== home) returning.push(model.instance(wish.id));
  }
  const ledger = new Ledger(model);
  const loadsBefore = loadsOf(model);
  const destinations = new Destinations(model, {
    closed: new Set([...model.hosts.keys()].filter((host) => host !== home)),
    excluded: excludedOf(model, request),
    inboundAtMost: Number.POSITIVE_INFINITY,
  });
  const unplaced = place(model, destinations, returning);
  for (const instance of returning)
    if ((model.flyingTo[instance] as number) >= 0) ledger.settleHeld(instance);
  for (const instance of unplaced) blockers.push(blockerOf(model, destinations, instance));
  const why = () => `Was on ${request.host} before it was emptied.`;
  const options = { ...DEFAULT_SETTINGS, ...request }.options;
  return {
    ...finish(model, ledger, { limits, pace: request.pace ?? DEFAULT_PACE, options, why, loadsBefore }),
    blockers,
    stays: [],
  };
}

/** Nothing comes home before nova-compute reports again, so the host is up by then; enabled only when Evenkeel does that. */
function inUseAgain(snapshot: CloudSnapshot, { host, willBeEnabled }: ReturnRequest): CloudSnapshot {
  const then = {
    state: 'up' as const,
    ...(willBeEnabled && { status: 'enabled' as const, disabledReason: null }),
  };
  const hosts = snapshot.hosts.map((facts) => (facts.name === host ? { ...facts, ...then } : facts));
  return { ...snapshot, hosts };
}

function reasonToStayAway(
  model: CloudModel,
  wish: ReturnRequest['instances'][number],
  host: string,
  home: number,
): PlanBlocker | null {
  const facts: InstanceFacts | undefined = model.instances[model.instance(wish.id)];
  const blocker = (code: string, message: string, nextStep: string): PlanBlocker => ({
    instanceId: wish.id,
    instanceName: facts?.name ?? wish.name,
    host: facts?.host ?? null,
    code,
    message,
    nextStep,
  });
  if (home < 0) {
    const nextStep = 'Check the name: it is the host of a nova-compute service.';
    return blocker('unknown-host', `The cloud shows no compute host ${host}.`, nextStep);
  }
  if (!facts) {
    return blocker('gone', `${wish.name} is not there any more.`, 'Nothing has to be done for it.');
  }
  if (facts.host === host) return null;
  if (wish.leftOn !== null && facts.host !== wish.leftOn) {
    const message = `${facts.name} was left on ${wish.leftOn} and somebody has moved it since, to ${facts.host ?? 'a host that is not shown'}.`;
    return blocker('moved-since', message, 'Migrate it by hand if it should come home all the same.');
  }
  const obstacles = model.obstacles(model.instance(wish.id));
  const obstacle = obstacles.find(({ severity }) => severity === 'error');
  if (obstacle) return blocker(obstacle.code, obstacle.message, 'Bring it home once that has changed.');
  const locked = obstacles.find(({ code }) => code === 'locked');
  if (locked)
    return blocker('locked', locked.message, 'Migrate it by hand if it should come home all the same.');
  if (model.movable[model.instance(wish.id)] === 0) {
    const message = `The cloud does not show the size of ${facts.name}, so no room can be promised to it.`;
    return blocker('size-unknown', message, 'Migrate it by hand if it should come home all the same.');
  }
  return null;
}
