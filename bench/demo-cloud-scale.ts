import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * The demo cloud at a scale no lab has: 2,000 hosts and 100,000 instances in a process of its own. Prints how long it
 * takes to answer, how long a page of 1,000 servers takes, and its memory. A report, not a test:
 *
 *     node --import tsx bench/demo-cloud-scale.ts [HOSTS] [INSTANCES]
 */
const [hosts = '2000', instances = '100000'] = process.argv.slice(2);
const began = performance.now();
const child = spawn(
  process.execPath,
  [
    '--import',
    'tsx',
    'packages/demo-cloud/src/main.ts',
    '--regions',
    'north',
    '--hosts',
    hosts,
    '--instances',
    instances,
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const text = await new Promise<string>((resolve) =>
  child.stdout.once('data', (data) => resolve(String(data))),
);
const startMilliseconds = performance.now() - began;
const authUrl = /auth_url: (\S+)/.exec(text)?.[1] ?? '';
const origin = new URL(authUrl).origin;
const password = /password: (\S+)/.exec(text)?.[1];

/** CPU seconds and resident bytes of the cloud's process (proc(5)). */
function spent(): { cpuSeconds: number; bytes: number } {
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const memory = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
  return { cpuSeconds: (Number(stat[11]) + Number(stat[12])) / 100, bytes: Number(memory) * 1024 };
}

const domain = { name: 'Default' };
const identity = { methods: ['password'], password: { user: { name: 'admin', password, domain } } };
const body = JSON.stringify({ auth: { identity, scope: { project: { name: 'admin', domain } } } });
const signedIn = await fetch(`${authUrl}/auth/tokens`, { method: 'POST', body });
const token = signedIn.headers.get('x-subject-token') ?? '';

async function timed(path: string, version: string): Promise<{ milliseconds: number; text: string }> {
  const started = performance.now();
  const url = path.startsWith('http') ? path : `${origin}/north${path}`;
  const answer = await fetch(url, { headers: { 'X-Auth-Token': token, 'OpenStack-API-Version': version } });
  const received = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${received}`);
  return { milliseconds: performance.now() - started, text: received };
}

async function everyPage(): Promise<number[]> {
  const times: number[] = [];
  let next: string | undefined = '/compute/v2.1/servers/detail?all_tenants=1';
  while (next) {
    const page = await timed(next, 'compute 2.96');
    times.push(page.milliseconds);
    next = (JSON.parse(page.text) as { servers_links?: { href: string }[] }).servers_links?.[0]?.href;
  }
  return times.sort((left, right) => left - right);
}

const percentile = (times: number[], part: number): string =>
  `${times[Math.min(times.length - 1, Math.floor(times.length * part))]?.toFixed(1)} ms`;

const started = spent();
await everyPage();
const before = spent();
const pages = await everyPage();
const after = spent();
const others = {
  'os-services, whole': ['/compute/v2.1/os-services', 'compute 2.96'],
  'os-hypervisors, page of 1,000 at 2.87': ['/compute/v2.1/os-hypervisors/detail', 'compute 2.87'],
  'servers, changes-since with nothing': [
    `/compute/v2.1/servers/detail?all_tenants=1&changes-since=${new Date().toISOString()}`,
    'compute 2.96',
  ],
  'allocation candidates, 1,000': [
    '/placement/allocation_candidates?resources=VCPU:1&limit=1000',
    'placement 1.39',
  ],
} as const;

console.log(`${hosts} hosts, ${instances} instances`);
console.log(
  `start to answering      ${(startMilliseconds / 1000).toFixed(1)} s (${started.cpuSeconds} s of CPU)`,
);
console.log(`page of 1,000 servers   p50 ${percentile(pages, 0.5)}, p95 ${percentile(pages, 0.95)}`);
const cpu = ((after.cpuSeconds - before.cpuSeconds) * 1000) / pages.length;
console.log(`  of it the cloud's CPU ${cpu.toFixed(1)} ms`);
for (const [name, [path, version]] of Object.entries(others)) {
  const times: number[] = [];
  for (let turn = 0; turn < 10; turn += 1) times.push((await timed(path, version)).milliseconds);
  times.sort((left, right) => left - right);
  console.log(`${name}: p50 ${percentile(times, 0.5)}, p95 ${percentile(times, 0.95)}`);
}
console.log(`resident memory         ${Math.round(spent().bytes / 1e6)} MB`);
child.kill('SIGTERM');
