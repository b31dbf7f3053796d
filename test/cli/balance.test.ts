import { BalancePlan, type Instance, Run } from '@evenkeel/contract';
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

it('carries out what it showed, and waits for the end', async () => {
  const { steps } = await plan();
  const done = await run('balance', north, '--yes', '--wait', '--json');
  expect(done).toMatchObject({ code: 0 });
  const ended = Run.parse(JSON.parse(done.stdout));
  expect(ended.moves).toHaveLength(steps.length);
  for (const { instanceId, to } of steps) expect(hostOf(instanceId)).toBe(to);
  expect((await plan()).answer).toBe('no-beneficial-move');
}, 60_000);
