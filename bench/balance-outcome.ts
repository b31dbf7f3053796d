/** What becomes of a cloud when somebody's plan is carried out, whoever made it. */
import { CloudModel, type CloudSnapshot, MEMORY, VCPUS } from '@evenkeel/domain';

/** An instance by its id, to a host by its name. */
export interface Migration {
  instance: string;
  to: string;
}

export interface PlanOutcome {
  moves: number;
  /** Moves that the cloud would refuse, by why. */
  refused: ReadonlyMap<string, number>;
  hosts: number;
  /** Hosts without instances, before and after. */
  empty: { before: number; after: number };
  /** Standard deviation of the hosts' loads, CPU and memory alike, before and after. */
  spread: { before: number; after: number };
}

/** Carries the moves out one after the other, as the kindest order there is; what the cloud would refuse stays. */
export function outcomeOf(snapshot: CloudSnapshot, migrations: readonly Migration[]): PlanOutcome {
  const model = new CloudModel(snapshot);
  const [emptyBefore, spreadBefore] = [emptyHosts(model), spreadOf(model)];
  const refused = new Map<string, number>();
  for (const { instance: id, to } of migrations) {
    const [instance, host] = [model.instance(id), model.host(to)];
    const refusal = model.refusal(instance, host);
    if (refusal) refused.set(refusal.code, (refused.get(refusal.code) ?? 0) + 1);
    else {
      model.hold(instance, host);
      model.arrive(instance);
    }
  }
  return {
    moves: migrations.length,
    refused,
    hosts: model.hosts.length,
    empty: { before: emptyBefore, after: emptyHosts(model) },
    spread: { before: spreadBefore, after: spreadOf(model) },
  };
}

function emptyHosts(model: CloudModel): number {
  return model.hosts.filter((_host, number) => model.on(number).size === 0).length;
}

export function spreadOf(model: CloudModel): number {
  const variances = [VCPUS, MEMORY].map((resource) => {
    const loads = model.hosts.map((_host, number) => model.load(number, resource));
    const mean = loads.reduce((sum, load) => sum + load, 0) / loads.length;
    return loads.reduce((sum, load) => sum + (load - mean) ** 2, 0) / loads.length;
  });
  return Math.sqrt(variances.reduce((sum, one) => sum + one, 0) / variances.length);
}

/** Hosts that have to stay in use whatever anybody does: what is given out, by what one host may give out. */
export function leastHosts({ hosts }: CloudSnapshot): number {
  const needed = (['vcpu', 'memoryMb', 'diskGb'] as const).map((name) => {
    const used = hosts.reduce((sum, { resources }) => sum + (resources[name]?.used ?? 0), 0);
    const sizes = hosts.map(({ resources }) => {
      const of = resources[name];
      return of ? (of.total - of.reserved) * of.allocationRatio : 0;
    });
    let [count, room] = [0, 0];
    for (const size of sizes.sort((left, right) => right - left)) {
      if (room >= used) break;
      count += 1;
      room += size;
    }
    return count;
  });
  return Math.max(...needed);
}
