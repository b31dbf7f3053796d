import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BalanceMetrics, BalancePlan, BalancePolicy, type Instance, Run } from '@evenkeel/contract';
import { type DemoCloud, startDemoCloud } from '@evenkeel/demo-cloud';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/harness.ts';
import { commandOf, errorOf } from './command.ts';

const FULL = 'north-compute-02';
let demo: DemoCloud;
let server: TestServer;
let run: ReturnType<typeof commandOf>;
/** The provider's name. */
let north: string;

beforeAll(async () => {
  demo = await startDemoCloud({
    regions: ['north'],
    hostsPerRegion: 5,
    instancesPerRegion: 17,
    timeScale: 60,
  });
  // The demo's own have their ways, such as writing faster than they are copied.
  for (const { id } of demo.control.instances('north')) demo.control.deleteInstance(id);
  demo.control.addInstances({ host: FULL, count: 10, flavor: 'm1.medium' });
  server = await startTestServer({ demoCloud: demo });
  run = commandOf(server);
  const answer = await server.request('/api/v1/instances?pageSize=1000');
  const { items } = (await answer.json()) as { items: Instance[] };
  expect(items).toHaveLength(10);
  north = items[0]?.provider as string;
});
afterAll(async () => {
  await server?.stop();
  await demo?.close();
});

const hostOf = (id: string) => demo.control.instances('north').find((one) => one.id === id)?.host;
const plan = async (...words: string[]) => {
  const dry = await run('balance', north, ...words, '--dry-run', '--json');
  expect(dry).toMatchObject({ code: 0, stderr: '' });
  return BalancePlan.parse(JSON.parse(dry.stdout));
};
const runs = async () => (await (await server.request('/api/v1/runs')).json()) as unknown[];

it('shows the plan on a terminal and as JSON, and does nothing without a yes', async () => {
  const { steps } = await plan();
  const shown = await run('balance', north);
  expect(shown.code).toBe(0);
  for (const { instanceName } of steps) expect(shown.stdout).toContain(instanceName);
  expect(shown.stdout).toMatch(new RegExp(`${FULL} +.*→`));
  expect(shown.stderr).toContain('Nothing was done. With --yes it is carried out.');
  await run('balance', north, '--dry-run', '--yes');
  expect(await runs()).toEqual([]);
});

it('plans around what is left out and sends where it is told to', async () => {
  const { steps, hosts } = await plan();
  const [first, second] = steps;
  const changed = await plan(
    '--exclude',
    first?.instanceName as string,
    '--exclude-host',
    'north-compute-04',
  );
  expect(changed.steps.map(({ instanceId }) => instanceId)).not.toContain(first?.instanceId);
  expect(changed.steps.flatMap(({ from, to }) => [from, to])).not.toContain('north-compute-04');
  expect(changed.hosts.find(({ host }) => host === 'north-compute-04')?.leftOut).toBe(
    'north-compute-04 is left out, as you asked.',
  );
  const to = hosts.find(
    ({ host, leftOut }) => leftOut === null && host !== second?.from && host !== second?.to,
  )?.host as string;
  const pinned = await plan('--pin', `${second?.instanceName}=${to}`);
  expect(pinned.steps.find(({ instanceId }) => instanceId === second?.instanceId)).toMatchObject({ to });
  expect(errorOf(await run('balance', north, '--exclude', 'nobody', '--json')).code).toBe('instance-unknown');
  expect(errorOf(await run('balance', north, '--exclude-host', 'nowhere', '--json')).code).toBe(
    'host-unknown',
  );
  expect(errorOf(await run('balance', north, '--pin', 'nobody', '--json'))).toMatchObject({ code: 'usage' });
  expect(await runs()).toEqual([]);
});

const policyFrom = ({ stdout }: { stdout: string }) => BalancePolicy.parse(JSON.parse(stdout));

it('keeps policies: made by options, changed by a file, paused and removed, each change a version', async () => {
  const [first, second] = (await plan()).steps;
  const made = await run(
    ...[
      'balance-policies',
      'save',
      north,
      'nightly',
      '--goal',
      'hot',
      '--mode',
      'suggest',
      '--schedule',
      '0 3 * * *',
    ],
    ...['--quiet', '22:00-06:00', '--hold', '0', '--never', first?.instanceName as string],
    ...['--prefer', `${second?.instanceName}=${second?.to}`, '--json'],
  );
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(policyFrom(made)).toMatchObject({
    version: 1,
    settings: {
      ...{ goal: { kind: 'hot' }, holdMinutes: 0, quietHours: [{ from: '22:00', to: '06:00' }] },
      rules: {
        never: [first?.instanceId],
        prefer: [{ instance: second?.instanceId, hosts: [second?.to] }],
      },
    },
  });
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-policy-'));
  const file = join(folder, 'nightly.json');
  await writeFile(file, made.stdout.replace('"mostMoves": 100', '"mostMoves": 7'));
  const changed = await run(
    'balance-policies',
    'save',
    north,
    'nightly',
    '--file',
    file,
    '--never',
    'none',
    '--json',
  );
  await rm(folder, { recursive: true });
  const { version, settings } = policyFrom(changed);
  expect([version, settings.mostMoves, settings.rules.never, settings.goal.kind]).toEqual([2, 7, [], 'hot']);
  expect((await run('balance-policies', 'list')).stdout).toMatch(/nightly +2 +hot/);
  expect((await run('balance-policies', 'show', north, 'nightly')).stdout).toContain('mostMoves: 7');
  expect((await run('balance-policies', 'pause', north, 'nightly')).stdout).toContain('version 3');
  expect(
    (await run('balance-policies', 'versions', north, 'nightly')).stdout.trim().split('\n'),
  ).toHaveLength(4);
  expect(errorOf(await run('balance-policies', 'show', north, 'daily', '--json')).code).toBe(
    'policy-unknown',
  );
  const refused = await run('balance-policies', 'save', north, 'x', '--mode', 'automatic', '--json');
  expect(errorOf(refused).code).toBe('bad-schedule');
  expect((await run('balance-policies', 'remove', north, 'nightly', '--yes')).code).toBe(0);
  expect((await run('balance-policies', 'list', '--json')).stdout.trim()).toBe('[]');
}, 120_000);

it('lists plans and dismisses none that waits for nobody', async () => {
  const { id, sentence } = await plan();
  const list = JSON.parse((await run('balance-plans', 'list', north, '--json')).stdout) as { id: string }[];
  expect(list[0]?.id).toBe(id);
  expect((await run('balance-plans', 'show', id.slice(0, 13))).stdout).toContain(sentence);
  expect(errorOf(await run('balance-plans', 'dismiss', id, '--json')).code).toBe('plan-not-waiting');
  expect(errorOf(await run('balance-plans', 'show', 'nothing', '--json')).code).toBe('plan-unknown');
}, 120_000);

it('says where the Prometheus is, with a query of its own, and what is wrong with it', async () => {
  const set = await run(
    ...['balance-metrics', 'set', north, '--address', 'http://127.0.0.1:9', '--window', '30'],
    ...['--query', 'hostDisk=my_disk_busy', '--query', 'instanceDisk=none', '--json'],
  );
  expect(set).toMatchObject({ code: 0, stderr: '' });
  const { windowMinutes, queries } = BalanceMetrics.parse(JSON.parse(set.stdout));
  expect([windowMinutes, queries.hostDisk, queries.instanceDisk]).toEqual([30, 'my_disk_busy', null]);
  expect(queries.hostCpu).toContain('node_cpu_seconds_total');
  await run('balance-metrics', 'set', north, '--percentile', '50');
  expect((await run('balance-metrics', 'show', north)).stdout).toMatch(
    /50th percentile of 30 minutes[^]*my_disk_busy/,
  );
  const check = await run('balance-metrics', 'check', north);
  expect(check.code).toBe(1);
  expect(check.stdout).toMatch(/hostCpu +0 of 5 +No answer/);
  expect((await run('balance-metrics', 'remove', north)).code).toBe(0);
  expect(errorOf(await run('balance-metrics', 'show', north, '--json')).code).toBe('no-metrics');
}, 120_000);

it('carries out what it showed, and waits for the end', async () => {
  const { steps } = await plan();
  const done = await run('balance', north, '--yes', '--wait', '--json');
  expect(done).toMatchObject({ code: 0 });
  const ended = Run.parse(JSON.parse(done.stdout));
  expect(ended.moves).toHaveLength(steps.length);
  for (const { instanceId, to } of steps) expect(hostOf(instanceId)).toBe(to);
  expect((await plan()).answer).toBe('no-beneficial-move');
}, 60_000);
