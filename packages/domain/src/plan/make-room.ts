import type { Destinations } from './destinations.ts';
import type { Ledger } from './ledger.ts';
import { type CloudModel, MEMORY, RESOURCES } from './model.ts';

/** At most so many others go to make room for one. */
const MOST_TOGETHER = 8;

/** What making room needs to know of the plan. */
export interface RoomMaking {
  model: CloudModel;
  destinations: Destinations;
  ledger: Ledger;
  /** Instances that the plan must not move to make room, such as those a person wants left alone. */
  untouchable: ReadonlySet<number>;
  /** The number of questions to the model (`destinations.asked`) at which the search ends. */
  until: number;
}

/**
 * Settles the instance on a host, after moves of others that make room for it there; with `depth` 2 also after moves that
 * make room for those. Returns false, with nothing changed, when that is not to be had.
 */
export function makeRoomFor(plan: RoomMaking, instance: number, depth: 1 | 2): boolean {
  return tryRoom(plan, instance, depth, { instances: new Set(), hosts: new Set(), roomFor: null });
}

/** What the room is being made for: these instances wait for it, and these hosts are being cleared. */
interface Purpose {
  instances: ReadonlySet<number>;
  hosts: ReadonlySet<number>;
  roomFor: number | null;
}

function tryRoom(plan: RoomMaking, instance: number, depth: number, purpose: Purpose): boolean {
  const { model, destinations, ledger } = plan;
  const host = destinations.best(instance, { avoid: purpose.hosts });
  if (host >= 0) {
    ledger.settleThrough(instance, host, purpose.roomFor);
    return true;
  }
  if (depth === 0) return false;
  const hosts = destinations
    .candidates(instance)
    .filter((candidate) => !purpose.hosts.has(candidate))
    .sort(
      (left, right) => shortage(model, instance, left) - shortage(model, instance, right) || left - right,
    );
  for (const there of hosts) {
    const before = ledger.moves.length;
    if (clear(plan, instance, there, depth, purpose)) {
      ledger.settleThrough(instance, there, purpose.roomFor);
      return true;
    }
    ledger.takeBackFrom(before);
    if (destinations.asked > plan.until) return false;
  }
  return false;
}

/** Moves others off the host until the instance fits: one that is enough if there is one, else several, the largest first. */
function clear(plan: RoomMaking, instance: number, host: number, depth: number, purpose: Purpose): boolean {
  const { model, destinations, ledger } = plan;
  const inner: Purpose = {
    instances: new Set([...purpose.instances, instance]),
    hosts: new Set([...purpose.hosts, host]),
    roomFor: instance,
  };
  const movers = moversOn(plan, host, inner);
  for (const mover of movers) {
    if (destinations.asked > plan.until) return false;
    if (!enough(model, instance, host, mover)) continue;
    const before = ledger.moves.length;
    if (tryRoom(plan, mover, depth - 1, inner) && destinations.fits(instance, host)) return true;
    ledger.takeBackFrom(before);
  }
  let gone = 0;
  for (const mover of [...movers].reverse()) {
    if (gone === MOST_TOGETHER || destinations.asked > plan.until) return false;
    if (!helps(model, instance, host, mover) || !tryRoom(plan, mover, 0, inner)) continue;
    gone += 1;
    if (destinations.fits(instance, host)) return true;
  }
  return false;
}

/** Who could go without anybody being asked, the least memory first: it is what has to be copied. */
function moversOn({ model, untouchable, ledger }: RoomMaking, host: number, purpose: Purpose): number[] {
  const moved = new Set(ledger.moves.map(({ instance }) => instance));
  return [...model.on(host)]
    .filter(
      (other) =>
        model.movable[other] === 1 &&
        (model.flyingTo[other] as number) < 0 &&
        !model.instances[other]?.locked &&
        !moved.has(other) &&
        !purpose.instances.has(other) &&
        !untouchable.has(other) &&
        !model.groups.isBound(other),
    )
    .sort((left, right) => model.need(left, host, MEMORY) - model.need(right, host, MEMORY) || left - right);
}

/** Whether the instance would fit if only this one went. */
function enough(model: CloudModel, instance: number, host: number, mover: number): boolean {
  const group = model.groups.forbidding(instance, host);
  if (group && !model.groups.of(mover).some((number) => model.groups.groups[number] === group)) return false;
  return RESOURCES.every(
    (_name, resource) => short(model, instance, host, resource) <= model.need(mover, host, resource),
  );
}

/** Whether its going would bring the host nearer. */
function helps(model: CloudModel, instance: number, host: number, mover: number): boolean {
  const group = model.groups.forbidding(instance, host);
  if (group) return model.groups.of(mover).some((number) => model.groups.groups[number] === group);
  return RESOURCES.some(
    (_name, resource) => short(model, instance, host, resource) > 0 && model.need(mover, host, resource) > 0,
  );
}

/** How far a host is from having room, the worst resource as a share of the need; 0 when only a group stands in the way. */
function shortage(model: CloudModel, instance: number, host: number): number {
  const shares = RESOURCES.map((_name, resource) => {
    const needed = model.need(instance, host, resource);
    return needed > 0 ? short(model, instance, host, resource) / needed : 0;
  });
  return Math.max(...shares);
}

function short(model: CloudModel, instance: number, host: number, resource: number): number {
  const needed = model.need(instance, host, resource);
  return needed === 0 ? 0 : Math.max(0, needed - model.free(host, resource));
}
