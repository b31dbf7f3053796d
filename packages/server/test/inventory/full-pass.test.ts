import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWorld, eventually, instancesOf, plantGhosts, providerOf, type World } from './world.ts';

let world: World & { ids: string[] };
let north: string;

beforeEach(async () => {
  world = await createWorld();
  north = world.ids[0] as string;
  await eventually(() => expect(world.inventory.firstPassTried()).toBe(true));
  await eventually(async () => expect((await providerOf(world, north)).lastGoodAt).not.toBeNull());
});
afterEach(() => world.close());

test('a full pass has all that the cloud has', async () => {
  const { database, demo } = world;
  const live = demo.control.instances('north').filter(({ deletedAt }) => deletedAt === null);
  const rows = await instancesOf(world, north);
  expect(rows.map(({ id, host, name, zone }) => ({ id, host, name, zone })).sort(byId)).toEqual(
    live.map(({ id, host, name, zone }) => ({ id, host, name, zone: zone || null })).sort(byId),
  );
  const provider = await providerOf(world, north);
  expect(provider).toMatchObject({ health: 'ok', healthMessage: null, computeVersion: '2.96', hostCount: 6 });
  const hosts = await database.db.selectFrom('hosts').selectAll().orderBy('name').execute();
  const inCloud = demo.control.hosts('north');
  expect(hosts.map(({ name, status, memory_mb }) => ({ name, status, memory_mb }))).toEqual(
    inCloud.map(({ name, enabled, memoryMb }) => ({
      name,
      status: enabled ? 'enabled' : 'disabled',
      memory_mb: memoryMb,
    })),
  );
  for (const { placement } of hosts)
    expect(placement?.map(({ resourceClass }) => resourceClass).sort()).toEqual([
      'DISK_GB',
      'MEMORY_MB',
      'VCPU',
    ]);
  for (const { traits } of hosts) expect(traits).toContain('HW_CPU_X86_AVX2');
  for (const { extra_specs } of rows) expect(extra_specs).toEqual({});
  for (const table of ['zones', 'flavors', 'aggregates', 'server_groups', 'projects'] as const) {
    const counted = await database.db
      .selectFrom(table)
      .select(database.db.fn.countAll().as('n'))
      .executeTakeFirst();
    expect(Number(counted?.n), table).toBeGreaterThan(0);
  }
});

const byId = (left: { id: string }, right: { id: string }) => left.id.localeCompare(right.id);

test('only a list that came whole removes what it does not contain', async () => {
  const { demo, inventory } = world;
  // More than a page of Nova's.
  demo.control.addInstances({ name: 'many', count: 1000 });
  await inventory.stop();
  await plantGhosts(world, north, ['ghost']);
  demo.control.fault({ kind: 'status-500', path: 'marker=' });
  world.another();
  await eventually(async () => expect((await providerOf(world, north)).health).toBe('down'));
  const ids = async () => new Set((await instancesOf(world, north)).map(({ id }) => id));
  expect((await ids()).has('ghost')).toBe(true);
  demo.control.clearFaults();
  await eventually(async () => expect((await ids()).has('ghost')).toBe(false));
  const live = demo.control.instances('north').filter(({ deletedAt }) => deletedAt === null);
  expect(await ids()).toEqual(new Set(live.map(({ id }) => id)));
  await eventually(async () => expect((await providerOf(world, north)).health).toBe('ok'));
});
