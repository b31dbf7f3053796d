import type { InstanceFacts } from '../facts.ts';
import { blockerOf } from './blockers.ts';
import { Destinations } from './destinations.ts';
import { finish, loadsOf } from './finish.ts';
import { Ledger, type Settled } from './ledger.ts';
import { makeRoomFor } from './make-room.ts';
import { CloudModel, MEMORY } from './model.ts';
import { place } from './place.ts';
import { type CloudSnapshot, DEFAULT_SETTINGS } from './snapshot.ts';
import { arrivingStay, stayOf } from './stays.ts';
import {
  DEFAULT_PACE,
  type DrainRequest,
  NO_CHOICES,
  type Plan,
  type PlanBlocker,
  type PlanLimits,
  type PlanStay,
} from './types.ts';

export const NO_LIMITS: PlanLimits = { perSourceHost: null, perDestinationHost: null, total: null };

/** Questions to the model for all the room that is made in one plan. */
const ROOM_BUDGET = 300_000;

/**
 * How to empty these hosts by live migration, with nothing done yet. Every state on the way keeps capacity, with both hosts
 * held during each move, and hard groups, in whatever order `after` and the limits allow the steps. Hosts that are emptied
 * never get anything. Where no host has room, others are moved to make some. No guest is ever stopped.
 * The same snapshot and request give the same plan.
 */
export function planDrain(snapshot: CloudSnapshot, request: DrainRequest): Plan {
  return planDrainOn(new CloudModel(snapshot, request), request);
}

/** The same on a model that was built already; the model is at the end of the plan afterwards, so it is used up. */
export function planDrainOn(model: CloudModel, request: DrainRequest): Plan {
  const limits = { ...NO_LIMITS, ...request.limits };
  const { known, blockers } = hostsOf(model, request.hosts);
  const draining = new Set(known);
  const { leaving, cold, stays } = sortOut(model, known, request);
  const ledger = new Ledger(model);
  const loadsBefore = loadsOf(model);
  const destinations = new Destinations(model, {
    closed: draining,
    excluded: excludedOf(model, request),
    inboundAtMost: inboundAtMost(model, leaving, limits),
  });

  // What is to be migrated cold needs its room as much as the others, though no step of this plan moves it.
  const wanted = [...leaving, ...cold];
  const unplaced = place(model, destinations, wanted);
  for (const instance of leaving) if ((model.flyingTo[instance] as number) >= 0) ledger.settleHeld(instance);
  const until = destinations.asked + ROOM_BUDGET;
  for (const instance of unplaced) {
    const moved =
      model.movable[instance] === 1 &&
      makeRoomFor({ model, destinations, ledger, untouchable: new Set(wanted), until }, instance, 2);
    if (!moved) blockers.push(blockerOf(model, destinations, instance));
  }
  for (const stay of stays) {
    const to = model.flyingTo[model.instance(stay.instanceId)] as number;
    if (stay.choice === 'cold-migrate') stay.to = model.hosts[to]?.name ?? null;
  }
  const why = (move: Settled, facts: InstanceFacts) => {
    const percent = Math.round(model.load(move.to, MEMORY) * 100);
    const to = model.hosts[move.to]?.name;
    return `Leaves ${facts.host}; ${to} suits it, and has ${percent} % of its memory given out when all have arrived.`;
  };
  const options = { ...DEFAULT_SETTINGS, ...request }.options;
  return {
    ...finish(model, ledger, { limits, pace: request.pace ?? DEFAULT_PACE, options, why, loadsBefore }),
    blockers: blockers.sort((left, right) => compare(left.instanceName ?? '', right.instanceName ?? '')),
    stays: stays.sort((left, right) => compare(left.instanceName, right.instanceName)),
  };
}

/** Hosts that an instance must not be sent to, in numbers. */
export function excludedOf(model: CloudModel, { exclude }: Pick<DrainRequest, 'exclude'>) {
  return new Map(
    Object.entries(exclude ?? {}).map(([id, hosts]) => [
      model.instance(id),
      new Set(hosts.map((name) => model.host(name))),
    ]),
  );
}

function hostsOf(model: CloudModel, names: readonly string[]): { known: number[]; blockers: PlanBlocker[] } {
  const unique = [...new Set(names)];
  const blockers = unique
    .filter((name) => model.host(name) < 0)
    .map((name) => ({
      instanceId: null,
      instanceName: null,
      host: name,
      code: 'unknown-host',
      message: `The cloud shows no compute host ${name}.`,
      nextStep: 'Check the name: it is the host of a nova-compute service.',
    }));
  return { known: unique.map((name) => model.host(name)).filter((host) => host >= 0), blockers };
}

/** Who goes by live migration, who is to go cold, and who stays. */
function sortOut(model: CloudModel, hosts: readonly number[], request: DrainRequest) {
  const leaving: number[] = [];
  const cold: number[] = [];
  const stays: PlanStay[] = [];
  for (const instance of hosts.flatMap((host) => [...model.on(host)])) {
    const facts = model.instances[instance] as InstanceFacts;
    const stay = stayOf(facts, model.obstacles(instance), request.choices ?? NO_CHOICES);
    if (stay?.choice === 'cold-migrate') cold.push(instance);
    if (stay && stay.choice !== 'migrate') stays.push(stay);
    else if ((model.flyingTo[instance] as number) < 0) leaving.push(instance);
  }
  const emptied = new Set(hosts);
  model.flyingTo.forEach((host, instance) => {
    if (emptied.has(host) && !emptied.has(model.hostOf[instance] as number))
      stays.push(arrivingStay(model.instances[instance] as InstanceFacts, model.hosts[host]?.name ?? ''));
  });
  return { leaving, cold, stays };
}

/** How many one host may get before it, and not the hosts that are emptied, decides the number of waves. */
function inboundAtMost(model: CloudModel, leaving: readonly number[], limits: PlanLimits): number {
  if (limits.perDestinationHost === null) return Number.POSITIVE_INFINITY;
  const perHost = new Map<number, number>();
  for (const instance of leaving) {
    const host = model.hostOf[instance] as number;
    perHost.set(host, (perHost.get(host) ?? 0) + 1);
  }
  const bySource =
    limits.perSourceHost === null ? 1 : Math.ceil(Math.max(0, ...perHost.values()) / limits.perSourceHost);
  const together = limits.total === null ? 1 : Math.ceil(leaving.length / limits.total);
  return Math.max(bySource, together, 1) * limits.perDestinationHost;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
