/**
 * Use from a Prometheus: its answers as they were recorded, and what is said when it gives none; and, where Debian's
 * prometheus is installed, the shipped queries asked of a real one with an hour of real series.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createPrometheus } from '../../src/balance/prometheus.ts';
import { DEFAULT_QUERIES } from '../../src/balance/queries.ts';
import { type MetricsAccess, measureUse } from '../../src/balance/use.ts';
import { until } from '../harness.ts';

const INSTANCE = '5f1c0a52-7d26-4b8a-9d5f-1f3f0d1d2c3b';
const NAMES = { hosts: ['compute-01', 'compute-02'], instances: [INSTANCE] };
const NETWORKS = { allowed: [], loopback: true, ownPort: null };
const access = (url: string): MetricsAccess => ({
  ...{ url, token: 'secret', windowMinutes: 30, percentile: 95, stepSeconds: 60, queries: DEFAULT_QUERIES },
  ...{ hostLabel: 'instance', instanceLabel: 'instance_id', networks: NETWORKS },
});

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Answers every query with this, and remembers what was asked. */
async function answering(
  status: number,
  answer: unknown,
): Promise<{ url: string; asked: string[]; tokens: unknown[] }> {
  const [asked, tokens]: [string[], unknown[]] = [[], []];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    asked.push(new URLSearchParams(body).get('query') ?? '');
    tokens.push(request.headers.authorization);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/prometheus/`, asked, tokens };
}

const vector = (...samples: [Record<string, string>, string][]) => ({
  status: 'success',
  data: {
    resultType: 'vector',
    result: samples.map(([metric, value]) => ({ metric, value: [1781000000.1, value] })),
  },
});

describe('a Prometheus', () => {
  it('tells values by host and instance, whatever the port, and no number is no value', async () => {
    const { url, asked, tokens } = await answering(
      200,
      vector(
        [{ instance: 'compute-01:9100' }, '0.25'],
        [{ instance: 'compute-02.example.org:9100' }, 'NaN'],
        [{ instance: 'compute-02.example.org:9100' }, '0.5'],
        [{ instance_id: INSTANCE }, '1.5'],
        [{ instance: 'elsewhere:9100' }, '1'],
      ),
    );
    const { measured, figures } = await measureUse(access(url), NAMES);
    expect(measured.hosts.cpu).toEqual(
      new Map([
        ['compute-01', 0.25],
        ['compute-02', 0.5],
      ]),
    );
    expect(measured.instances.memory).toEqual(new Map([[INSTANCE, 1.5]]));
    expect(figures).toHaveLength(8);
    expect(figures.every(({ problem }) => problem === null)).toBe(true);
    expect(tokens[0]).toBe('Bearer secret');
    expect(asked[0]).toContain('quantile_over_time(0.95,');
    expect(asked.join()).not.toContain('{{');
  });

  it.each([
    [
      200,
      { status: 'success', data: { resultType: 'matrix', result: [] } },
      'metrics-not-understood',
      /a matrix/,
    ],
    [200, '<html>', 'metrics-not-understood', /no Prometheus/],
    [401, 'Unauthorized', 'metrics-refused', /does not let us in/],
    [400, { status: 'error', errorType: 'bad_data', error: 'parse error' }, 'metrics-refused', /bad_data/],
  ])('that answers %i %j is told in words', async (status, answer, code, message) => {
    const { url } = await answering(status, answer);
    const refusal = await createPrometheus(url, null, NETWORKS)
      .query('up')
      .catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: 'DomainRefusal', code });
    expect((refusal as Error).message).toMatch(message);
  });

  it('that is away, or tells of others, is told in words', async () => {
    const away = await createPrometheus('http://127.0.0.1:9', null, NETWORKS)
      .query('up')
      .catch((error: unknown) => error);
    expect(away).toMatchObject({ code: 'metrics-unreachable', nextStep: expect.stringContaining('address') });
    const others = await answering(
      200,
      vector([{ instance: 'elsewhere:9100' }, '1'], [{ instance_id: 'x' }, '1']),
    );
    const { figures } = await measureUse(access(others.url), NAMES);
    expect(figures[0]?.problem).toBe(
      'Its label "instance" (such as "elsewhere:9100") names none of this provider.',
    );
    const silent = await answering(200, vector());
    expect((await measureUse(access(silent.url), NAMES)).figures[0]?.problem).toMatch(/^It gives nothing/);
  });
});

const PROMETHEUS = process.env.EVENKEEL_TEST_PROMETHEUS ?? 'prometheus';
const isInstalled = spawnSync(PROMETHEUS, ['--version']).status === 0;

describe.skipIf(!isInstalled)('the shipped queries', () => {
  it('give what a real Prometheus has of two hosts and one guest', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'evenkeel-prometheus-'));
    const openMetrics = join(folder, 'series.om');
    await writeFile(openMetrics, anHourOfSeries());
    const promtool = PROMETHEUS.replace(/prometheus$/, 'promtool');
    execFileSync(promtool, ['tsdb', 'create-blocks-from', 'openmetrics', openMetrics, join(folder, 'data')]);
    await writeFile(join(folder, 'prometheus.yml'), 'scrape_configs: []\n');
    const port = await freePort();
    const child = spawn(
      PROMETHEUS,
      [
        `--config.file=${folder}/prometheus.yml`,
        `--storage.tsdb.path=${folder}/data`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: 'ignore' },
    );
    try {
      const url = `http://127.0.0.1:${port}`;
      await until('Prometheus is ready', () =>
        fetch(`${url}/-/ready`).then(
          ({ ok }) => ok,
          () => false,
        ),
      );
      const { measured, figures } = await measureUse(access(url), NAMES);
      expect(figures.filter(({ problem }) => problem !== null)).toEqual([]);
      const [hosts, instances] = [measured.hosts, measured.instances];
      expect(hosts.cpu?.get('compute-01')).toBeCloseTo(0.75, 2);
      expect(hosts.cpu?.get('compute-02')).toBeCloseTo(0.25, 2);
      expect(hosts.memory?.get('compute-01')).toBeCloseTo(0.6, 2);
      expect(hosts.disk?.get('compute-01')).toBeCloseTo(0.3, 2);
      expect(hosts.network?.get('compute-01')).toBeCloseTo(0.1, 2);
      expect(instances.cpu?.get(INSTANCE)).toBeCloseTo(1.5, 2);
      expect(instances.memory?.get(INSTANCE)).toBe(4e9);
      expect(instances.disk?.get(INSTANCE)).toBeCloseTo(3e6, -3);
      expect(instances.network?.get(INSTANCE)).toBeCloseTo(3e5, -2);
    } finally {
      child.kill();
      await once(child, 'close');
      await rm(folder, { recursive: true, force: true });
    }
  });
});

/** As node_exporter and the libvirt exporter give them, every 15 s; counters rise by so much a second. */
function anHourOfSeries(): string {
  const end = Math.floor(Date.now() / 1000);
  const counters: [string, string, number][] = [];
  const gauges: [string, string, number][] = [];
  const hosts: [string, number][] = [
    ['compute-01:9100', 0.25],
    ['compute-02:9100', 0.75],
  ];
  for (const [host, idle] of hosts) {
    for (const cpu of ['0', '1'])
      counters.push(['node_cpu_seconds_total', `instance="${host}",cpu="${cpu}",mode="idle"`, idle]);
    gauges.push(['node_memory_MemTotal_bytes', `instance="${host}"`, 10e9]);
    gauges.push(['node_memory_MemAvailable_bytes', `instance="${host}"`, 4e9]);
    counters.push(['node_disk_io_time_seconds_total', `instance="${host}",device="sda"`, 0.3]);
    counters.push(['node_network_transmit_bytes_total', `instance="${host}",device="eth0"`, 1.25e8]);
    gauges.push(['node_network_speed_bytes', `instance="${host}",device="eth0"`, 1.25e9]);
  }
  const guest = 'domain="instance-0000002a",instance="compute-01:9177"';
  gauges.push(['libvirt_domain_openstack_info', `${guest},instance_id="${INSTANCE}"`, 1]);
  gauges.push(['libvirt_domain_info_memory_usage_bytes', guest, 4e9]);
  counters.push(['libvirt_domain_info_cpu_time_seconds_total', guest, 1.5]);
  for (const [name, rate] of [
    ['read', 1e6],
    ['write', 2e6],
  ] as const)
    counters.push([`libvirt_domain_block_stats_${name}_bytes_total`, `${guest},target_device="vda"`, rate]);
  for (const [name, rate] of [
    ['receive', 1e5],
    ['transmit', 2e5],
  ] as const)
    counters.push([
      `libvirt_domain_interface_stats_${name}_bytes_total`,
      `${guest},target_device="tap1"`,
      rate,
    ]);
  const times = Array.from({ length: 241 }, (_none, step) => end - 3600 + step * 15);
  const names = [...new Set([...counters, ...gauges].map(([name]) => name))];
  const lines = names.flatMap((name) => [
    `# TYPE ${name.replace(/_total$/, '')} ${name.endsWith('_total') ? 'counter' : 'gauge'}`,
    ...[...counters.map((one) => [...one, true] as const), ...gauges.map((one) => [...one, false] as const)]
      .filter(([of]) => of === name)
      .flatMap(([, labels, value, rises]) =>
        times.map((time) => `${name}{${labels}} ${rises ? value * (time - end + 3600) : value} ${time}`),
      ),
  ]);
  return `${lines.join('\n')}\n# EOF\n`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
