import type { HostFacts, InstanceFacts } from '../facts.ts';
import { forecast, lowerBoundSeconds } from './forecast.ts';
import type { Ledger, Settled } from './ledger.ts';
import { type CloudModel, MEMORY, VCPUS } from './model.ts';
import type { ModelSettings } from './snapshot.ts';
import type { LoadOnTheWay, Pace, Plan, PlanLimits, PlanStep } from './types.ts';
import { wavesOf } from './waves.ts';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** What a plan is finished with: how it is to be carried out, and the sentence for each move that is wanted for itself. */
export interface Finishing {
  limits: PlanLimits;
  pace: Pace;
  options: ModelSettings['options'];
  why: (move: Settled, facts: InstanceFacts) => string;
  /** Loads before anything was settled, by host number. */
  loadsBefore: ReadonlyMap<number, { memory: number; vcpus: number }>;
}

/** Loads of all hosts now, to be compared with those on the way. */
export function loadsOf(model: CloudModel): Map<number, { memory: number; vcpus: number }> {
  return new Map(
    model.hosts.map((_host, host) => [
      host,
      { memory: model.load(host, MEMORY), vcpus: model.load(host, VCPUS) },
    ]),
  );
}

/** The settled moves as a plan: ordered by wave, with sentences, loads on the way and times. */
export function finish(
  model: CloudModel,
  ledger: Ledger,
  finishing: Finishing,
): Pick<Plan, 'steps' | 'load' | 'waves' | 'seconds' | 'lowerBoundSeconds'> {
  const { limits, pace } = finishing;
  const waves = wavesOf(ledger.moves, limits);
  const order = [...ledger.moves.keys()].sort(
    (left, right) => (waves[left] as number) - (waves[right] as number) || left - right,
  );
  const place = new Map(order.map((number, at) => [number, at]));
  const steps = order.map((number): PlanStep => {
    const move = ledger.moves[number] as Settled;
    const facts = model.instances[move.instance] as InstanceFacts;
    const nameOf = (host: number) => (model.hosts[host] as HostFacts).name;
    const other = move.roomFor === null ? null : (model.instances[move.roomFor] as InstanceFacts).name;
    return {
      instanceId: facts.id,
      instanceName: facts.name,
      from: nameOf(move.from),
      to: nameOf(move.to),
      why: other === null ? finishing.why(move, facts) : `Makes room on ${nameOf(move.from)} for ${other}.`,
      bytes: bytesOf(facts, finishing.options),
      after: move.after.map((first) => place.get(first) as number).sort((a, b) => a - b),
      wave: waves[number] as number,
    };
  });
  const load = worstLoads(model, ledger, finishing.loadsBefore);
  if (steps.length === 0) return { steps, load, waves: 0, seconds: null, lowerBoundSeconds: null };
  const { seconds } = forecast(steps, limits, pace);
  return {
    steps,
    load,
    waves: Math.max(...waves) + 1,
    seconds,
    // Both are sums of the same numbers in another order, which rounds differently.
    lowerBoundSeconds: Math.min(seconds, lowerBoundSeconds(steps, limits, pace)),
  };
}

/** Memory and, unless the disks are known to be shared, the local disks: at most this is copied if the guest is idle. */
export function bytesOf(facts: InstanceFacts, options: ModelSettings['options']): number {
  const disk = options.blockMigration === 'no' ? 0 : (facts.localDiskGb ?? 0);
  return (facts.memoryMb ?? 0) * MIB + disk * GIB;
}

function worstLoads(model: CloudModel, ledger: Ledger, before: Finishing['loadsBefore']): LoadOnTheWay[] {
  const worst = new Map<number, { memory: number; vcpus: number }>();
  for (const { to, memoryLoad, vcpuLoad } of ledger.moves) {
    const already = worst.get(to) ?? { memory: 0, vcpus: 0 };
    worst.set(to, {
      memory: Math.max(already.memory, memoryLoad),
      vcpus: Math.max(already.vcpus, vcpuLoad),
    });
  }
  return [...worst]
    .map(([host, { memory, vcpus }]) => ({
      host: (model.hosts[host] as HostFacts).name,
      memoryNow: before.get(host)?.memory ?? null,
      memoryWorst: memory,
      vcpusNow: before.get(host)?.vcpus ?? null,
      vcpusWorst: vcpus,
    }))
    .sort((left, right) => right.memoryWorst - left.memoryWorst || (left.host < right.host ? -1 : 1));
}
