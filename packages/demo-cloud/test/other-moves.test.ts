import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DemoCloud, ManualClock, startDemoCloud } from '../src/index.ts';
import { signIn, type TestClient, waitFor } from './client.ts';

/** Cold migration, evacuation, and what a service may be told. */
let cloud: DemoCloud;
let client: TestClient;
let clock: ManualClock;

beforeEach(async () => {
  clock = new ManualClock();
  cloud = await startDemoCloud({ regions: ['north'], clock, instancesPerRegion: 30 });
  client = await signIn(cloud);
});
afterEach(() => cloud.close());

const act = (id: string, body: unknown, version = '2.96') =>
  client.call('POST', `/servers/${id}/action`, { version, body });
const server = async (id: string) => (await client.call('GET', `/servers/${id}`)).json.server;
const record = async (id: string) =>
  (await client.call('GET', `/os-migrations?instance_uuid=${id}`)).json.migrations[0];
const until = (id: string, status: string) =>
  waitFor(
    clock,
    () => server(id),
    (each) => each.status === status && each['OS-EXT-STS:task_state'] === null,
  );
const held = async (id: string) =>
  Object.keys((await client.placement(`/allocations/${id}`)).json.allocations);

test.each([
  ['stopped-batch-01', 'SHUTOFF'],
  ['quorum-1', 'ACTIVE'],
])('%s is migrated cold, confirmed, and is %s again elsewhere', async (name, status) => {
  const id = client.idOf(name);
  const answer = await act(id, { migrate: null });
  expect(answer.status).toBe(202);
  expect((await server(id)).status).toBe('RESIZE');
  await until(id, 'VERIFY_RESIZE');
  const finished = await record(id);
  expect(finished).toMatchObject({ migration_type: 'migration', status: 'finished' });
  expect(finished).not.toHaveProperty('links');
  expect([await held(id), await held(finished.uuid)].flat()).toHaveLength(2);
  expect((await act(id, { confirmResize: null })).status).toBe(204);
  const after = await until(id, status);
  expect(after['OS-EXT-SRV-ATTR:host']).toBe(finished.dest_compute);
  expect((await record(id)).status).toBe('confirmed');
  expect(await held(finished.uuid)).toEqual([]);
  const path = `/servers/${id}/os-instance-actions/${answer.requestId}`;
  const { events } = (await client.call('GET', path)).json.instanceAction;
  expect(events.map(({ event }: { event: string }) => event).reverse()).toEqual([
    'conductor_migrate_server',
    'compute_prep_resize',
    'compute_resize_instance',
    'compute_finish_resize',
  ]);
});

test('a cold migration is reverted to where it came from', async () => {
  const id = client.idOf('quorum-1');
  await act(id, { migrate: { host: 'north-compute-05' } });
  expect((await until(id, 'VERIFY_RESIZE'))['OS-EXT-SRV-ATTR:host']).toBe('north-compute-05');
  expect((await act(id, { revertResize: null })).status).toBe(202);
  expect((await server(id)).status).toBe('REVERT_RESIZE');
  expect((await until(id, 'ACTIVE'))['OS-EXT-SRV-ATTR:host']).toBe('north-compute-01');
  expect((await record(id)).status).toBe('reverted');
});

test('what a cold migration refuses', async () => {
  const id = client.idOf('quorum-1');
  const message = async (body: unknown, version?: string) => {
    const { status, json } = await act(id, body, version);
    return [status, (Object.values(json)[0] as { message: string }).message];
  };
  expect(await message({ migrate: { host: 'north-compute-01' } })).toEqual([
    400,
    'Cannot migrate to the host where the server exists.',
  ]);
  expect(await message({ migrate: { host: 'nosuch' } })).toEqual([
    400,
    'Compute host nosuch could not be found.',
  ]);
  expect((await message({ migrate: { host: 'north-compute-05', force: true } }))[0]).toBe(400);
  expect(await message({ confirmResize: null })).toEqual([
    409,
    `Cannot 'confirmResize' instance ${id} while it is in vm_state active`,
  ]);
  cloud.control.setService('north-compute-01', { up: false });
  expect(await message({ migrate: null })).toEqual([409, 'Service is unavailable at this time.']);
  expect((await act(client.idOf('paused-build-01'), { migrate: null })).status).toBe(409);
});

test('an instance is evacuated from a host that is down, and stopped there from 2.95 on', async () => {
  const [new95, old] = [client.idOf('quorum-1'), client.idOf('legacy-app-01')];
  const refused = await act(new95, { evacuate: {} });
  expect([refused.status, refused.json.badRequest.message]).toEqual([
    400,
    'Compute service of north-compute-01 is still in use.',
  ]);
  cloud.control.setService('north-compute-01', { forcedDown: true });
  expect((await act(new95, { evacuate: {} })).status).toBe(200);
  expect((await server(new95)).status).toBe('REBUILD');
  expect((await act(old, { evacuate: { host: 'north-compute-05' } }, '2.94')).status).toBe(200);
  expect((await until(new95, 'SHUTOFF'))['OS-EXT-SRV-ATTR:host']).not.toBe('north-compute-01');
  expect((await until(old, 'ACTIVE'))['OS-EXT-SRV-ATTR:host']).toBe('north-compute-05');
  expect(await record(old)).toMatchObject({ migration_type: 'evacuation', status: 'done' });
});

test('the body of evacuate by version', async () => {
  const id = client.idOf('quorum-1');
  cloud.control.setService('north-compute-01', { up: false });
  const status = async (evacuate: unknown, version: string) => (await act(id, { evacuate }, version)).status;
  expect(await status({}, '2.13')).toBe(400);
  expect(await status({ onSharedStorage: true }, '2.14')).toBe(400);
  expect(await status({ force: true }, '2.28')).toBe(400);
  expect(await status({ force: true }, '2.29')).toBe(400);
  expect(await status({ host: 'north-compute-05', force: true }, '2.68')).toBe(400);
  expect(await status({ host: 'nosuch' }, '2.96')).toBe(404);
  expect(await status({ host: 'north-compute-01' }, '2.96')).toBe(400);
  const old = await act(id, { evacuate: { onSharedStorage: true } }, '2.12');
  expect([old.status, Object.keys(old.json)]).toEqual([200, ['adminPass']]);
});

test('a host is not forced up while evacuated instances may lie about on it', async () => {
  const id = client.idOf('quorum-1');
  const [service] = (await client.call('GET', '/os-services?host=north-compute-01')).json.services;
  const put = (body: unknown) => client.call('PUT', `/os-services/${service.id}`, { body });
  expect((await put({ forced_down: true })).json.service).toMatchObject({ forced_down: true, state: 'down' });
  cloud.control.setService('north-compute-01', { up: false });
  await act(id, { evacuate: {} });
  await until(id, 'SHUTOFF');
  const early = await put({ forced_down: false });
  expect(early.json.badRequest.message).toContain(
    'Unable to force up host north-compute-01 as `done` evacuation',
  );
  cloud.control.setService('north-compute-01', { up: true });
  expect((await record(id)).status).toBe('completed');
  expect((await put({ forced_down: false })).json.service.forced_down).toBe(false);
});

test('a host that is enabled while it is down stays barred in placement until it is back', async () => {
  const name = 'north-compute-06';
  const [service] = (await client.call('GET', `/os-services?host=${name}`)).json.services;
  const provider = cloud.control.hosts().find((host) => host.name === name)?.hypervisorId;
  const barred = async () =>
    (await client.placement(`/resource_providers/${provider}/traits`)).json.traits.includes(
      'COMPUTE_STATUS_DISABLED',
    );
  expect(await barred()).toBe(true);
  cloud.control.setService(name, { up: false });
  await client.call('PUT', `/os-services/${service.id}`, { body: { status: 'enabled' } });
  expect(await barred()).toBe(true);
  cloud.control.setService(name, { up: true });
  expect(await barred()).toBe(false);
});

test('a service by verb until 2.52, by id from 2.53, never one that is not nova-compute', async () => {
  const at = (version: string, path: string, body: unknown) =>
    client.call('PUT', `/os-services/${path}`, { version, body });
  const named = { host: 'north-compute-01', binary: 'nova-compute' };
  const disabled = await at('2.12', 'disable-log-reason', { ...named, disabled_reason: 'a test' });
  expect(disabled.json.service).toEqual({ ...named, status: 'disabled', disabled_reason: 'a test' });
  expect((await at('2.12', 'enable', named)).json.service).toEqual({ ...named, status: 'enabled' });
  expect((await at('2.10', 'force-down', { ...named, forced_down: true })).status).toBe(400);
  expect((await at('2.12', 'force-down', { ...named, forced_down: true })).status).toBe(200);
  expect((await at('2.53', 'enable', named)).status).toBe(400);
  expect((await at('2.12', 'enable', { host: 'north-compute-01' })).status).toBe(400);
  const other = await at('2.12', 'disable', { host: 'controller-01', binary: 'nova-scheduler' });
  expect(other.json.badRequest.message).toBe(
    'Updating a nova-scheduler service is not supported. Only nova-compute services can be updated.',
  );
});
