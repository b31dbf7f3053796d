import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { createWorld, eventually, instancesOf, providerOf, type World } from './world.ts';

let world: World & { ids: string[] };
afterEach(() => world.close());

const lists = () =>
  world.demo.control.requests().entries.filter(({ path }) => path.includes('/servers/detail'));
const fullLists = () => lists().filter(({ path }) => !path.includes('changes-since')).length;

test('of two servers on one database only one observes a cloud; the other goes on when it stops', async () => {
  world = await createWorld();
  const other = world.another();
  await eventually(() => {
    expect(world.inventory.firstPassTried()).toBe(true);
    expect(other.firstPassTried()).toBe(true);
  });
  await eventually(() => expect(lists().length).toBeGreaterThan(4));
  expect(fullLists()).toBe(1);
  const owners = async () =>
    (await sql<{ lease_owner: string }>`select lease_owner from providers`.execute(world.database.db)).rows;
  const [before] = await owners();
  // Whichever of the two observes is stopped.
  await world.inventory.stop();
  const [after] = await owners();
  if (after?.lease_owner === before?.lease_owner) await other.stop();
  const heir = after?.lease_owner === before?.lease_owner ? world.another() : other;
  await eventually(() => expect(fullLists()).toBe(2));
  expect(heir.firstPassTried()).toBe(true);
  expect(await owners()).not.toEqual([before]);
});

test('a cloud whose observer died is taken over when the lease has ended, not before', async () => {
  world = await createWorld({}, ['north'], ({ db }) =>
    sql`update providers set lease_owner = 'dead', lease_until = now() + interval '4 seconds'`.execute(db),
  );
  const [north] = world.ids as [string];
  const { rows } = await sql<{ until: Date }>`select lease_until as until from providers`.execute(
    world.database.db,
  );
  await eventually(async () => expect((await instancesOf(world, north)).length).toBeGreaterThan(0));
  const first = world.demo.control.requests().entries[0];
  expect(first?.at).toBeGreaterThanOrEqual((rows[0] as { until: Date }).until.getTime());
});

test('a cloud that another server added is found, and one that was removed is left quietly', async () => {
  world = await createWorld();
  const [north] = world.ids as [string];
  await eventually(async () => expect((await providerOf(world, north)).lastGoodAt).not.toBeNull());
  const added = await world.add('Second', 'north');
  await eventually(async () => expect((await instancesOf(world, added)).length).toBeGreaterThan(0));
  await world.database.db.deleteFrom('providers').where('id', '=', added).execute();
  world.inventory.providerRemoved(added);
  await world.database.db.deleteFrom('providers').where('id', '=', north).execute();
  await eventually(() => {
    world.demo.control.clearRequests();
    return new Promise((resolve) => setTimeout(resolve, 4000)).then(() =>
      expect(world.demo.control.requests().total).toBe(0),
    );
  });
});
