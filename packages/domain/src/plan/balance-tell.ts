/** From where instances should be to a plan that can be shown and carried out: its order, and what each move brings. */
import type { BalanceHost, BalanceStep, HostLoad } from '@evenkeel/contract';
import { distanceOf, whatIsCounted } from './balance-goals.ts';
import { type OrderedMove, orderMoves } from './balance-order.ts';
import { DIMENSIONS, type Setting } from './balance-setting.ts';
import type { BalanceInput, BalanceResult } from './balance-types.ts';
import { sentenceFor, whyOf } from './balance-words.ts';
import { type CloudModel, MEMORY, RESOURCES } from './model.ts';

const BYTES_IN_MIB = 1024 ** 2;
const BYTES_IN_GIB = 1024 ** 3;

/** A move that is wanted, by numbers. */
export interface Wish {
  instance: number;
  to: number;
}

/**
 * The plan of these moves, as far as they can be put in an order.
 * @param approved true for moves that a person has looked at: all are kept as long as together they bring anything.
 */
export function tellPlan(setting: Setting, wishes: readonly Wish[], approved = false): BalanceResult {
  const { input, model, counted, participants } = setting;
  const { goal } = input.settings;
  const { hosts, pins } = participants;
  const ordered = wholeHosts(setting, orderMoves(setting.open(), wishes));
  const replay = setting.begin();
  const before = distanceOf(goal, replay, hosts);
  const dimensions = counted.map(({ dimension }) => dimension);
  const told = ordered.map(({ instance, from, to }): Told => {
    const loadsBefore = [from, to].map((host) => replay.objective.loadsOf(host));
    replay.move(instance, to);
    const loadsAfter = [from, to].map((host) => replay.objective.loadsOf(host));
    const pinned = pins.some((pin) => pin.instance === instance);
    const why = pinned ? PINNED : whyOf(goal, { model, from, to, loadsBefore, loadsAfter, dimensions });
    return { instance, distance: distanceOf(goal, replay, hosts), why };
  });
  const whole = approved && (told.at(-1)?.distance ?? before) < before;
  const kept = ordered.slice(0, whole ? ordered.length : bestLength(before, told));
  const steps = kept.map((move, place) => {
    const { distance, why } = told[place] as Told;
    const earlier = told[place - 1]?.distance ?? before;
    return stepOf(model, move, { why, gain: before > 0 ? (earlier - distance) / before : 0, input });
  });
  const after = told[kept.length - 1]?.distance ?? before;
  return answerOf(setting, { steps, ordered: kept, before, after, approved });
}

/** Where hosts are emptied: without the moves off a host that would keep something, for they would bring nothing. */
function wholeHosts({ input, model, participants }: Setting, ordered: OrderedMove[]): OrderedMove[] {
  if (input.settings.goal.kind !== 'consolidate') return ordered;
  const leaving = new Map<number, number>();
  for (const { from } of ordered) leaving.set(from, (leaving.get(from) ?? 0) + 1);
  const useful = ordered.filter(
    ({ instance, from }) =>
      leaving.get(from) === model.on(from).size || participants.pins.some((pin) => pin.instance === instance),
  );
  // Places have changed, and with them what waits for what.
  return useful.length === ordered.length ? ordered : orderAgain(useful, ordered);
}

function orderAgain(useful: readonly OrderedMove[], ordered: readonly OrderedMove[]): OrderedMove[] {
  const places = new Map(useful.map((move, place) => [ordered.indexOf(move), place]));
  return useful.map((move) => ({
    ...move,
    after: move.after.map((place) => places.get(place)).filter((place) => place !== undefined),
  }));
}

interface Told {
  instance: number;
  distance: number;
  why: string;
}

const PINNED = 'You asked for this one.';

/** Up to where the plan is at its best: should a move have found no place in the order, what follows may not help. */
function bestLength(before: number, told: readonly Told[]): number {
  const pins = told.findLastIndex(({ why }) => why === PINNED) + 1;
  let [length, best] = [pins, told[pins - 1]?.distance ?? before];
  told.forEach(({ distance }, place) => {
    if (place >= pins && distance < best - 1e-12) [length, best] = [place + 1, distance];
  });
  return length;
}

function stepOf(
  model: CloudModel,
  { instance, from, to, after }: OrderedMove,
  { why, gain, input }: { why: string; gain: number; input: BalanceInput },
): BalanceStep {
  const bytes = bytesOf(model, instance);
  return {
    instanceId: model.instances[instance]?.id as string,
    instanceName: model.instances[instance]?.name as string,
    from: model.hosts[from]?.name as string,
    to: model.hosts[to]?.name as string,
    why,
    gain,
    bytes,
    seconds: bytes / input.pace.linkBytesPerSecond + input.pace.secondsPerMove,
    after,
  };
}

interface Planned {
  approved: boolean;
  steps: BalanceStep[];
  ordered: readonly OrderedMove[];
  before: number;
  after: number;
}

/** The plan when it is worth it; else none, with what it would have brought. */
function answerOf(setting: Setting, planned: Planned): BalanceResult {
  const { participants } = setting;
  const { goal, leastImprovement } = setting.input.settings;
  const { before, after } = planned;
  const { free, instances, notes, pins } = participants;
  const improvement = before > 0 ? (before - after) / before : 0;
  const scored = goal.kind === 'even' || goal.kind === 'hot';
  const least = scored && !planned.approved ? leastImprovement : 0;
  const moves = planned.steps.length;
  const worthIt = moves > 0 && (pins.length > 0 || (improvement > 0 && improvement >= least));
  const steps = worthIt ? planned.steps : [];
  const result = { before, after, moves, worthIt, leastImprovement, free: free.length, instances };
  return {
    answer: worthIt ? 'moves' : 'no-beneficial-move',
    sentence: sentenceFor(goal, result),
    notes,
    steps,
    hosts: hostsOf(setting, worthIt ? planned.ordered : []),
    distance: { before, after: worthIt ? after : before, what: whatIsCounted(goal) },
    bytes: steps.reduce((sum, step) => sum + (step.bytes ?? 0), 0),
    seconds: secondsOf(steps),
  };
}

/** Memory and local disk: the least there is to copy. Disks on shared storage are counted, as nobody tells them apart. */
function bytesOf(model: CloudModel, instance: number): number {
  const facts = model.instances[instance] as (typeof model.instances)[number];
  const memory = (model.needs[instance * RESOURCES.length + MEMORY] as number) * BYTES_IN_MIB;
  return memory + (facts.localDiskGb ?? 0) * BYTES_IN_GIB;
}

/** One copy at a time out of each host, and into each, and each after those it waits for. */
function secondsOf(steps: readonly BalanceStep[]): number {
  const freeAt = new Map<string, number>();
  const ends: number[] = [];
  for (const { from, to, seconds, after } of steps) {
    const waited = Math.max(0, ...after.map((place) => ends[place] as number));
    const begins = Math.max(waited, freeAt.get(`from ${from}`) ?? 0, freeAt.get(`to ${to}`) ?? 0);
    const end = begins + (seconds ?? 0);
    ends.push(end);
    freeAt.set(`from ${from}`, end);
    freeAt.set(`to ${to}`, end);
  }
  return Math.max(0, ...ends);
}

function hostsOf(
  { model, loads, participants: { leftOut } }: Setting,
  ordered: readonly OrderedMove[],
): BalanceHost[] {
  const used = loads.map((load) => ({ ...load, after: Float64Array.from(load.used) }));
  const change = new Int32Array(model.hosts.length);
  for (const { instance, from, to } of ordered) {
    change[from] = (change[from] as number) - 1;
    change[to] = (change[to] as number) + 1;
    for (const { after, needs } of used) {
      after[from] = (after[from] as number) - (needs[instance] as number);
      after[to] = (after[to] as number) + (needs[instance] as number);
    }
  }
  const loadAt = (host: number, which: 'used' | 'after'): HostLoad =>
    Object.fromEntries(
      DIMENSIONS.map((dimension) => {
        const load = used.find((one) => one.dimension === dimension);
        const value = load ? (load[which][host] as number) / (load.capacity[host] as number) : Number.NaN;
        return [dimension, Number.isFinite(value) ? value : null];
      }),
    ) as HostLoad;
  return model.hosts.map(({ name, zone }, host) => ({
    host: name,
    zone,
    leftOut: leftOut.get(host) ?? null,
    before: loadAt(host, 'used'),
    after: loadAt(host, 'after'),
    instancesBefore: model.on(host).size,
    instancesAfter: model.on(host).size + (change[host] as number),
  }));
}
