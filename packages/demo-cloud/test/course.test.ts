import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DemoCloud, ManualClock, startDemoCloud } from '../src/index.ts';
import { endedMigration, migrateLive, signIn, type TestClient, waitFor } from './client.ts';

/** The course of a copy: forced, timed out, shared link, and what a dying nova-compute leaves. */
let cloud: DemoCloud;
let client: TestClient;
let clock: ManualClock;

beforeEach(async () => {
  clock = new ManualClock();
  cloud = await startDemoCloud({ regions: ['north'], clock, instancesPerRegion: 30 });
  client = await signIn(cloud);
});
afterEach(() => cloud.close());

const instance = (id: string) => cloud.control.instance(id);
const newest = (id: string) => cloud.control.migrations().findLast(({ instanceId }) => instanceId === id);
const running = (id: string) =>
  waitFor(
    clock,
    () => newest(id),
    (each) => each?.status === 'running',
  );
const plain = (host = 'north-compute-01') =>
  cloud.control.addInstances({ name: 'plain', host, dirtyBytesPerSecond: 0 })[0] as string;

test('with post-copy a forced one leaves the list of those in progress while it still moves', async () => {
  cloud.control.configure({ permitPostCopy: true });
  const id = client.idOf('busy-cache-01');
  await migrateLive(client, id);
  const { id: number } = (await running(id)) ?? {};
  const path = `/servers/${id}/migrations/${number}`;
  const force = () => client.call('POST', `${path}/action`, { body: { force_complete: null } });
  expect((await force()).status).toBe(202);
  expect(newest(id)?.status).toBe('running (post-copy)');
  expect((await client.call('GET', `/servers/${id}/migrations`)).json.migrations).toEqual([]);
  expect((await client.call('GET', path)).status).toBe(404);
  expect((await force()).json.badRequest.message).toContain('is running (post-copy). Cannot force_complete');
  expect((await client.call('DELETE', path)).json.badRequest.message).toContain('running (post-copy)');
  expect((await client.call('GET', `/os-migrations?instance_uuid=${id}`)).json.migrations[0].status).toBe(
    'running (post-copy)',
  );
  expect((await endedMigration(clock, cloud, id))?.status).toBe('completed');
});

test('force-complete needs the action below 2.22 to be 404 and no stray key', async () => {
  const id = client.idOf('busy-cache-01');
  await migrateLive(client, id);
  const path = `/servers/${id}/migrations/${(await running(id))?.id}/action`;
  expect((await client.call('POST', path, { version: '2.21', body: { force_complete: null } })).status).toBe(
    404,
  );
  expect((await client.call('POST', path, { body: { force_complete: null, now: true } })).status).toBe(400);
  expect((await client.call('POST', path, { body: { force_complete: 'yes' } })).status).toBe(400);
});

test.each([
  ['abort', 'cancelled'],
  ['force_complete', 'completed'],
] as const)('a copy that takes too long ends by the timeout action %s: %s', async (timeoutAction, status) => {
  cloud.control.configure({ completionTimeoutSecondsPerGib: 20, timeoutAction });
  const id = client.idOf('busy-cache-01');
  await migrateLive(client, id);
  expect((await endedMigration(clock, cloud, id))?.status).toBe(status);
  const actions = instance(id)?.actions.map(({ action }) => action);
  expect(actions).not.toContain('live_migration_cancel');
});

test('two that come to one host share its link: each takes twice as long', async () => {
  const seconds = async (ids: string[]) => {
    const began = clock.now();
    for (const id of ids) await migrateLive(client, id, 'north-compute-05');
    for (const id of ids) await endedMigration(clock, cloud, id);
    return (clock.now() - began) / 1000;
  };
  const alone = await seconds([plain('north-compute-01')]);
  const together = await seconds([plain('north-compute-01'), plain('north-compute-02')]);
  const copy = 2048 / 300;
  expect(together - alone).toBeGreaterThan(copy * 0.9);
  expect(together - alone).toBeLessThan(copy * 1.1);
});

test('so many leave a host at once as is configured', async () => {
  cloud.control.configure({ maxConcurrentLiveMigrations: 2 });
  const ids = [plain(), plain(), plain()];
  for (const id of ids) await migrateLive(client, id, 'north-compute-05');
  clock.advance(4000);
  expect(ids.map((id) => newest(id)?.status)).toEqual(['running', 'running', 'queued']);
});

test('one that is prepared is aborted at 2.65, at the end of its preparation', async () => {
  const id = plain();
  await migrateLive(client, id);
  const preparing = await waitFor(
    clock,
    () => newest(id),
    (each) => each?.status === 'preparing',
  );
  const path = `/servers/${id}/migrations/${preparing?.id}`;
  expect((await client.call('DELETE', path, { version: '2.64' })).status).toBe(400);
  expect((await client.call('DELETE', path, { version: '2.65' })).status).toBe(202);
  expect(newest(id)?.status).toBe('preparing');
  expect((await endedMigration(clock, cloud, id))?.status).toBe('cancelled');
});

test("the source's nova-compute dies: all stands still until it is back, then the record is in error", async () => {
  const [id, waiting] = [client.idOf('busy-cache-01'), plain('north-compute-02')];
  await migrateLive(client, id);
  await running(id);
  await migrateLive(client, waiting);
  clock.advance(5000);
  cloud.control.setService('north-compute-02', { up: false });
  const before = newest(id);
  clock.advance(3_600_000);
  expect(newest(id)).toEqual(before);
  expect(instance(id)?.taskState).toBe('migrating');
  cloud.control.setService('north-compute-02', { up: true });
  expect([newest(id)?.status, instance(id)?.taskState, instance(id)?.host]).toEqual([
    'error',
    null,
    'north-compute-02',
  ]);
  // What was only queued is never written again: Nova forgets it (nova/compute/manager.py _reset_live_migration).
  expect([newest(waiting)?.status, instance(waiting)?.taskState]).toEqual(['queued', null]);
  await migrateLive(client, waiting);
  expect((await endedMigration(clock, cloud, waiting))?.status).toBe('completed');
});

test("the destination's nova-compute dies mid-copy: the guest arrives, and the server is in ERROR there", async () => {
  const id = plain();
  await migrateLive(client, id, 'north-compute-05');
  await running(id);
  cloud.control.setService('north-compute-05', { up: false });
  expect((await endedMigration(clock, cloud, id))?.status).toBe('error');
  const { json } = await client.call('GET', `/servers/${id}`);
  expect(json.server).toMatchObject({
    status: 'ERROR',
    'OS-EXT-STS:power_state': 1,
    'OS-EXT-SRV-ATTR:host': 'north-compute-05',
  });
});

test('the same seed and the same steps of the clock tell the same story', async () => {
  const story = async () => {
    const time = new ManualClock();
    const twin = await startDemoCloud({ regions: ['north'], clock: time, instancesPerRegion: 30, seed: 7 });
    const caller = await signIn(twin);
    for (const { id, taskState, vmState } of twin.control.instances())
      if (taskState === null && vmState === 'active') await migrateLive(caller, id);
    time.advance(120_000);
    const told = { migrations: twin.control.migrations(), instances: twin.control.instances() };
    await twin.close();
    return told;
  };
  const first = await story();
  expect(first.migrations.some(({ status }) => status === 'completed')).toBe(true);
  expect(await story()).toEqual(first);
});

test('an hour of draining passes in one step of the clock', async () => {
  const ids = Array.from({ length: 60 }, () => plain());
  for (const host of cloud.control.hosts())
    cloud.control.setService(host.name, { memoryRatio: 10, vcpuRatio: 99 });
  for (const id of ids) {
    cloud.control.setInstance(id, { dirtyBytesPerSecond: 260 * 1024 ** 2 });
    await migrateLive(client, id);
  }
  clock.advance(3_600_000);
  expect(ids.map((id) => newest(id)?.status)).not.toContain('accepted');
  expect(ids.filter((id) => newest(id)?.status === 'completed').length).toBeGreaterThan(20);
});
