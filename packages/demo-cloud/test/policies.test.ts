import { afterEach, expect, test } from 'vitest';
import { type DemoCloud, ManualClock, startDemoCloud } from '../src/index.ts';
import { signIn, type TestClient } from './client.ts';

let cloud: DemoCloud;
afterEach(() => cloud.close());

async function clientOf(name: string, maxMicroversion: string): Promise<TestClient> {
  const clock = new ManualClock();
  cloud = await startDemoCloud({ regions: ['north'], clock, instancesPerRegion: 30, maxMicroversion });
  return signIn(cloud, { name, project: 'web' });
}
const move = (client: TestClient, host: string | null, version: string) =>
  client.call('POST', `/servers/${client.idOf('legacy-app-01')}/action`, {
    version,
    body: { 'os-migrateLive': { host, block_migration: 'auto' } },
  });
const denied = (rule: string) => ({
  forbidden: { code: 403, message: `Policy doesn't allow os_compute_api:${rule} to be performed.` },
});

test.each(['manager', 'member', 'reader'])(
  'before 2025.2 %s may see the own project and move nothing',
  async (name) => {
    const client = await clientOf(name, '2.96');
    const own = await client.call('GET', '/servers/detail');
    expect(own.status).toBe(200);
    expect(own.json.servers.length).toBeGreaterThan(0);
    expect(own.json.servers[0]).not.toHaveProperty('OS-EXT-SRV-ATTR:host');
    expect((await move(client, null, '2.96')).json).toEqual(denied('os-migrate-server:migrate_live'));
    for (const [path, rule] of [
      ['/servers/detail?all_tenants=1', 'servers:detail:get_all_tenants'],
      ['/servers?all_tenants=1', 'servers:index:get_all_tenants'],
      ['/os-services', 'os-services:list'],
      ['/os-hypervisors', 'os-hypervisors:list'],
      ['/os-migrations', 'os-migrations:index'],
      ['/os-availability-zone/detail', 'os-availability-zone:detail'],
      [`/servers/${client.idOf('legacy-app-01')}/migrations`, 'servers:migrations:index'],
    ] as const)
      expect((await client.call('GET', path)).json).toEqual(denied(rule));
  },
);

test('since 2025.2 a manager moves what is of the own project, but names no host and sees none', async () => {
  const client = await clientOf('manager', '2.100');
  expect((await move(client, 'north-compute-04', '2.100')).json).toEqual(
    denied('os-migrate-server:migrate_live:host'),
  );
  expect((await move(client, null, '2.100')).status).toBe(202);
  const project = cloud.control.instances().find(({ name }) => name === 'legacy-app-01')?.projectId;
  expect((await client.call('GET', '/os-migrations', { version: '2.100' })).json).toEqual(
    denied('os-migrations:index:all_projects'),
  );
  const listed = await client.call('GET', `/os-migrations?project_id=${project}`, { version: '2.100' });
  expect(listed.status).toBe(200);
  const other = cloud.control.instances().find(({ name }) => name === 'quorum-1')?.id;
  expect((await client.call('GET', `/servers/${other}`)).status).toBe(404);
});

test('a reader stops nothing, a member does, and neither passes a lock', async () => {
  const reader = await clientOf('reader', '2.96');
  const id = reader.idOf('legacy-app-01');
  const stop = (client: TestClient) =>
    client.call('POST', `/servers/${id}/action`, { body: { 'os-stop': null } });
  expect((await stop(reader)).json).toEqual(denied('servers:stop'));
  const member = await signIn(cloud, { name: 'member', project: 'web' });
  cloud.control.setInstance(id, { locked: true });
  const locked = await stop(member);
  expect([locked.status, locked.json.conflictingRequest.message]).toEqual([409, `Instance ${id} is locked`]);
  cloud.control.setInstance(id, { locked: false });
  expect((await stop(member)).status).toBe(202);
});
