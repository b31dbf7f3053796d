/**
 * A day of a cloud whose instances' use goes up and down, balanced every ten minutes: by our policy with its least gain,
 * hold and cooldown, and by a threshold balancer of the usual kind (the fullest host gives its biggest fitting instance to
 * the emptiest when they are further apart than a threshold). Counts moves, and those that take an instance back to a
 * host it was on within two hours. Not a part of `npm run bench`:
 *
 *     node --import tsx bench/balance-replay.ts
 */
import { BalanceSettings } from '@evenkeel/contract';
import {
  CloudModel,
  type CloudSnapshot,
  DEFAULT_PACE,
  type MeasuredUse,
  planBalance,
} from '@evenkeel/domain';
import { generateCloud } from './balance-cloud.ts';

const STEP_MINUTES = 10;
const LOOKS = (24 * 60) / STEP_MINUTES;
const BACK_WITHIN_LOOKS = 120 / STEP_MINUTES;
const COOLDOWN_LOOKS = 12;
const HOLD_LOOKS = 2;
const THRESHOLD = 0.1;

interface Move {
  instance: number;
  to: number;
}
type Balancer = (snapshot: CloudSnapshot, use: MeasuredUse, look: number) => Move[];

const START = generateCloud({ hosts: 20, instances: 400, seed: 7, grouped: 3 });

/** Fractions of a vCPU in use: a day and a night, an own phase, and noise. */
function usageAt(look: number): number[] {
  return START.instances.map((_one, instance) => {
    const noise = Math.sin(instance * 12.9898 + look * 78.233) * 43_758.5453;
    const day = Math.sin(((look / LOOKS) * 2 + (instance % 7) / 7) * Math.PI);
    return Math.min(1, Math.max(0.02, 0.35 + 0.25 * day + 0.3 * (noise - Math.floor(noise) - 0.5)));
  });
}

function measure(snapshot: CloudSnapshot, usage: readonly number[]): MeasuredUse {
  const cores = snapshot.instances.map(
    ({ vcpus }, instance) => (vcpus as number) * (usage[instance] as number),
  );
  const hosts = new Map(snapshot.hosts.map(({ name }) => [name, 0]));
  snapshot.instances.forEach(({ host }, instance) => {
    hosts.set(host as string, (hosts.get(host as string) ?? 0) + (cores[instance] as number));
  });
  return {
    hosts: {
      cpu: new Map(
        snapshot.hosts.map(({ name, resources }) => [
          name,
          (hosts.get(name) as number) / (resources.vcpu?.total as number),
        ]),
      ),
    },
    instances: {
      cpu: new Map(snapshot.instances.map(({ id }, instance) => [id, cores[instance] as number])),
    },
  };
}

const settings = BalanceSettings.parse({
  goal: { kind: 'even', weights: { cpu: 1 } },
  by: 'use',
  mostMoves: 20,
});
function ours(): Balancer {
  const movedAt = new Map<string, number>();
  let worthSince: number | null = null;
  return (snapshot, measured, look) => {
    const cooling = [...movedAt].filter(([, at]) => look - at < COOLDOWN_LOOKS).map(([id]) => id);
    const plan = planBalance({
      ...{
        snapshot,
        settings: { ...settings, leastImprovement: 0.2 },
        seed: 1,
        excluded: [],
        pinned: [],
        cooling,
      },
      ...{ busyHosts: {}, measured, pace: DEFAULT_PACE },
    });
    if (plan.answer === 'no-beneficial-move') worthSince = null;
    else worthSince ??= look;
    if (worthSince === null || look - worthSince < HOLD_LOOKS) return [];
    worthSince = null;
    const model = new CloudModel(snapshot);
    for (const { instanceId } of plan.steps) movedAt.set(instanceId, look);
    return plan.steps.map(({ instanceId, to }) => ({
      instance: model.instance(instanceId),
      to: model.host(to),
    }));
  };
}

/** At each look while the fullest and the emptiest are too far apart: at most as many moves as ours may make. */
const byThreshold: Balancer = (snapshot, { hosts, instances }) => {
  const model = new CloudModel(snapshot);
  const loads = model.hosts.map(({ name }) => hosts.cpu?.get(name) as number);
  const moves: Move[] = [];
  while (moves.length < settings.mostMoves) {
    const fullest = loads.indexOf(Math.max(...loads));
    const emptiest = loads.indexOf(Math.min(...loads));
    const gap = (loads[fullest] as number) - (loads[emptiest] as number);
    if (gap < THRESHOLD) break;
    const partOf = (instance: number, host: number) =>
      (instances.cpu?.get(model.instances[instance]?.id as string) as number) /
      (model.hosts[host]?.resources.vcpu?.total as number);
    const chosen = [...model.on(fullest)]
      .filter((instance) => partOf(instance, fullest) < gap && model.canTake(instance, emptiest))
      .sort((left, right) => partOf(right, fullest) - partOf(left, fullest))[0];
    if (chosen === undefined) break;
    loads[fullest] = (loads[fullest] as number) - partOf(chosen, fullest);
    loads[emptiest] = (loads[emptiest] as number) + partOf(chosen, emptiest);
    model.hold(chosen, emptiest);
    model.arrive(chosen);
    moves.push({ instance: chosen, to: emptiest });
  }
  return moves;
};

function replay(balancer: Balancer): { moves: number; back: number; spread: number } {
  let snapshot = START;
  const leftAt = new Map<string, number>();
  let [moves, back, spread] = [0, 0, 0];
  for (let look = 0; look < LOOKS; look += 1) {
    const use = measure(snapshot, usageAt(look));
    const loads = [...(use.hosts.cpu?.values() ?? [])];
    const mean = loads.reduce((sum, load) => sum + load, 0) / loads.length;
    spread += Math.sqrt(loads.reduce((sum, load) => sum + (load - mean) ** 2, 0) / loads.length) / LOOKS;
    const model = new CloudModel(snapshot);
    for (const { instance, to } of balancer(snapshot, use, look)) {
      const from = model.hostOf[instance] as number;
      leftAt.set(`${instance} ${from}`, look);
      if (look - (leftAt.get(`${instance} ${to}`) ?? Number.NEGATIVE_INFINITY) <= BACK_WITHIN_LOOKS)
        back += 1;
      model.hold(instance, to);
      model.arrive(instance);
      moves += 1;
    }
    snapshot = placed(snapshot, model);
  }
  return { moves, back, spread };
}

/** The cloud as the model has it now. */
function placed(snapshot: CloudSnapshot, model: CloudModel): CloudSnapshot {
  const used = new Map(snapshot.hosts.map(({ name }) => [name, { vcpus: 0, memoryMb: 0, disk: 0 }]));
  const instances = snapshot.instances.map((facts, instance) => {
    const host = model.hosts[model.hostOf[instance] as number]?.name as string;
    const sum = used.get(host) as { vcpus: number; memoryMb: number; disk: number };
    sum.vcpus += facts.vcpus as number;
    sum.memoryMb += facts.memoryMb as number;
    sum.disk += facts.localDiskGb as number;
    return { ...facts, host };
  });
  const hosts = snapshot.hosts.map((host) => {
    const { vcpus, memoryMb, disk } = used.get(host.name) as {
      vcpus: number;
      memoryMb: number;
      disk: number;
    };
    const { vcpu, memoryMb: memory, diskGb } = host.resources;
    return {
      ...host,
      resources: {
        vcpu: vcpu && { ...vcpu, used: vcpus },
        memoryMb: memory && { ...memory, used: memoryMb },
        diskGb: diskGb && { ...diskGb, used: disk },
      },
    };
  });
  return { ...snapshot, hosts, instances };
}

console.log(
  '| balancer | moves in a day | of them back within 2 h | mean standard deviation of the load |\n|---|---|---|---|',
);
for (const [name, balancer] of [
  ['none', () => []],
  ['threshold (10 points)', byThreshold],
  ['Evenkeel (usual least gain; hold 20 min, cooldown 2 h, least improvement 20 %)', ours()],
] as const) {
  const { moves, back, spread } = replay(balancer);
  console.log(`| ${name} | ${moves} | ${back} | ${(100 * spread).toFixed(2)} points |`);
}
