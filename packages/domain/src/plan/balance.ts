/** The plan that brings a cloud nearer to what a policy wants, with the fewest moves. Pure: the same input, the same plan. */
import type { BalanceHost, BalanceSettings, BalanceStep, HostLoad, LoadDimension } from '@evenkeel/contract';
import { carryOutGoal, distanceOf, whatIsCounted } from './balance-goals.ts';
import { type Load, loadByAllocation, loadByUse, type MeasuredUse } from './balance-loads.ts';
import { objectiveFor, weightsOf } from './balance-objective.ts';
import { type OrderedMove, orderMoves } from './balance-order.ts';
import { type Participants, participantsOf } from './balance-participants.ts';
import { BalanceState } from './balance-state.ts';
import { sentenceFor, whyOf } from './balance-words.ts';
import { CloudModel, MEMORY, RESOURCES } from './model.ts';
import type { CloudSnapshot } from './snapshot.ts';

export interface BalanceInput {
  snapshot: CloudSnapshot;
  settings: BalanceSettings;
  seed: number;
  /** Instance ids that are not to be moved this time. */
  excluded: readonly string[];
  /** Where an instance has to go, whatever it brings. */
  pinned: readonly { instance: string; host: string }[];
  /** Ids of instances that were moved lately. */
  cooling: readonly string[];
  /** Hosts that nothing is moved from or to now, each with why in a sentence (a drain runs on it). */
  busyHosts: Readonly<Record<string, string>>;
  /** For `by: 'use'`. */
  measured: MeasuredUse | null;
  /** Of one host's link, in bytes a second. */
  linkBytesPerSecond: number;
}

export interface BalanceResult {
  answer: 'moves' | 'no-beneficial-move';
  sentence: string;
  notes: string[];
  steps: BalanceStep[];
  hosts: BalanceHost[];
  distance: { before: number; after: number; what: string };
  bytes: number;
  seconds: number;
}

const DIMENSIONS: readonly LoadDimension[] = ['cpu', 'memory', 'disk', 'network'];
const BYTES_IN_MIB = 1024 ** 2;
const BYTES_IN_GIB = 1024 ** 3;
/** Of a move that copies nothing: scheduling, preparing, handing over. */
const SECONDS_BESIDE_COPY = 10;

export function planBalance(input: BalanceInput): BalanceResult {
  const { snapshot, settings } = input;
  const { goal } = settings;
  const open = () => new CloudModel(snapshot, { options: settings.options });
  const model = open();
  const loads = DIMENSIONS.map((dimension) => loadOf(dimension, model, input)).filter(
    (load) => load !== null,
  );
  const participants = participantsOf(model, loads, input);
  const { hosts, free, particular, pins, notes } = participants;
  const counted = countedLoads(goal, loads);
  const stateOf = (fresh: CloudModel) => {
    const objective = objectiveFor(goal, counted, hosts, participants.preferences);
    return new BalanceState(fresh, objective, free, particular);
  };

  const state = stateOf(model);
  const before = distanceOf(goal, state, hosts);
  for (const { instance, host } of pins) {
    if (model.canTake(instance, host)) state.move(instance, host);
    else notes.push(pinRefused(model, instance, host));
  }
  carryOutGoal(goal, state, participants, { ...settings, seed: input.seed, distance: before });

  const wanted = state.inOrder().map((instance) => ({ instance, to: model.hostOf[instance] as number }));
  const ordered = orderMoves(open(), wanted).filter(
    ({ from }) => goal.kind !== 'consolidate' || pins.length > 0 || model.on(from).size === 0,
  );
  const replay = stateOf(open());
  const told = ordered.map(({ instance, from, to }): Told => {
    const loadsBefore = [from, to].map((host) => replay.objective.loadsOf(host));
    replay.move(instance, to);
    const loadsAfter = [from, to].map((host) => replay.objective.loadsOf(host));
    const dimensions = counted.map(({ dimension }) => dimension);
    const pinned = pins.some((pin) => pin.instance === instance);
    const why = pinned ? PINNED : whyOf(goal, { model, from, to, loadsBefore, loadsAfter, dimensions });
    return { instance, distance: distanceOf(goal, replay, hosts), why };
  });
  const kept = ordered.slice(0, bestLength(before, told));
  const steps = kept.map((move, place) => {
    const { distance, why } = told[place] as Told;
    const earlier = told[place - 1]?.distance ?? before;
    return stepOf(model, move, { why, gain: before > 0 ? (earlier - distance) / before : 0, input });
  });
  const after = told[kept.length - 1]?.distance ?? before;
  return answerOf(input, participants, { model: open(), loads, steps, ordered: kept, before, after });
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
    seconds: bytes / input.linkBytesPerSecond + SECONDS_BESIDE_COPY,
    after,
  };
}

interface Planned {
  /** The cloud as it is. */
  model: CloudModel;
  loads: readonly Load[];
  steps: BalanceStep[];
  ordered: readonly OrderedMove[];
  before: number;
  after: number;
}

/** The plan when it is worth it; else none, with what it would have brought. */
function answerOf(input: BalanceInput, participants: Participants, planned: Planned): BalanceResult {
  const { goal, leastImprovement } = input.settings;
  const { before, after } = planned;
  const { free, instances, notes, pins } = participants;
  const improvement = before > 0 ? (before - after) / before : 0;
  const least = goal.kind === 'even' || goal.kind === 'hot' ? leastImprovement : 0;
  const moves = planned.steps.length;
  const worthIt = moves > 0 && (pins.length > 0 || (improvement > 0 && improvement >= least));
  const steps = worthIt ? planned.steps : [];
  const result = { before, after, moves, worthIt, leastImprovement, free: free.length, instances };
  return {
    answer: worthIt ? 'moves' : 'no-beneficial-move',
    sentence: sentenceFor(goal, result),
    notes,
    steps,
    hosts: hostsOf({ ...planned, ordered: worthIt ? planned.ordered : [] }, participants),
    distance: { before, after: worthIt ? after : before, what: whatIsCounted(goal) },
    bytes: steps.reduce((sum, step) => sum + (step.bytes ?? 0), 0),
    seconds: secondsOf(steps),
  };
}

function loadOf(
  dimension: LoadDimension,
  model: CloudModel,
  { settings, measured }: BalanceInput,
): Load | null {
  if (settings.by === 'use' && measured) return loadByUse(dimension, model.hosts, model.instances, measured);
  return loadByAllocation(dimension, model.hosts, model.instances);
}

/** Those that the goal speaks of; the goals that empty hosts look at CPU and memory. */
function countedLoads(goal: BalanceSettings['goal'], loads: readonly Load[]): Load[] {
  const weights = weightsOf(goal);
  return loads.filter(({ dimension }) => (weights[dimension] ?? 0) > 0);
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

function hostsOf({ model, loads, ordered }: Planned, { leftOut }: Participants): BalanceHost[] {
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

function pinRefused(model: CloudModel, instance: number, host: number): string {
  const [name, to] = [model.instances[instance]?.name, model.hosts[host]?.name];
  const refusal = model.refusal(instance, host);
  return `${name} can not go to ${to} as you asked (${refusal?.code ?? 'not possible'}); it stays where it is.`;
}
