import { afterEach, expect, test } from 'vitest';
import { createWorld, eventually, instancesOf, plantGhosts, providerOf, type World } from './world.ts';

let world: World & { ids: string[] };
afterEach(() => world.close());

test('a cloud of 2.40 is read: flavors, hosts, and a migration from its start to its end', async () => {
  world = await createWorld({ maxMicroversion: '2.40', timeScale: 2 });
  const [north] = world.ids as [string];
  const { control } = world.demo;
  await eventually(async () => expect((await providerOf(world, north)).lastGoodAt).not.toBeNull());
  expect(await providerOf(world, north)).toMatchObject({
    health: 'ok',
    computeVersion: '2.40',
    hostCount: 6,
  });
  for (const { memory_mb, vcpus, flavor } of await instancesOf(world, north))
    expect(memory_mb !== null && vcpus !== null && flavor !== null).toBe(true);
  const instance = control.instances().find(({ name }) => name.startsWith('web-'));
  if (!instance) throw new Error('The demo cloud has no web instance.');
  const cloud = await world.clouds.get(north);
  await cloud.liveMigrate(instance.id, { host: null, blockMigration: 'auto', diskOverCommit: false });
  await eventually(async () => {
    const records = await world.database.db.selectFrom('migrations').selectAll().execute();
    expect(records).toMatchObject([{ instance_id: instance.id, status: 'completed' }]);
  });
  const moved = (await instancesOf(world, north)).find(({ id }) => id === instance.id);
  expect(moved?.host).not.toBe(instance.host);
});

test('a cloud that does not tell the extra specs of a server is asked for each flavor, once', async () => {
  world = await createWorld({ maxMicroversion: '2.40' });
  const [north] = world.ids as [string];
  const { control } = world.demo;
  const asked = () =>
    control.requests().entries.filter(({ path }) => path.endsWith('/os-extra_specs')).length;
  await eventually(async () => expect((await providerOf(world, north)).lastGoodAt).not.toBeNull());
  for (const { extra_specs } of await instancesOf(world, north)) expect(extra_specs).toEqual({});
  const flavors = await world.database.db.selectFrom('flavors').select('extra_specs').execute();
  expect(asked()).toBe(flavors.length);
  await world.inventory.stop();
  const passes = () =>
    control.requests().entries.filter(({ path }) => path.includes('/flavors/detail')).length;
  const before = passes();
  world.another();
  await eventually(() => expect(passes()).toBeGreaterThan(before));
  expect(asked()).toBe(flavors.length);
});

test('where a list may leave out a cell that is down, what it lacks is removed only when the cloud says so', async () => {
  world = await createWorld({ maxMicroversion: '2.60' });
  const [north] = world.ids as [string];
  const { inventory, demo } = world;
  await eventually(async () => expect((await providerOf(world, north)).lastGoodAt).not.toBeNull());
  await inventory.stop();
  await plantGhosts(world, north, ['unknown-to-nova', 'in-a-down-cell']);
  demo.control.fault({ kind: 'status-500', path: '/servers/in-a-down-cell' });
  world.another();
  const ids = async () => (await instancesOf(world, north)).map(({ id }) => id);
  await eventually(async () => expect(await ids()).not.toContain('unknown-to-nova'));
  expect(await ids()).toContain('in-a-down-cell');
});
