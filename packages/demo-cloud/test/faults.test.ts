import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DemoCloud, ManualClock, startDemoCloud } from '../src/index.ts';
import { endedMigration, migrateLive, signIn, type TestClient } from './client.ts';

/** What goes wrong in real clouds, asked for through the control. */
let cloud: DemoCloud;
let client: TestClient;
let clock: ManualClock;

beforeEach(async () => {
  clock = new ManualClock();
  cloud = await startDemoCloud({ regions: ['north'], clock, instancesPerRegion: 40 });
  client = await signIn(cloud);
});
afterEach(() => cloud.close());

test('the marker of a page is deleted between two pages: 400, and from the start it works', async () => {
  const { json } = await client.call('GET', '/servers/detail?all_tenants=1&limit=10');
  cloud.control.fault({ kind: 'marker-deleted', count: 1 });
  expect((await client.call('GET', '/servers/detail?all_tenants=1&limit=10')).status).toBe(200);
  const second = await client.call('GET', json.servers_links[0].href);
  const marker = json.servers.at(-1).id;
  expect([second.status, second.json.badRequest.message]).toEqual([400, `marker [${marker}] not found`]);
  const again = await client.call('GET', '/servers/detail?all_tenants=1&limit=10');
  expect((await client.call('GET', again.json.servers_links[0].href)).status).toBe(200);
});

test('a cell that is down: partial rows from 2.69, none below, and nothing can be done to them', async () => {
  cloud.control.setService('north-compute-01', { cell: 'cell2' });
  const id = client.idOf('legacy-app-01');
  const all = (await client.call('GET', '/servers/detail?all_tenants=1')).json.servers.length;
  const there = cloud.control.instances().filter(({ host }) => host === 'north-compute-01').length;
  cloud.control.setCell('cell2', { up: false });
  const list = async (query: string, version = '2.96') =>
    (await client.call('GET', `/servers/detail?all_tenants=1${query}`, { version })).json.servers;
  const partial = (await list('')).filter((each: { status: string }) => each.status === 'UNKNOWN');
  expect(partial).toHaveLength(there);
  expect(Object.keys(partial[0])).toEqual(['id', 'status', 'tenant_id', 'created', 'links']);
  expect(await list('')).toHaveLength(all);
  expect(await list('', '2.68')).toHaveLength(all - there);
  expect(await list('&limit=1000')).toHaveLength(all - there);
  expect(await list('&changes-since=2020-01-01T00:00:00Z')).toHaveLength(all - there);
  expect((await client.call('GET', `/servers/${id}`)).json.server).toMatchObject({
    status: 'UNKNOWN',
    'OS-EXT-STS:power_state': 0,
  });
  expect((await client.call('GET', `/servers/${id}`, { version: '2.68' })).status).toBe(500);
  expect((await migrateLive(client, id)).status).toBe(500);
  const services = async (version: string) =>
    (await client.call('GET', '/os-services?host=north-compute-01', { version })).json.services;
  expect(await services('2.69')).toEqual([
    { binary: 'nova-compute', host: 'north-compute-01', status: 'UNKNOWN' },
  ]);
  expect(await services('2.68')).toEqual([]);
  expect((await client.call('GET', '/os-hypervisors/detail', { version: '2.87' })).status).toBe(500);
  cloud.control.setCell('cell2', { up: true });
  expect(await list('')).toHaveLength(all);
  expect((await list('')).map(({ status }: { status: string }) => status)).not.toContain('UNKNOWN');
});

test('a record says completed, and the instance is where it was', async () => {
  const id = client.idOf('quorum-1');
  cloud.control.setInstance(id, { metadata: { demo: 'completes-in-place' } });
  await migrateLive(client, id);
  expect((await endedMigration(clock, cloud, id))?.status).toBe('completed');
  const { json } = await client.call('GET', `/servers/${id}`);
  expect(json.server).toMatchObject({ status: 'ACTIVE', 'OS-EXT-SRV-ATTR:host': 'north-compute-01' });
});

test('a server in ERROR though its guest runs, and resetState brings it back', async () => {
  const id = client.idOf('quorum-1');
  cloud.control.setInstance(id, { metadata: { demo: 'ends-in-error' } });
  const { requestId } = await migrateLive(client, id);
  expect((await endedMigration(clock, cloud, id))?.status).toBe('error');
  const shown = (await client.call('GET', `/servers/${id}`)).json.server;
  expect(shown).toMatchObject({ status: 'ERROR', 'OS-EXT-STS:power_state': 1 });
  expect(shown.fault.message).toContain('Connection refused');
  const path = `/servers/${id}/os-instance-actions/${requestId}`;
  expect((await client.call('GET', path)).json.instanceAction.events.at(-1).details).toContain(
    'Migration error',
  );
  const body = { 'os-resetState': { state: 'active' } };
  expect((await client.call('POST', `/servers/${id}/action`, { body })).status).toBe(202);
  cloud.control.setInstance(id, { metadata: {} });
  await migrateLive(client, id);
  expect((await endedMigration(clock, cloud, id))?.status).toBe('completed');
});

test('an instance that is deleted while it moves leaves its record in error', async () => {
  const id = client.idOf('quorum-1');
  await migrateLive(client, id);
  clock.advance(5000);
  cloud.control.deleteInstance(id);
  expect((await endedMigration(clock, cloud, id))?.status).toBe('error');
});
