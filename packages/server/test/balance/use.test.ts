/** The shipped queries asked of a real Prometheus, and a load made even by what it measured. */
import type { BalanceMetricsCheck, BalancePlan, Host, Instance, Run } from '@evenkeel/contract';
import { describe, expect, it } from 'vitest';
import { DEFAULT_QUERIES } from '../../src/balance/queries.ts';
import { type MetricsAccess, measureUse } from '../../src/balance/use.ts';
import { startTestServer, until } from '../harness.ts';
import { hasPrometheus, hostSeries, instanceSeries, startPrometheus } from './real-prometheus.ts';

const INSTANCE = '5f1c0a52-7d26-4b8a-9d5f-1f3f0d1d2c3b';
const IDLE = { cpu: 0.2, memory: 0.2, disk: 0, network: 0 };

/** A fifth of the last half hour at 90 %, the rest at 20 %; before that 95 %. */
const inBursts = (secondsAgo: number) => {
  if (secondsAgo > 1_800) return 0.95;
  return secondsAgo % 600 < 120 ? 0.9 : 0.2;
};

describe.skipIf(!hasPrometheus)('with a real Prometheus', () => {
  it('every query tells what its dimension was, over the window and at the percentile', async () => {
    const prometheus = await startPrometheus([
      ...hostSeries('compute-01', { cpu: 0.75, memory: 0.6, disk: 0.3, network: 0.1 }),
      ...hostSeries('compute-02', { ...IDLE, cpu: 0.25, memory: inBursts }),
      ...instanceSeries(
        { id: INSTANCE, domain: 'instance-0000002a', host: 'compute-01' },
        { cores: 1.5, memory: (ago) => 4e9 * inBursts(ago), diskBytes: 3e6, networkBytes: 3e5 },
      ),
    ]);
    const measured = (over: Pick<MetricsAccess, 'windowMinutes' | 'percentile'>) =>
      measureUse(
        {
          ...{ url: prometheus.url, token: null, stepSeconds: 60, queries: DEFAULT_QUERIES, ...over },
          ...{ hostLabel: 'instance', instanceLabel: 'instance_id' },
          networks: { allowed: [], loopback: true, ownPort: null },
        },
        { hosts: ['compute-01', 'compute-02'], instances: [INSTANCE] },
      );
    try {
      const { measured: usual, figures } = await measured({ windowMinutes: 30, percentile: 95 });
      expect(figures.filter(({ problem }) => problem !== null)).toEqual([]);
      const { hosts, instances } = usual;
      const long = (await measured({ windowMinutes: 60, percentile: 99 })).measured;
      // The series begin within it.
      expect(long.hosts.cpu?.get('compute-02')).toBeCloseTo(0.25, 2);
      expect(hosts.cpu?.get('compute-01')).toBeCloseTo(0.75, 2);
      expect(hosts.cpu?.get('compute-02')).toBeCloseTo(0.25, 2);
      expect(hosts.memory?.get('compute-01')).toBeCloseTo(0.6, 2);
      expect(hosts.disk?.get('compute-01')).toBeCloseTo(0.3, 2);
      expect(hosts.network?.get('compute-01')).toBeCloseTo(0.1, 2);
      expect(instances.cpu?.get(INSTANCE)).toBeCloseTo(1.5, 2);
      expect(instances.disk?.get(INSTANCE)).toBeCloseTo(3e6, -3);
      expect(instances.network?.get(INSTANCE)).toBeCloseTo(3e5, -2);

      const ofBursts = async (windowMinutes: number, percentile: number) => {
        const over = (await measured({ windowMinutes, percentile })).measured;
        return [over.hosts.memory?.get('compute-02'), (over.instances.memory?.get(INSTANCE) ?? 0) / 4e9];
      };
      for (const [windowMinutes, percentile, load] of [
        [30, 95, 0.9],
        [30, 50, 0.2],
        [60, 95, 0.95],
      ] as const)
        for (const found of await ofBursts(windowMinutes, percentile)) expect(found).toBeCloseTo(load, 3);
    } finally {
      await prometheus.stop();
    }
  });

  it('the load that was measured is made even, not the one that was given out', async () => {
    const server = await startTestServer({
      demo: { timeScale: 60, regions: ['north'], hostsPerRegion: 3, instancesPerRegion: 0 },
    });
    const call = async <T>(path: string, body?: unknown, method = 'POST'): Promise<T> => {
      const sent = { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      const answer = await server.request(`/api/v1${path}`, body === undefined ? {} : sent);
      expect(answer.ok, `${path}: ${await answer.clone().text()}`).toBe(true);
      return answer.json() as Promise<T>;
    };
    // Two alike on each host: of what is given out there is nothing to make even.
    for (const host of [1, 2, 3])
      for (const name of ['a', 'b'])
        server.demo.control.addInstances({ name: `${name}-${host}`, host: `north-compute-0${host}` });
    const { instances, hosts } = await until('all are seen', async () => {
      const { items } = await call<{ items: Instance[] }>('/instances');
      return items.length === 6 && { instances: items, hosts: await call<Host[]>('/hosts') };
    });
    const providerId = hosts[0]?.providerId as string;
    // Those of the first host are busy.
    const busy = (host: string | null) => host === 'north-compute-01';
    const prometheus = await startPrometheus([
      ...hosts.flatMap(({ name }) => hostSeries(name, { ...IDLE, cpu: busy(name) ? 0.8 : 0.1 })),
      ...instances.flatMap(({ id, name, host }) =>
        instanceSeries(
          { id, domain: name, host: host ?? '' },
          { cores: busy(host) ? 6 : 0.5, memory: 1e9, diskBytes: 0, networkBytes: 0 },
        ),
      ),
    ]);
    try {
      await call(`/balance/metrics/${providerId}`, { url: prometheus.url }, 'PUT');
      const check = await call<BalanceMetricsCheck>(`/balance/metrics/${providerId}/check`, {});
      expect(check.figures.map(({ problem }) => problem)).toEqual(Array(8).fill(null));
      const goal = { kind: 'even', weights: { cpu: 1 } };
      const plan = (by: 'allocation' | 'use') =>
        call<BalancePlan>('/balance/preview', { providerId, settings: { goal, by, cooldownMinutes: 0 } });
      expect((await plan('allocation')).answer).toBe('no-beneficial-move');
      const byUse = await plan('use');
      expect(byUse.hosts.map(({ before }) => before.cpu?.toFixed(2))).toEqual(['0.80', '0.10', '0.10']);
      expect(byUse.steps.map(({ from }) => from)).toEqual(['north-compute-01', 'north-compute-01']);
      const { run } = await call<{ run: Run }>('/balance/runs', {
        planId: byUse.id,
        idempotencyKey: 'by-what-was-measured',
      });
      const last = await until('it has moved', async () => {
        const now = await call<Run>(`/runs/${run.id}`);
        return now.status === 'done' && now;
      });
      expect(last.moves.map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded']);
    } finally {
      await prometheus.stop();
      await server.stop();
    }
  });
});
