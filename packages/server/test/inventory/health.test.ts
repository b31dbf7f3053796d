import { startDemoCloud } from '@evenkeel/demo-cloud';
import { afterEach, expect, test } from 'vitest';
import { createWorld, eventually, instancesOf, providerOf, type World } from './world.ts';

let world: World & { ids: string[] };
afterEach(() => world.close());

const healthOf = async (id: string) => (await providerOf(world, id)).health;

test('a cloud that is down is marked so, keeps its last good time, holds up no other, and recovers', async () => {
  world = await createWorld({}, ['north', 'south']);
  const [north, south] = world.ids as [string, string];
  const { control } = world.demo;
  for (const id of world.ids) await eventually(async () => expect(await healthOf(id)).toBe('ok'));
  const good = await eventually(async () => {
    const { lastGoodAt } = await providerOf(world, north);
    expect(lastGoodAt).not.toBeNull();
    return Date.parse(lastGoodAt as string);
  });
  const held = (await instancesOf(world, north)).length;
  control.fault({ kind: 'unreachable', path: '/north/' });
  await eventually(async () => expect(await healthOf(north)).toBe('down'));
  const down = await providerOf(world, north);
  expect(down.healthMessage).toMatch(/^The cloud can not be reached\. GET http.* can not be reached/);
  expect(Date.parse(down.lastGoodAt as string)).toBeGreaterThanOrEqual(good);
  expect(down.instanceCount).toBe(held);

  const [added] = control.addInstances({ region: 'south', name: 'meanwhile-01' });
  await eventually(async () => {
    expect((await instancesOf(world, south)).map(({ id }) => id)).toContain(added);
  });
  expect(await healthOf(south)).toBe('ok');

  const [missed] = control.addInstances({ region: 'north', name: 'missed-01' });
  control.clearRequests();
  control.clearFaults();
  await eventually(async () => expect(await healthOf(north)).toBe('ok'), 45_000);
  await eventually(async () => {
    expect((await instancesOf(world, north)).map(({ id }) => id)).toContain(missed);
  });
  await eventually(() => {
    const lists = control
      .requests()
      .entries.filter(({ path }) => path.startsWith('/north/compute/v2.1/servers/detail'));
    expect(lists.some(({ path }) => !path.includes('changes-since'))).toBe(true);
  }, 45_000);
});

test('a cloud that answers with an error is down, and says which call failed', async () => {
  world = await createWorld();
  const [north] = world.ids as [string];
  await eventually(async () => expect(await healthOf(north)).toBe('ok'));
  world.demo.control.fault({ kind: 'status-500', path: 'changes-since' });
  await eventually(async () => {
    const { health, healthMessage } = await providerOf(world, north);
    expect(health).toBe('down');
    expect(healthMessage).toMatch(
      /^The cloud does not answer as it should\. GET .*\/servers\/detail was refused with 500/,
    );
  });
});

test('a user who may not see the cloud is refused, in the words of the cloud', async () => {
  world = await createWorld({ regions: ['north'] }, []);
  const id = await world.add('Member', 'north', { ...world.demo, username: 'member', projectName: 'web' });
  world.inventory.providerAdded(id);
  await eventually(async () => {
    const { health, healthMessage } = await providerOf(world, id);
    expect(health).toBe('refused');
    expect(healthMessage).toMatch(
      /give it the role admin\. GET .* was refused with 403: Policy doesn't allow/,
    );
  });
});

test('what only placement does not tell makes the cloud neither down nor its hosts blank', async () => {
  world = await createWorld();
  const [north] = world.ids as [string];
  await eventually(async () => expect((await providerOf(world, north)).lastGoodAt).not.toBeNull());
  world.demo.control.fault({ kind: 'status-500', path: '/placement/' });
  await world.inventory.stop();
  world.another();
  await eventually(async () => {
    const { health, healthMessage } = await providerOf(world, north);
    expect(health).toBe('slow');
    expect(healthMessage).toContain('Part of what this cloud has could not be read.');
  });
  const hosts = await world.database.db.selectFrom('hosts').selectAll().execute();
  expect(hosts).toHaveLength(6);
  for (const { placement } of hosts) expect(placement).not.toBeNull();
});

test('a refused sign-in is called that', async () => {
  world = await createWorld({}, []);
  const id = await world.add('Wrong', 'north', world.demo, 'not the password');
  world.inventory.providerAdded(id);
  await eventually(async () => {
    const { health, healthMessage, lastGoodAt } = await providerOf(world, id);
    expect(health).toBe('refused');
    expect(healthMessage).toMatch(/^The cloud does not accept the credentials\./);
    expect(healthMessage).not.toContain('not the password');
    expect(lastGoodAt).toBeNull();
  });
  await eventually(() => expect(world.inventory.firstPassTried()).toBe(true));
});

test('a revoked token is renewed without a word', async () => {
  world = await createWorld();
  const [north] = world.ids as [string];
  const { control } = world.demo;
  await eventually(async () => expect(await healthOf(north)).toBe('ok'));
  control.revokeTokens();
  const [added] = control.addInstances({ name: 'after-01' });
  await eventually(async () => {
    expect((await instancesOf(world, north)).map(({ id }) => id)).toContain(added);
  });
  expect(await healthOf(north)).toBe('ok');
});

test('another cloud at the same address replaces what the one before had', async () => {
  world = await createWorld({}, []);
  const first = await startDemoCloud({ regions: ['north'], seed: 7, instancesPerRegion: 30 });
  const port = Number(new URL(first.authUrl).port);
  const id = await world.add('Replaced', 'north', first);
  world.inventory.providerAdded(id);
  const sortedIds = async () => (await instancesOf(world, id)).map((row) => row.id).sort();
  await eventually(async () => {
    expect(await sortedIds()).toEqual(
      first.control
        .instances()
        .map((one) => one.id)
        .sort(),
    );
  });
  await first.close();
  await eventually(async () => expect(await healthOf(id)).toBe('down'));
  const second = await startDemoCloud({ regions: ['north'], seed: 8, instancesPerRegion: 20, port });
  try {
    await eventually(async () => {
      expect(await sortedIds()).toEqual(
        second.control
          .instances()
          .map((one) => one.id)
          .sort(),
      );
    }, 45_000);
    await eventually(async () => expect(await healthOf(id)).toBe('ok'), 45_000);
  } finally {
    await second.close();
  }
});
