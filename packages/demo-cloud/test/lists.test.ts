import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DemoCloud, ManualClock, startDemoCloud } from '../src/index.ts';
import { endedMigration, migrateLive, signIn, type TestClient, waitFor } from './client.ts';

let cloud: DemoCloud;
let client: TestClient;
let clock: ManualClock;

beforeEach(async () => {
  clock = new ManualClock();
  cloud = await startDemoCloud({ regions: ['north'], clock, instancesPerRegion: 50 });
  client = await signIn(cloud);
});
afterEach(() => cloud.close());

type Named = { id: string; name: string; status: string };

test('servers are paged by links, newest first, each once', async () => {
  const seen: string[] = [];
  let next: string | undefined = '/servers/detail?all_tenants=1&limit=20';
  const sizes: number[] = [];
  while (next) {
    const { json } = await client.call('GET', next);
    sizes.push(json.servers.length);
    seen.push(...json.servers.map(({ id }: Named) => id));
    next = json.servers_links?.[0].href;
  }
  expect(sizes).toEqual([20, 20, 10]);
  expect(seen).toEqual(
    cloud.control
      .instances('north')
      .map(({ id }) => id)
      .reverse(),
  );
  const bad = await client.call('GET', '/servers/detail?all_tenants=1&marker=nosuch&limit=2');
  expect(bad.json).toEqual({ badRequest: { code: 400, message: 'marker [nosuch] not found' } });
});

test('changes-since shows what changed and what was deleted', async () => {
  const since = new Date(clock.now()).toISOString();
  const path = `/servers/detail?all_tenants=1&changes-since=${since}`;
  expect((await client.call('GET', path)).json.servers).toEqual([]);
  const [gone, locked] = [client.idOf('legacy-app-01'), client.idOf('quorum-1')];
  expect((await client.call('DELETE', `/servers/${gone}`)).status).toBe(204);
  await client.call('POST', `/servers/${locked}/action`, { body: { lock: { locked_reason: 'test' } } });
  const changed = await waitFor(
    clock,
    async () => (await client.call('GET', path)).json.servers,
    (servers: Named[]) => servers.some(({ status }) => status === 'DELETED'),
  );
  expect(changed.map(({ id, status }: Named) => [id, status]).sort()).toEqual(
    [
      [gone, 'DELETED'],
      [locked, 'ACTIVE'],
    ].sort(),
  );
  expect((await client.call('GET', `/servers/${gone}`)).status).toBe(404);
  const all = (await client.call('GET', '/servers/detail?all_tenants=1')).json.servers;
  expect(all.map(({ id }: Named) => id)).not.toContain(gone);
});

test('filters by host and status', async () => {
  const host = (await client.call('GET', '/servers/detail?all_tenants=1&host=north-compute-01')).json.servers;
  expect(new Set(host.map((server: Record<string, string>) => server['OS-EXT-SRV-ATTR:host']))).toEqual(
    new Set(['north-compute-01']),
  );
  const stopped = (await client.call('GET', '/servers/detail?all_tenants=1&status=SHUTOFF')).json.servers;
  expect(stopped.map(({ name }: Named) => name)).toContain('stopped-batch-01');
});

test('fields come and go with the microversion', async () => {
  const path = `/servers/${client.idOf('quorum-1')}`;
  const at = async (version: string) => (await client.call('GET', path, { version })).json.server;
  expect((await at('2.46')).flavor).toHaveProperty('id');
  expect((await at('2.47')).flavor).toMatchObject({ original_name: 'm1.small', ram: 2048 });
  expect(await at('2.8')).not.toHaveProperty('locked');
  expect(await at('2.70')).not.toHaveProperty('server_groups');
  expect((await at('2.71')).server_groups).toHaveLength(1);
  expect(await at('2.95')).not.toHaveProperty('pinned_availability_zone');
  expect(await at('2.96')).toHaveProperty('pinned_availability_zone');
  const hypervisor = async (version: string) =>
    (await client.call('GET', '/os-hypervisors/detail', { version })).json.hypervisors[0];
  expect(await hypervisor('2.87')).toHaveProperty('cpu_info.features');
  expect(await hypervisor('2.88')).not.toHaveProperty('memory_mb');
});

test('versions outside the range are 406 and malformed ones 400', async () => {
  const high = await client.call('GET', '/servers/detail', { version: '2.999' });
  expect([high.status, high.json.computeFault.message]).toEqual([
    406,
    'Version 2.999 is not supported by the API. Minimum is 2.1 and maximum is 2.96.',
  ]);
  const malformed = await client.call('GET', '/servers/detail', { version: 'abc' });
  expect(malformed.json.badRequest.message).toBe(
    'API Version String abc is of invalid format. Must be of format MajorNum.MinorNum.',
  );
});

test('os-migrations is newest first and paged, changes-since leaves out what was never updated', async () => {
  const ids = ['quorum-1', 'quorum-3'].map((name) => client.idOf(name));
  for (const id of ids) {
    await migrateLive(client, id);
    await endedMigration(clock, cloud, id);
  }
  const first = (await client.call('GET', '/os-migrations?limit=1')).json;
  expect(first.migrations[0].instance_uuid).toBe(ids[1]);
  const second = (await client.call('GET', first.migrations_links[0].href)).json;
  expect(second.migrations[0].instance_uuid).toBe(ids[0]);
  expect((await client.call('GET', '/os-migrations?nosuch=1')).status).toBe(400);
  const waiting = client.idOf('render-head');
  await migrateLive(client, waiting);
  clock.advance(650);
  const path = `/os-migrations?instance_uuid=${waiting}`;
  expect((await client.call('GET', path)).json.migrations[0]).toMatchObject({
    status: 'accepted',
    updated_at: null,
  });
  expect((await client.call('GET', `${path}&changes-since=2020-01-01T00:00:00Z`)).json.migrations).toEqual(
    [],
  );
});
