/**
 * How far the plans are from the optimum, on clouds small enough that HiGHS finds it. HiGHS knows no order of the moves,
 * so its optimum is a bound: no plan that has to be carried out can be better. Not a part of `npm run bench`:
 *
 *     node --import tsx bench/balance-optimum.ts
 */
import { type BalanceGoal, BalanceSettings } from '@evenkeel/contract';
import {
  type BalanceResult,
  type CloudSnapshot,
  DEFAULT_PACE,
  type HostFacts,
  planBalance,
} from '@evenkeel/domain';
import loadHighs from 'highs';
import { generateCloud } from './balance-cloud.ts';

const SIZES = [
  [4, 24],
  [6, 36],
  [8, 48],
] as const;
const SEEDS = [1, 2, 3, 4, 5];
const LIMIT_SECONDS = 30;
const MEMORY = { memory: 1 };

/** What both are measured by; linear, as HiGHS needs it. */
const GOALS: { name: string; goal: BalanceGoal; measure(plan: BalanceResult, goal: BalanceGoal): number }[] =
  [
    {
      name: 'even: mean distance from the mean load, in points, with as many moves',
      goal: { kind: 'even', weights: MEMORY },
      measure: ({ hosts }) => {
        const loads = hosts.map(({ after }) => after.memory as number);
        const mean = loads.reduce((sum, load) => sum + load, 0) / loads.length;
        return (100 * loads.reduce((sum, load) => sum + Math.abs(load - mean), 0)) / loads.length;
      },
    },
    {
      name: 'hot: load over 50 %, in points, with as many moves',
      goal: { kind: 'hot', weights: MEMORY, threshold: 0.5 },
      measure: ({ distance }) => 100 * distance.after,
    },
    {
      name: 'consolidate: hosts in use',
      goal: { kind: 'consolidate', ceiling: 0.9, hosts: null },
      measure: ({ distance }) => distance.after,
    },
  ];

const highs = await loadHighs();
console.log(
  '| goal | hosts × instances | before | Evenkeel | HiGHS | moves | fewest moves | Evenkeel, ms | HiGHS, ms |\n|---|---|---|---|---|---|---|---|---|',
);
for (const { name, goal, measure } of GOALS)
  for (const [hosts, instances] of SIZES) {
    const rows = SEEDS.map((seed) => {
      const snapshot = generateCloud({ hosts, instances, seed, zones: 2 });
      const settings = BalanceSettings.parse({ goal, leastImprovement: 0, mostMoves: 1000 });
      const planOf = (most: number) =>
        planBalance({
          ...{ snapshot, settings: { ...settings, mostMoves: most }, seed: 1, excluded: [], pinned: [] },
          ...{ cooling: [], busyHosts: {}, measured: null, pace: DEFAULT_PACE },
        });
      const began = performance.now();
      const plan = planOf(1000);
      const planned = performance.now();
      const limit = goal.kind === 'consolidate' ? {} : { moves: plan.steps.length };
      const optimum = highs.solve(program(snapshot, goal, limit), { time_limit: LIMIT_SECONDS });
      const solved = performance.now();
      // Of the other goals the optimum was sought with as many moves as ours.
      const fewest =
        goal.kind === 'consolidate'
          ? highs.solve(program(snapshot, goal, { hosts: plan.distance.after }), {
              time_limit: LIMIT_SECONDS,
            })
          : null;
      return {
        before: measure(planOf(0), goal),
        ours: measure(plan, goal),
        optimum: scaled(goal, optimum.ObjectiveValue, hosts),
        proven: optimum.Status === 'Optimal' && (fewest === null || fewest.Status === 'Optimal'),
        moves: plan.steps.length,
        fewestMoves: fewest?.ObjectiveValue ?? null,
        ourMs: planned - began,
        highsMs: solved - planned,
      };
    });
    const mean = (of: (row: (typeof rows)[number]) => number) =>
      rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
    const unproven = rows.filter(({ proven }) => !proven).length;
    const cells = [
      name,
      `${hosts} × ${instances}`,
      mean(({ before }) => before).toFixed(2),
      mean(({ ours }) => ours).toFixed(2),
      `${mean(({ optimum }) => optimum).toFixed(2)}${unproven > 0 ? ` (${unproven} of ${rows.length} cut off after ${LIMIT_SECONDS} s)` : ''}`,
      mean(({ moves }) => moves).toFixed(1),
      goal.kind === 'consolidate' ? mean(({ fewestMoves }) => fewestMoves ?? 0).toFixed(1) : '',
      mean(({ ourMs }) => ourMs).toFixed(0),
      mean(({ highsMs }) => highsMs).toFixed(0),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }

function scaled(goal: BalanceGoal, value: number, hosts: number): number {
  if (goal.kind === 'even') return (100 * value) / hosts;
  return goal.kind === 'hot' ? 100 * value : value;
}

/**
 * The final placement as a mixed-integer program in CPLEX's LP format: nearest to the goal with at most so many moves, or,
 * where hosts are emptied, with the fewest moves for at most so many hosts in use.
 */
function program(
  { hosts, instances, groups }: CloudSnapshot,
  goal: BalanceGoal,
  { moves, hosts: mostHosts }: { moves?: number; hosts?: number },
): string {
  const x = (instance: number, host: number) => `x${instance}_${host}`;
  const rows: string[] = [];
  const everyHost = [...hosts.keys()];
  const ceiling = goal.kind === 'consolidate' ? goal.ceiling : 1;
  const capacity = (host: HostFacts, of: 'vcpu' | 'memoryMb') =>
    (host.resources[of]?.total ?? 0) * (host.resources[of]?.allocationRatio ?? 1);
  const sum = (host: number, of: (instance: number) => number | null) =>
    instances.map((_one, instance) => `${of(instance)} ${x(instance, host)}`).join(' + ');
  instances.forEach(({ host, pinnedZone }, instance) => {
    rows.push(`${everyHost.map((to) => x(instance, to)).join(' + ')} = 1`);
    for (const to of everyHost)
      if (pinnedZone !== null && hosts[to]?.zone !== pinnedZone && hosts[to]?.name !== host)
        rows.push(`${x(instance, to)} = 0`);
  });
  for (const to of everyHost) {
    const host = hosts[to] as HostFacts;
    rows.push(
      `${sum(to, (one) => instances[one]?.vcpus ?? 0)} <= ${Math.floor(ceiling * capacity(host, 'vcpu'))}`,
    );
    rows.push(
      `${sum(to, (one) => (instances[one]?.memoryMb ?? 0) / 1024)} <= ${(ceiling * capacity(host, 'memoryMb')) / 1024}`,
    );
    rows.push(`${sum(to, (one) => instances[one]?.localDiskGb ?? 0)} <= ${host.resources.diskGb?.total}`);
    for (const { members } of groups)
      rows.push(
        `${members
          .map((id) =>
            x(
              instances.findIndex((one) => one.id === id),
              to,
            ),
          )
          .join(' + ')} <= 1`,
      );
  }
  const stay = instances.map(({ host }, instance) =>
    x(
      instance,
      hosts.findIndex(({ name }) => name === host),
    ),
  );
  if (moves !== undefined) rows.push(`${stay.join(' + ')} >= ${instances.length - moves}`);
  const totalMemory = instances.reduce((all, { memoryMb }) => all + (memoryMb ?? 0), 0);
  const mean = totalMemory / hosts.reduce((all, host) => all + capacity(host, 'memoryMb'), 0);
  for (const to of everyHost) {
    const load = sum(
      to,
      (one) => (instances[one]?.memoryMb ?? 0) / capacity(hosts[to] as HostFacts, 'memoryMb'),
    );
    if (goal.kind === 'consolidate') rows.push(`${sum(to, () => 1)} - ${instances.length} y${to} <= 0`);
    else if (goal.kind === 'hot') rows.push(`${load} - y${to} <= ${goal.threshold}`);
    else {
      rows.push(`${load} - y${to} <= ${mean}`);
      rows.push(`${load} + y${to} >= ${mean}`);
    }
  }
  const every = instances.flatMap((_one, instance) => everyHost.map((to) => x(instance, to)));
  const used = everyHost.map((to) => `y${to}`);
  if (mostHosts !== undefined) rows.push(`${used.join(' + ')} <= ${mostHosts}`);
  // Each of them not where it was is one move.
  const away = instances
    .flatMap((_one, instance) => everyHost.map((to) => x(instance, to)))
    .filter((one) => !stay.includes(one));
  const objective = mostHosts === undefined ? used : away;
  const binaries = goal.kind === 'consolidate' ? [...every, ...used] : every;
  return `Minimize\n obj: ${objective.join(' + ')}\nSubject To\n${rows.map((row, number) => ` c${number}: ${row}`).join('\n')}\nBinary\n ${binaries.join('\n ')}\nEnd\n`;
}
