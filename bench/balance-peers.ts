/**
 * Our plans beside those of others for the same cloud: OpenStack Watcher's where it is there, and a threshold balancer of the
 * usual kind. Twice: with instances pinned to zones and groups that are kept apart, of which the others know nothing, and plain.
 */
import { type BalanceGoal, BalanceSettings } from '@evenkeel/contract';
import { CloudModel, type CloudSnapshot, DEFAULT_PACE, MEMORY, planBalance, VCPUS } from '@evenkeel/domain';
import { generateCloud } from './balance-cloud.ts';
import { leastHosts, type Migration, outcomeOf, type PlanOutcome } from './balance-outcome.ts';
import { aligned } from './report.ts';
import { askWatcher, type WatcherStrategy, watcherIsThere } from './watcher.ts';

const PLAIN = { grouped: 0, pinned: 0 };
/** A threshold balancer goes on until the fullest and the emptiest are no further apart. */
const GAP = 0.1;

type Planned = { seconds: number; migrations: Migration[] };

/** A table, in lines of text. Says so, and goes on, when Watcher is not there. */
export function besideWatcher(hosts: number, instances: number): string {
  const withWatcher = watcherIsThere();
  const size = `${hosts} hosts, ${instances.toLocaleString('en')} instances`;
  const parts = [
    ['pinned and grouped', {}],
    ['plain', PLAIN],
  ] as const;
  const tables = parts.flatMap(([name, kind]) => {
    const cloud = generateCloud({ hosts, instances, seed: 1, ...kind });
    return [
      consolidated(`${size}, ${name}`, cloud, withWatcher),
      evened(`${size}, ${name}`, cloud, withWatcher),
    ];
  });
  const absent = withWatcher
    ? []
    : [
        'OpenStack Watcher is not on this machine: its lines are left out (docs/balance.md says how to have it).',
      ];
  return [...tables, ...absent].join('\n\n');
}

function consolidated(size: string, cloud: CloudSnapshot, withWatcher: boolean): string {
  const rows = [['Evenkeel', ours(cloud, { kind: 'consolidate', ceiling: 1, hosts: null })] as const];
  const watcher = withWatcher
    ? [['  peer: Watcher', watchers(cloud, { strategy: 'consolidation' })] as const]
    : [];
  return [
    `Emptying hosts: ${size}; ${leastHosts(cloud)} have to stay in use.`,
    ...table(
      cloud,
      [...rows, ...watcher],
      ({ hosts, empty }) => `${hosts - empty.before} → ${hosts - empty.after}`,
      'hosts in use',
    ),
  ].join('\n');
}

function evened(size: string, cloud: CloudSnapshot, withWatcher: boolean): string {
  const weights = { cpu: 1, memory: 1 };
  const rows: [string, Planned][] = [
    ['Evenkeel', ours(cloud, { kind: 'even', weights })],
    ['  peer: threshold balancer, until 10 points apart', timed(() => byThreshold(cloud))],
  ];
  if (withWatcher) {
    const strategy = 'stabilization';
    rows.push(['  peer: Watcher, as it comes', watchers(cloud, { strategy, threshold: 0.1 })]);
    rows.push(['  peer: Watcher, to its end', watchers(cloud, { strategy, threshold: 0 })]);
  }
  const spread = ({ spread: { before, after } }: PlanOutcome) => `${percent(before)} → ${percent(after)}`;
  return [`Evening out: ${size}.`, ...table(cloud, rows, spread, 'standard deviation')].join('\n');
}

function table(
  cloud: CloudSnapshot,
  rows: readonly (readonly [string, Planned])[],
  became: (outcome: PlanOutcome) => string,
  title: string,
): string[] {
  const first = rows[0]?.[1].seconds as number;
  return aligned([
    ['', 'CPU time', 'peer/ours', 'moves', 'refused', title],
    ...rows.map(([name, { seconds, migrations }], place) => {
      const outcome = outcomeOf(cloud, migrations);
      const refused = [...outcome.refused.values()].reduce((sum, count) => sum + count, 0);
      const ratio = place === 0 ? '' : `${(seconds / first).toFixed(1)} ×`;
      return [
        name,
        `${seconds.toFixed(2)} s`,
        ratio,
        String(outcome.moves),
        String(refused),
        became(outcome),
      ];
    }),
  ]);
}

const percent = (fraction: number) => `${(100 * fraction).toFixed(1)} %`;

function ours(snapshot: CloudSnapshot, goal: BalanceGoal): Planned {
  const settings = { ...BalanceSettings.parse({ goal }), mostMoves: Number.POSITIVE_INFINITY };
  return timed(() =>
    planBalance({
      ...{
        snapshot,
        settings,
        seed: 1,
        excluded: [],
        pinned: [],
        cooling: [],
        busyHosts: {},
        measured: null,
      },
      pace: DEFAULT_PACE,
    }).steps.map(({ instanceId, to }) => ({ instance: instanceId, to })),
  );
}

const watchers = (cloud: CloudSnapshot, wish: WatcherStrategy): Planned => askWatcher(cloud, wish);

function timed(plan: () => Migration[]): Planned {
  const began = process.cpuUsage();
  const migrations = plan();
  const { user, system } = process.cpuUsage(began);
  return { seconds: (user + system) / 1e6, migrations };
}

/** The fullest host gives its biggest instance that fits between them to the emptiest, until they are near each other. */
function byThreshold(snapshot: CloudSnapshot): Migration[] {
  const model = new CloudModel(snapshot);
  const migrations: Migration[] = [];
  const load = (host: number) => (model.load(host, VCPUS) + model.load(host, MEMORY)) / 2;
  const part = (instance: number, host: number) =>
    (model.load(host, VCPUS, instance) + model.load(host, MEMORY, instance)) / 2 - load(host);
  for (;;) {
    const order = [...model.hosts.keys()].sort((left, right) => load(right) - load(left));
    const [fullest, emptiest] = [order[0] as number, order.at(-1) as number];
    const gap = load(fullest) - load(emptiest);
    if (gap < GAP) return migrations;
    const [chosen] = [...model.on(fullest)]
      .filter((instance) => part(instance, fullest) < gap && model.canTake(instance, emptiest))
      .sort((left, right) => part(right, fullest) - part(left, fullest));
    if (chosen === undefined) return migrations;
    model.hold(chosen, emptiest);
    model.arrive(chosen);
    const [instance, to] = [model.instances[chosen]?.id as string, model.hosts[emptiest]?.name as string];
    migrations.push({ instance, to });
  }
}
