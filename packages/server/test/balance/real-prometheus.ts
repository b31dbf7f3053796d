/** A real Prometheus with an hour of series as node_exporter and the libvirt exporter give them. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../harness.ts';

const PROMETHEUS = process.env.EVENKEEL_TEST_PROMETHEUS ?? 'prometheus';
export const hasPrometheus = spawnSync(PROMETHEUS, ['--version']).status === 0;

const SPAN_SECONDS = 3_600;
const SCRAPE_SECONDS = 15;

/** One series: a counter rises by `value` a second, a gauge stands at it; a function is told how many seconds ago. */
export interface Series {
  name: string;
  labels: string;
  kind: 'counter' | 'gauge';
  value: number | ((secondsAgo: number) => number);
}

/** Runs it until `stop`. Nothing is scraped: what it has is what is given. */
export async function startPrometheus(
  series: readonly Series[],
): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-prometheus-'));
  const openMetrics = join(folder, 'series.om');
  await writeFile(openMetrics, openMetricsOf(series));
  const promtool = PROMETHEUS.replace(/prometheus$/, 'promtool');
  execFileSync(promtool, ['tsdb', 'create-blocks-from', 'openmetrics', openMetrics, join(folder, 'data')]);
  await writeFile(join(folder, 'prometheus.yml'), 'scrape_configs: []\n');
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(
    PROMETHEUS,
    [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=${new URL(url).host}`,
    ],
    { stdio: 'ignore' },
  );
  const stop = async () => {
    child.kill();
    await once(child, 'close');
    await rm(folder, { recursive: true, force: true });
  };
  await until('Prometheus is ready', () =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    ),
  ).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { url, stop };
}

/** Everything that the shipped queries ask of a host, by its load in each dimension. */
export function hostSeries(
  host: string,
  load: { cpu: number; memory: Series['value']; disk: number; network: number },
): Series[] {
  const labels = `instance="${host}:9100"`;
  const free = ({ memory } = load) =>
    typeof memory === 'number' ? 10e9 * (1 - memory) : (ago: number) => 10e9 * (1 - memory(ago));
  const counter = (name: string, more: string, value: number): Series => {
    return { name, labels: `${labels}${more}`, kind: 'counter', value };
  };
  const gauge = (name: string, more: string, value: Series['value']): Series => {
    return { name, labels: `${labels}${more}`, kind: 'gauge', value };
  };
  const cores = ['0', '1'].flatMap((cpu) => [
    counter('node_cpu_seconds_total', `,cpu="${cpu}",mode="idle"`, 1 - load.cpu),
    counter('node_cpu_seconds_total', `,cpu="${cpu}",mode="user"`, load.cpu),
  ]);
  return [
    ...cores,
    gauge('node_memory_MemTotal_bytes', '', 10e9),
    gauge('node_memory_MemAvailable_bytes', '', free()),
    counter('node_disk_io_time_seconds_total', ',device="sda"', load.disk),
    counter('node_network_transmit_bytes_total', ',device="eth0"', load.network * 1.25e9),
    gauge('node_network_speed_bytes', ',device="eth0"', 1.25e9),
  ];
}

/** The same of an instance; half of what it reads and receives, half of what it writes and sends. */
export function instanceSeries(
  { id, domain, host }: { id: string; domain: string; host: string },
  use: { cores: number; memory: Series['value']; diskBytes: number; networkBytes: number },
): Series[] {
  const labels = `domain="${domain}",instance="${host}:9177"`;
  const halves = (name: string, ways: readonly string[], device: string, value: number): Series[] =>
    ways.map((way) => ({
      name: `libvirt_domain_${name}_stats_${way}_bytes_total`,
      labels: `${labels},target_device="${device}"`,
      kind: 'counter',
      value: value / 2,
    }));
  return [
    {
      name: 'libvirt_domain_openstack_info',
      labels: `${labels},instance_id="${id}"`,
      kind: 'gauge',
      value: 1,
    },
    { name: 'libvirt_domain_info_memory_usage_bytes', labels, kind: 'gauge', value: use.memory },
    { name: 'libvirt_domain_info_cpu_time_seconds_total', labels, kind: 'counter', value: use.cores },
    ...halves('block', ['read', 'write'], 'vda', use.diskBytes),
    ...halves('interface', ['receive', 'transmit'], 'tap1', use.networkBytes),
  ];
}

function openMetricsOf(series: readonly Series[]): string {
  const end = Math.floor(Date.now() / 1000);
  const times = Array.from(
    { length: SPAN_SECONDS / SCRAPE_SECONDS + 1 },
    (_none, step) => end - SPAN_SECONDS + step * SCRAPE_SECONDS,
  );
  const valueAt = ({ kind, value }: Series, time: number) => {
    if (typeof value === 'function') return value(end - time);
    return kind === 'counter' ? value * (time - end + SPAN_SECONDS) : value;
  };
  const names = [...new Set(series.map(({ name }) => name))];
  const lines = names.flatMap((name) => [
    `# TYPE ${name.replace(/_total$/, '')} ${name.endsWith('_total') ? 'counter' : 'gauge'}`,
    ...series
      .filter((one) => one.name === name)
      .flatMap((one) => times.map((time) => `${name}{${one.labels}} ${valueAt(one, time)} ${time}`)),
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
