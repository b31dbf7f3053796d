import type { LiveEvent } from '@evenkeel/contract';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Listener, listen } from '../../src/db/notify.ts';
import { createWorld, eventually, instancesOf, providerOf, type World } from './world.ts';

let world: World & { ids: string[] };
let north: string;
let listener: Listener;
let events: LiveEvent[];

beforeEach(async () => {
  world = await createWorld({ timeScale: 2 });
  north = world.ids[0] as string;
  await eventually(async () => expect((await providerOf(world, north)).lastGoodAt).not.toBeNull());
  events = [];
  listener = await listen(world.database.url, (event) => events.push(event));
});
afterEach(async () => {
  await listener.close();
  await world.close();
});

const told = (topic: LiveEvent['topic'], id: string) =>
  events.some((event) => event.topic === topic && event.providerId === north && event.ids.includes(id));
const serverLists = () =>
  world.demo.control.requests().entries.filter(({ path }) => path.includes('/servers/detail'));

test('what is new, changed and deleted shows without another full pass, and is told', async () => {
  const { control } = world.demo;
  const [changed, deleted] = control.instances('north').filter(({ vmState }) => vmState === 'active');
  if (!changed || !deleted) throw new Error('The demo cloud has no active instances.');
  control.clearRequests();
  const [added] = control.addInstances({ name: 'fresh-01' }) as [string];
  control.setInstance(changed.id, { name: 'renamed-01', locked: true });
  control.deleteInstance(deleted.id);
  await eventually(async () => {
    const byId = new Map((await instancesOf(world, north)).map((row) => [row.id, row]));
    expect(byId.get(added)).toMatchObject({ name: 'fresh-01', status: 'ACTIVE', power_state: 'on' });
    expect(byId.get(changed.id)).toMatchObject({ name: 'renamed-01', locked: true });
    expect(byId.has(deleted.id)).toBe(false);
  });
  for (const id of [added, changed.id, deleted.id])
    await eventually(() => expect(told('instances', id)).toBe(true));
  for (const { path } of serverLists()) expect(path).toContain('changes-since');
});

test('what the overlap repeats is neither written nor told again', async () => {
  const { control } = world.demo;
  const [instance] = control.instances('north');
  if (!instance) throw new Error('The demo cloud has no instances.');
  control.setInstance(instance.id, { name: 'once-01' });
  await eventually(() => expect(told('instances', instance.id)).toBe(true));
  const written = (await instancesOf(world, north)).find(({ id }) => id === instance.id)?.observed_at;
  control.clearRequests();
  await eventually(() =>
    expect(serverLists().filter(({ status }) => status === 200).length).toBeGreaterThan(2),
  );
  const again = (await instancesOf(world, north)).find(({ id }) => id === instance.id)?.observed_at;
  expect(again).toEqual(written);
  expect(events.filter(({ topic, ids }) => topic === 'instances' && ids.includes(instance.id))).toHaveLength(
    1,
  );
});

test('a host that is disabled or goes down shows', async () => {
  const { control } = world.demo;
  control.setService('north-compute-01', { enabled: false, disabledReason: 'new memory' });
  control.setService('north-compute-02', { up: false });
  await eventually(async () => {
    const hosts = await world.database.db.selectFrom('hosts').selectAll().orderBy('name').execute();
    expect(hosts[0]).toMatchObject({ status: 'disabled', state: 'up', disabled_reason: 'new memory' });
    expect(hosts[1]).toMatchObject({ status: 'enabled', state: 'down' });
    // The services alone were read: the capacity stays.
    expect(hosts[0]?.memory_mb).toBeGreaterThan(0);
    expect(hosts[0]?.placement).not.toBeNull();
  }, 25_000);
  expect(told('hosts', `${north}/north-compute-01`)).toBe(true);
});

test('a migration shows from its first record to its end, with its bytes, and the instance on its new host', async () => {
  const { database, demo, clouds } = world;
  const instance = demo.control.instances('north').find(({ name }) => name.startsWith('web-'));
  if (!instance?.host) throw new Error('The demo cloud has no web instance.');
  const cloud = await clouds.get(north);
  await cloud.liveMigrate(instance.id, { host: null, blockMigration: 'auto', diskOverCommit: false });
  const row = () =>
    database.db.selectFrom('instances').selectAll().where('id', '=', instance.id).executeTakeFirstOrThrow();
  const record = () =>
    database.db
      .selectFrom('migrations')
      .selectAll()
      .where('instance_id', '=', instance.id)
      .executeTakeFirstOrThrow();
  await eventually(async () => expect((await row()).power_state).toBe('migrating'));
  await eventually(async () => expect((await record()).memory_total_bytes).toBeGreaterThan(0));
  await eventually(async () => {
    expect(await record()).toMatchObject({ status: 'completed', source_host: instance.host });
    expect(await row()).toMatchObject({ status: 'ACTIVE', power_state: 'on', task_state: null });
  });
  const ended = await record();
  expect((await row()).host).toBe(ended.destination_host);
  expect(ended.destination_host).not.toBe(instance.host);
  expect(ended.memory_total_bytes, 'bytes are kept after the end').toBeGreaterThan(0);
  expect(told('migrations', `${north}/${ended.id}`)).toBe(true);
});

test('one instance is read fresh when asked for, and removed when it is gone', async () => {
  const { inventory, demo, database } = world;
  const [id] = demo.control.addInstances({ name: 'asked-01' }) as [string];
  await inventory.observeInstance(north, id);
  const rows = () => database.db.selectFrom('instances').selectAll().where('id', '=', id).execute();
  expect(await rows()).toMatchObject([{ name: 'asked-01' }]);
  demo.control.deleteInstance(id);
  await inventory.observeInstance(north, id);
  expect(await rows()).toEqual([]);
  demo.control.fault({ kind: 'status-500', path: `/servers/${id}` });
  await expect(inventory.observeInstance(north, id)).rejects.toMatchObject({
    name: 'CloudError',
    status: 500,
  });
  await expect(inventory.observeInstance('00000000-0000-4000-8000-000000000000', id)).rejects.toThrow(
    'There is no provider',
  );
});
