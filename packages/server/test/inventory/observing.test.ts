import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { saveProvider } from '../../src/db/connections.ts';
import {
  INSTANCES,
  type InstanceRow,
  MIGRATIONS,
  type MigrationRow,
  removeRows,
  removeUnlisted,
  storeRows,
} from '../../src/db/observing.ts';
import { createTestDatabase, type TestDatabase } from '../database.ts';

let database: TestDatabase;
let provider: string;
const EARLIER = new Date('2026-11-24T10:00:00.000Z');
const LATER = new Date('2026-11-24T10:00:00.001Z');

beforeAll(async () => {
  database = await createTestDatabase();
  const connection = { settings: {}, secret: Buffer.from('none') };
  provider = (await saveProvider(database.db, {
    name: 'One',
    region: null,
    authUrl: 'http://127.0.0.1/v3',
    demo: true,
    ...connection,
  })) as string;
});
beforeEach(async () => {
  await database.db.deleteFrom('instances').execute();
  await database.db.deleteFrom('migrations').execute();
});
afterAll(() => database.drop());

const instance = (id: string, more: Partial<InstanceRow> = {}): InstanceRow => ({
  id,
  name: id,
  status: 'ACTIVE',
  power_state: 'on',
  vm_state: 'active',
  task_state: null,
  host: 'host-1',
  hypervisor_hostname: 'host-1',
  zone: null,
  pinned_zone: null,
  project_id: 'p',
  user_id: 'u',
  progress: 0,
  locked: false,
  flavor_id: null,
  flavor: 'm1',
  vcpus: 1,
  memory_mb: 512,
  disk_gb: 1,
  ephemeral_gb: 0,
  swap_mb: 0,
  image_id: null,
  extra_specs: null,
  image_properties: null,
  volume_ids: ['v1', 'v2'],
  ip_addresses: ['10.0.0.1', 'fe80::1'],
  fault_message: null,
  created_at: '2026-11-01T00:00:00Z',
  updated_at: '2026-11-01T00:00:00Z',
  launched_at: null,
  ...more,
});
const migration = (status: string, more: Partial<MigrationRow> = {}): MigrationRow => ({
  id: 1,
  uuid: null,
  instance_id: 'a',
  status,
  source_host: 'host-1',
  destination_host: 'host-2',
  created_at: '2026-11-24T09:00:00Z',
  updated_at: '2026-11-24T09:00:00Z',
  memory_total_bytes: null,
  memory_processed_bytes: null,
  memory_remaining_bytes: null,
  disk_total_bytes: null,
  disk_processed_bytes: null,
  disk_remaining_bytes: null,
  ...more,
});
const store = (rows: InstanceRow[], at: Date, only?: (keyof InstanceRow)[]) =>
  storeRows(database.db, INSTANCES, provider, rows, at, only);
const storeMigration = (row: MigrationRow, at: Date) =>
  storeRows(database.db, MIGRATIONS, provider, [row], at);
const stored = () => database.db.selectFrom('instances').selectAll().orderBy('id').execute();
const record = () => database.db.selectFrom('migrations').selectAll().executeTakeFirstOrThrow();

test('rows come back as they were given; only what is new or changed is written and named', async () => {
  expect((await store([instance('a'), instance('b')], EARLIER)).sort()).toEqual(['a', 'b']);
  expect(await store([instance('a'), instance('b', { ip_addresses: [] })], LATER)).toEqual(['b']);
  const [a, b] = await stored();
  expect(a).toMatchObject({
    volume_ids: ['v1', 'v2'],
    ip_addresses: ['10.0.0.1', 'fe80::1'],
    observed_at: EARLIER,
  });
  expect(a?.created_at).toEqual(new Date('2026-11-01T00:00:00Z'));
  expect(b).toMatchObject({ ip_addresses: [], observed_at: LATER });
});

test('an answer that was asked for earlier undoes nothing', async () => {
  await store([instance('a', { host: 'host-2' })], LATER);
  expect(await store([instance('a')], EARLIER)).toEqual([]);
  expect(await removeUnlisted(database.db, INSTANCES, provider, [], EARLIER)).toEqual([]);
  expect(await removeRows(database.db, INSTANCES, provider, ['a'], EARLIER)).toEqual([]);
  expect(await stored()).toMatchObject([{ host: 'host-2' }]);
});

test('a list removes only what it does not contain', async () => {
  await store([instance('a'), instance('b')], EARLIER);
  expect(await removeUnlisted(database.db, INSTANCES, provider, ['a'], LATER)).toEqual(['b']);
  expect(await stored()).toMatchObject([{ id: 'a' }]);
});

test('a server of a cell that is down keeps all but its state', async () => {
  await store([instance('a', { name: 'web-01' })], EARLIER);
  const partial = instance('a', { name: 'a', host: null, status: 'UNKNOWN', power_state: 'unknown' });
  expect(await store([partial], LATER, ['status', 'power_state'])).toEqual(['a']);
  expect(await stored()).toMatchObject([
    { name: 'web-01', host: 'host-1', status: 'UNKNOWN', power_state: 'unknown' },
  ]);
});

test('what an old cloud says of a flavor is filled in from the list of flavors', async () => {
  await database.db
    .insertInto('flavors')
    .values({ provider_id: provider, id: 'f', name: 'm1.large', vcpus: 4, memory_mb: 8192, disk_gb: 80 })
    .execute();
  const bare = { flavor_id: 'f', flavor: null, vcpus: null, memory_mb: null, disk_gb: null };
  await store([instance('a', bare)], EARLIER);
  expect(await stored()).toMatchObject([{ flavor: 'm1.large', vcpus: 4, memory_mb: 8192, disk_gb: 80 }]);
  expect(await store([instance('a', bare)], LATER)).toEqual([]);
});

test('the bytes of a migration are kept when its end is read without them', async () => {
  await storeMigration(
    migration('running', { memory_total_bytes: 100, memory_remaining_bytes: 40 }),
    EARLIER,
  );
  await storeMigration(migration('completed'), LATER);
  expect(await record()).toMatchObject({
    status: 'completed',
    memory_total_bytes: 100,
    memory_remaining_bytes: 40,
  });
});

test('an ended migration never goes on, unless it is another one with its number', async () => {
  await storeMigration(migration('failed', { memory_total_bytes: 100 }), EARLIER);
  expect(await storeMigration(migration('running (post-copy)'), LATER)).toEqual([]);
  expect(await record()).toMatchObject({ status: 'failed' });
  const another = migration('queued', { created_at: '2026-11-24T09:30:00Z' });
  expect(await storeMigration(another, LATER)).toEqual(['1']);
  expect(await record()).toMatchObject({ status: 'queued', memory_total_bytes: null });
});

test('more rows than fit into one statement, some of them twice', async () => {
  const many = Array.from({ length: 2500 }, (_, index) => instance(`many-${index}`));
  expect(await store([...many, instance('many-7', { host: 'host-9' })], EARLIER)).toHaveLength(2500);
  expect(await stored()).toHaveLength(2500);
  expect((await stored()).find(({ id }) => id === 'many-7')?.host).toBe('host-9');
});
