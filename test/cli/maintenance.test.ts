import { MaintenanceDetail, MaintenancePreview } from '@evenkeel/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer, until } from '../../packages/server/test/harness.ts';
import { commandOf, errorOf } from './command.ts';

const HOST = 'north-compute-03';
let server: TestServer;
let run: ReturnType<typeof commandOf>;

beforeAll(async () => {
  server = await startTestServer({
    demo: { timeScale: 60, instancesPerRegion: 17 },
    maintenance: { timing: { pollMs: 100, waitMs: 200, heldMs: 300, upForMs: 300 } },
  });
  run = commandOf(server);
});
afterAll(() => server?.stop());

const stateOf = (name: string) => server.demo.control.hosts('north').find((host) => host.name === name);
const hostOf = (name: string) =>
  server.demo.control.instances('north').find((instance) => instance.name === name)?.host;

it('shows what would be done and who needs a choice, and does nothing', async () => {
  const dry = await run('drain', HOST, '--dry-run', '--json');
  expect(dry).toMatchObject({ code: 0, stderr: '' });
  const preview = MaintenancePreview.parse(JSON.parse(dry.stdout));
  expect(preview.hosts[0]?.moves.map(({ instanceName }) => instanceName)).toEqual(['quorum-3']);
  expect(preview.missing).toBe(3);
  const undecided = await run('drain', HOST, '--yes', '--json');
  expect(undecided.code).toBe(2);
  expect(errorOf(undecided)).toMatchObject({ code: 'choices-missing' });
  expect(errorOf(await run('drain', HOST, '--others', 'leave', '--json')).code).toBe('not-confirmed');
  expect(stateOf(HOST)).toMatchObject({ enabled: true });
});

it('evacuates a dead host once somebody says that it is cut off', async () => {
  const lost = 'north-compute-04';
  server.demo.control.addInstances({ name: 'lost-1', region: 'north', host: lost });
  expect(errorOf(await run('evacuate', lost, '--fenced', '--json')).code).toBe('host-not-down');
  server.demo.control.setService(lost, { up: false });
  await until('it is seen to be down', async () => {
    const hosts = JSON.parse((await run('hosts', '--json')).stdout) as { name: string; state: string }[];
    return hosts.find(({ name }) => name === lost)?.state === 'down';
  });
  const dry = await run('evacuate', lost, '--dry-run');
  expect(dry.stdout).toContain('everything written to it since is lost');
  expect(errorOf(await run('evacuate', lost, '--others', 'rebuild', '--json')).code).toBe('not-confirmed');
  const done = await run('evacuate', lost, '--others', 'rebuild', '--fenced', '--wait');
  expect(done).toMatchObject({ code: 0 });
  expect(hostOf('lost-1')).not.toBe(lost);
  expect(stateOf(lost)).toMatchObject({ enabled: false, forcedDown: true });
}, 60_000);

it('drains a host to its end, and returns it with its instances', async () => {
  const words = ['--choose', 'locked-vault-01=wait', '--others', 'leave', '--reason', 'new memory'];
  const draining = run('drain', HOST, ...words, '--yes', '--wait');
  await until(
    'it waits for the locked one',
    () => stateOf(HOST)?.enabled === false && hostOf('quorum-3') !== HOST,
  );
  expect(errorOf(await run('maintenance', HOST, 'choose', '--json')).code).toBe('usage');
  const chosen = await run('maintenance', HOST, 'choose', '--choose', 'locked-vault-01=migrate', '--json');
  expect(MaintenanceDetail.parse(JSON.parse(chosen.stdout)).choices).toMatchObject({
    others: 'leave',
    instances: [{ choice: 'migrate' }],
  });
  const drained = await draining;
  expect(drained).toMatchObject({ code: 0 });
  expect(drained.stderr).toContain(`${HOST} is held`);
  expect([hostOf('quorum-3'), hostOf('locked-vault-01')]).not.toContain(HOST);
  expect(hostOf('suspended-lab-01')).toBe(HOST);
  expect((await run('maintenance')).stdout).toMatch(new RegExp(`${HOST} +held`));
  const returned = await run('return', HOST, '--bring-back', '--yes', '--wait', '--json');
  expect(returned).toMatchObject({ code: 0 });
  expect(MaintenanceDetail.parse(JSON.parse(returned.stdout))).toMatchObject({ state: 'ended' });
  expect(hostOf('quorum-3')).toBe(HOST);
  expect(stateOf(HOST)).toMatchObject({ enabled: true });
}, 60_000);
