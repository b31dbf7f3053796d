import { afterEach, expect, test } from 'vitest';
import { createWorld, eventually, instancesOf, providerOf, type World } from './world.ts';

let world: World & { ids: string[] };
afterEach(() => world.close());

test('the instances and hosts of a lost cell stay, with their state unknown, until it is back', async () => {
  world = await createWorld();
  const [north] = world.ids as [string];
  const { database, demo } = world;
  await eventually(async () => expect((await providerOf(world, north)).lastGoodAt).not.toBeNull());
  const before = await instancesOf(world, north);
  const cell = demo.control.hosts('north')[0]?.cell as string;
  demo.control.setCell(cell, { up: false });
  const lost = new Set(before.filter(({ host }) => host !== null).map(({ id }) => id));
  await eventually(async () => {
    const now = await instancesOf(world, north);
    expect(now).toHaveLength(before.length);
    for (const { id, status } of now) if (lost.has(id)) expect(status).toBe('UNKNOWN');
    const { health, healthMessage } = await providerOf(world, north);
    expect(health).toBe('slow');
    expect(healthMessage).toMatch(
      /could not be read\. (A cell of its Nova does not answer|GET .*os-hypervisors)/,
    );
  }, 45_000);
  const kept = await instancesOf(world, north);
  const known = ({ id, name, host, memory_mb }: (typeof kept)[number]) => ({ id, name, host, memory_mb });
  expect(new Set(kept.map(known))).toEqual(new Set(before.map(known)));
  const hosts = await database.db.selectFrom('hosts').selectAll().execute();
  for (const { state, zone, memory_mb } of hosts) {
    expect(state).toBe('unknown');
    expect(zone !== null && memory_mb !== null).toBe(true);
  }
  demo.control.setCell(cell, { up: true });
  await eventually(async () => {
    for (const { status } of await instancesOf(world, north)) expect(status).not.toBe('UNKNOWN');
    expect((await providerOf(world, north)).health).toBe('ok');
  }, 60_000);
}, 120_000);

test('a cell that is lost while others answer tells that there are several, for good', async () => {
  world = await createWorld();
  const [north] = world.ids as [string];
  const { database, demo, inventory } = world;
  const several = () =>
    database.db
      .selectFrom('providers')
      .select('several_cells')
      .where('id', '=', north)
      .executeTakeFirstOrThrow();
  await eventually(async () => expect((await providerOf(world, north)).lastGoodAt).not.toBeNull());
  expect(await several()).toEqual({ several_cells: false });
  await inventory.stop();
  demo.control.setService('north-compute-04', { cell: 'cell2' });
  demo.control.setCell('cell2', { up: false });
  world.another();
  await eventually(async () => expect(await several()).toEqual({ several_cells: true }));
});
