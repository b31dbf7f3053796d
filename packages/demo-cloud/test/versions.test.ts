import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DemoCloud, ManualClock, startDemoCloud } from '../src/index.ts';
import { signIn, type TestClient } from './client.ts';

/** Calls that come and go, and parameters that are refused, by microversion; and the oldest cloud the seed knows. */
let cloud: DemoCloud;
let client: TestClient;

async function start(maxMicroversion?: string): Promise<void> {
  const clock = new ManualClock();
  cloud = await startDemoCloud({ regions: ['north'], clock, instancesPerRegion: 30, maxMicroversion });
  client = await signIn(cloud);
}
beforeEach(() => start());
afterEach(() => cloud.close());
const status = async (path: string, version: string) => (await client.call('GET', path, { version })).status;

test.each([
  ['/os-hypervisors/statistics', '2.87', '2.88'],
  ['/os-hypervisors/north-compute-01/search', '2.52', '2.53'],
  ['/os-hypervisors/north-compute-01/servers', '2.52', '2.53'],
])('%s is there at %s and gone at %s', async (path, last, gone) => {
  expect([await status(path, last), await status(path, gone)]).toEqual([200, 404]);
});

test.each([
  ['/os-migrations?nosuch=1', '2.58', '2.59'],
  ['/os-hypervisors/detail?nosuch=1', '2.52', '2.53'],
  ['/os-services?nosuch=1', '2.74', '2.75'],
  ['/servers/detail?nosuch=1', '2.74', '2.75'],
  ['/flavors/detail?nosuch=1', '2.74', '2.75'],
  ['/os-server-groups?nosuch=1', '2.74', '2.75'],
  ['/servers/detail?status=NOSUCH', '2.37', '2.38'],
])('%s is taken at %s and 400 at %s', async (path, last, refused) => {
  expect([await status(path, last), await status(path, refused)]).toEqual([200, 400]);
});

test('actions are paged from 2.58 on and have updated_at', async () => {
  const id = client.idOf('quorum-1');
  for (const name of ['lock', 'unlock', 'lock'])
    await client.call('POST', `/servers/${id}/action`, { body: { [name]: null } });
  const path = `/servers/${id}/os-instance-actions`;
  const first = (await client.call('GET', `${path}?limit=1`)).json;
  expect(first.instanceActions).toHaveLength(1);
  const second = (await client.call('GET', first.links[0].href)).json;
  expect(second.instanceActions[0].request_id).not.toBe(first.instanceActions[0].request_id);
  expect(await status(`${path}?marker=nosuch`, '2.58')).toBe(400);
  expect(await status(`${path}?nosuch=1`, '2.58')).toBe(400);
  const old = (await client.call('GET', `${path}?limit=1`, { version: '2.57' })).json.instanceActions;
  expect(old).toHaveLength(4);
  expect(old[0]).not.toHaveProperty('updated_at');
});

test('hypervisors are found by pattern, with their servers, and not by pages at the same time', async () => {
  const path = '/os-hypervisors/detail?hypervisor_hostname_pattern=compute-01';
  const { json } = await client.call('GET', `${path}&with_servers=true`);
  expect(json.hypervisors).toHaveLength(1);
  expect(json.hypervisors[0].servers.length).toBeGreaterThan(0);
  expect(await status(`${path}&limit=1`, '2.96')).toBe(400);
  expect(await status('/os-hypervisors?hypervisor_hostname_pattern=nosuch', '2.96')).toBe(404);
});

test('the oldest cloud: 2.12, the old header only, numbers for ids, no list of what is in progress', async () => {
  await cloud.close();
  await start('2.12');
  const origin = new URL(cloud.authUrl).origin;
  const { version } = (await (await fetch(`${origin}/north/compute/v2.1/`)).json()) as {
    version: { version: string };
  };
  expect(version.version).toBe('2.12');
  const ask = async (headers: Record<string, string>, path = '/servers/detail?all_tenants=1&limit=1') => {
    const answer = await fetch(`${origin}/north/compute/v2.1${path}`, {
      headers: { 'X-Auth-Token': client.token, ...headers },
    });
    return { status: answer.status, json: (await answer.json()) as any };
  };
  const legacy = { 'X-OpenStack-Nova-API-Version': '2.12' };
  expect((await ask(legacy)).json.servers[0]).toHaveProperty('locked');
  expect((await ask({ 'OpenStack-API-Version': 'compute 2.12' })).json.servers[0]).not.toHaveProperty(
    'locked',
  );
  expect((await ask({ 'X-OpenStack-Nova-API-Version': '2.25' })).status).toBe(406);
  expect((await ask(legacy, '/os-services')).json.services[2].id).toBeTypeOf('number');
  expect((await ask(legacy, `/servers/${client.idOf('quorum-1')}/migrations`)).status).toBe(404);
  const record = (await ask(legacy, '/os-migrations')).json;
  expect(record).toEqual({ migrations: [] });
});

test('a highest microversion that the demo cloud does not speak is refused', async () => {
  await expect(startDemoCloud({ maxMicroversion: '2.101' })).rejects.toThrow('2.1 to 2.100');
  await expect(startDemoCloud({ maxMicroversion: 'latest' })).rejects.toThrow('2.1 to 2.100');
});
