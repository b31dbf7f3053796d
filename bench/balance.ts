/** How long a plan for a whole cloud takes, without a limit of moves: the reading of the cloud is not in it. */
import { type BalanceGoal, BalanceSettings } from '@evenkeel/contract';
import { DEFAULT_PACE, planBalance } from '@evenkeel/domain';
import { generateCloud } from './balance-cloud.ts';
import { type Measurement, timed } from './measure.ts';
import type { RunningServer } from './surroundings.ts';

const TIMES = 5;
const SIZES = [
  [113, 15_769],
  [1_000, 50_000],
] as const;
const GOALS: BalanceGoal[] = [
  { kind: 'even', weights: { cpu: 1, memory: 1 } },
  { kind: 'consolidate', ceiling: 0.9, hosts: null },
];

export async function balancePlans(): Promise<Measurement[]> {
  return SIZES.flatMap(([hosts, instances]) => {
    const snapshot = generateCloud({ hosts, instances, seed: 1 });
    return GOALS.map((goal) => {
      const settings = { ...BalanceSettings.parse({ goal }), mostMoves: Number.POSITIVE_INFINITY };
      const plan = () =>
        planBalance({
          ...{ snapshot, settings, seed: 1, excluded: [], pinned: [], cooling: [], busyHosts: {} },
          ...{ measured: null, pace: DEFAULT_PACE },
        });
      const { steps, distance } = plan();
      const memory = Math.round(process.memoryUsage().rss / 1e6);
      const times = Array.from({ length: TIMES }, () => {
        const began = performance.now();
        plan();
        return performance.now() - began;
      });
      const from = goal.kind === 'even' ? distance.before.toFixed(3) : distance.before;
      const to = goal.kind === 'even' ? distance.after.toFixed(3) : distance.after;
      const size = `${hosts.toLocaleString('en')} hosts, ${instances.toLocaleString('en')} instances`;
      return { what: `${goal.kind}, ${size}: ${steps.length} moves, ${from} → ${to} (${memory} MB)`, times };
    });
  });
}

const PLANS = 10;

/** Whether the API answers while plans are made, one after the other, of the whole cloud behind the server. */
export async function healthWhilePlanning(server: RunningServer): Promise<Measurement[]> {
  const [provider] = (await (await server.request('/api/v1/providers')).json()) as { id: string }[];
  const plan = () =>
    server.request('/api/v1/balance/preview', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ providerId: provider?.id }),
    });
  const health = async () => (await server.request('/healthz')).text();
  // The first plan also begins the thread.
  await plan();
  const plans: number[] = [];
  const meanwhile: number[] = [];
  let planning = true;
  const all = (async () => {
    for (let count = 0; count < PLANS; count += 1) plans.push(await timed(plan));
    planning = false;
  })();
  while (planning) meanwhile.push(await timed(health));
  await all;
  const otherwise: number[] = [];
  for (let count = 0; count < 200; count += 1) otherwise.push(await timed(health));
  return [
    { what: 'balance plan by API, 20 hosts, 1,000 instances', times: plans },
    { what: 'GET /healthz while plans are made', times: meanwhile },
    { what: 'GET /healthz otherwise', times: otherwise },
  ];
}
