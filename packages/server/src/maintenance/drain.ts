/** Empties a host, round after round, until a fresh read of Nova shows nothing but what was chosen to stay. */

import type { ComputeService } from '@evenkeel/openstack';
import { readComingTo, readTries, type Tries } from '../db/maintenance-facts.ts';
import { NOW } from '../db/moves.ts';
import type { HostDrain } from './planning.ts';
import { advanceRebuilds, beginRebuild } from './rebuild.ts';
import { bringInLine, serversOnHost } from './refresh.ts';
import { followRun, makeRun } from './runs.ts';
import { readService, tellWhenTaken } from './service.ts';
import { attentionFor, isGivenUp, type Left, leftThere } from './standing.ts';
import { type Attention, type CloudLook, goOn } from './step.ts';

export async function drain(look: CloudLook): Promise<void> {
  const { maintenance, db, timing } = look;
  const service = await readService(look);
  // What is under way is followed whatever the switch shows.
  const rebuilding = await advanceRebuilds(look);
  const trouble = troubleOf(look, service);
  const isToBeDisabled = trouble === 'disable-again' && maintenance.paused_at === null;
  if (isToBeDisabled) return goOn(look, { changes: { phase: 'disabling' }, nextCheckMs: 0 });
  await tellWhenTaken(look, service);
  if ((await followRun(look, 'drain', trouble === 'disable-again' ? null : trouble)) === 'ended') return;
  if (maintenance.paused_at !== null) return goOn(look, { nextCheckMs: timing.waitMs });
  if (trouble && trouble !== 'disable-again')
    return goOn(look, { attention: trouble, nextCheckMs: timing.waitMs });

  const servers = await serversOnHost(look);
  await bringInLine(look, look.inventory, servers);
  const tries = await readTries(db, maintenance.id, maintenance.resumed_at);
  const [plan] = await look.planning.drains(maintenance.provider_id, [drainOf(look, tries)]);
  if (!plan) return goOn(look);
  const left = leftThere({ servers, plan, tries, rebuilding, choices: maintenance.choices });
  const seen = { left_there: left.map(shown), looked_at: NOW };
  if (plan.steps.length > 0) return makeRun(look, 'drain', plan, seen);
  if (await beginRebuild(look, { plan, servers, rebuilding }))
    return goOn(look, { changes: seen, nextCheckMs: 0 });

  const attention = attentionFor(maintenance.host, left);
  if (attention) return goOn(look, { changes: seen, attention, nextCheckMs: timing.waitMs });
  // One that is moved cold has left the host before it is confirmed.
  if (rebuilding.some(({ state }) => state !== 'failed')) return goOn(look, { changes: seen });
  const coming = await readComingTo(db, maintenance.provider_id, maintenance.host);
  if (left.some(({ standing }) => standing !== 'settled') || coming.length > 0)
    return goOn(look, { changes: seen, nextCheckMs: timing.waitMs });
  await look.checkpoint('before-held', maintenance.id);
  const changes = { ...seen, phase: 'held' as const };
  await goOn(look, { changes, events: [heldInWords(maintenance.host, left)], nextCheckMs: timing.heldMs });
  await look.checkpoint('held', maintenance.id);
}

export function shown({ id, name, status, choice, message }: Left) {
  return { id, name, status, choice, message };
}

/** Given up ones are left out of the plan; a person is told. */
function drainOf({ maintenance }: CloudLook, tries: readonly Tries[]): HostDrain {
  const { host, choices, limits } = maintenance;
  const givenUp = tries
    .filter(isGivenUp)
    .map(({ instanceId }) => ({ id: instanceId, choice: 'skip' as const }));
  return {
    host,
    choices: { others: choices.others, instances: [...givenUp, ...choices.instances] },
    exclude: Object.fromEntries(tries.map(({ instanceId, refusedBy }) => [instanceId, refusedBy])),
    limits,
  };
}

/** What keeps a host from being drained, with what to do; null when nothing does. */
function troubleOf(
  { maintenance, provider }: CloudLook,
  service: ComputeService | null,
): Attention | 'disable-again' | null {
  const { host, resumed_at: resumedAt, disabled_at: disabledAt } = maintenance;
  if (service === null) {
    return {
      reason: `${provider} shows no compute service on ${host} any more.`,
      nextStep: 'See what became of the host; cancel this maintenance if it is gone.',
    };
  }
  if (service.status === 'enabled') {
    if (resumedAt !== null && (disabledAt === null || resumedAt > disabledAt)) return 'disable-again';
    return {
      reason: `Somebody enabled ${host} while it is being drained.`,
      nextStep: 'Ask who did; resume to disable it again, or cancel this maintenance.',
    };
  }
  if (service.state === 'unknown') {
    return {
      reason: `The cell of ${host} does not answer, so nobody can say what is on it.`,
      nextStep: 'It goes on by itself when the cell answers again.',
    };
  }
  if (service.state === 'down') {
    return {
      reason: `nova-compute on ${host} is down: nothing can be migrated live from it.`,
      nextStep:
        'Bring it back, and this goes on by itself. If the host is dead, cancel this and evacuate it instead.',
    };
  }
  return null;
}

/** The end of a drain, by what Nova showed a moment ago. */
export function heldInWords(host: string, left: readonly Left[]): string {
  if (left.length === 0) return `${host} is empty: Nova shows no instance on it.`;
  const names = left.map(({ name }) => name).join(', ');
  const stay = left.length === 1 ? 'stays as was chosen' : 'stay as was chosen';
  return `${host} is held. ${left.length} ${left.length === 1 ? 'instance' : 'instances'} ${stay}: ${names}.`;
}
