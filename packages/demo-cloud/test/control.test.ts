import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DemoCloud, ManualClock, startDemoCloud } from '../src/index.ts';
import { migrateLive, signIn, type TestClient } from './client.ts';

let cloud: DemoCloud;
let client: TestClient;
let clock: ManualClock;

beforeEach(async () => {
  clock = new ManualClock();
  cloud = await startDemoCloud({ regions: ['north'], clock, instancesPerRegion: 30 });
  client = await signIn(cloud);
});
afterEach(() => cloud.close());

test('the log proves that one live migration was sent even when its answer was cut off', async () => {
  cloud.control.fault({ kind: 'cut', path: '/action', count: 1 });
  await expect(migrateLive(client, client.idOf('quorum-1'))).rejects.toThrow();
  expect(cloud.control.requests().counts['POST /north/compute/v2.1/servers/{id}/action os-migrateLive']).toBe(
    1,
  );
  expect(cloud.control.instances().find(({ name }) => name === 'quorum-1')?.taskState).toBe('migrating');
});

test('an unreachable cloud does nothing', async () => {
  cloud.control.fault({ kind: 'unreachable', path: '/action' });
  await expect(migrateLive(client, client.idOf('quorum-1'))).rejects.toThrow();
  expect(cloud.control.instances().find(({ name }) => name === 'quorum-1')?.taskState).toBeNull();
  cloud.control.clearFaults();
  cloud.control.fault({ kind: 'status-503', count: 1 });
  expect((await client.call('GET', '/os-services')).status).toBe(503);
  expect((await client.call('GET', '/os-services')).status).toBe(200);
});

test("a revoked token is 401 in Keystone's words", async () => {
  cloud.control.revokeTokens();
  const answer = await client.call('GET', '/servers/detail');
  const message = 'The request you have made requires authentication.';
  expect([answer.status, answer.json]).toEqual([
    401,
    { error: { code: 401, title: 'Unauthorized', message } },
  ]);
});

test('an application credential signs in, a wrong password does not', async () => {
  const { id, secret } = cloud.applicationCredential;
  const signIn = (identity: unknown) =>
    fetch(`${cloud.authUrl}/auth/tokens`, { method: 'POST', body: JSON.stringify({ auth: { identity } }) });
  const good = await signIn({ methods: ['application_credential'], application_credential: { id, secret } });
  expect(good.status).toBe(201);
  expect(((await good.json()) as { token: { project: { name: string } } }).token.project.name).toBe('admin');
  const bad = await signIn({
    methods: ['password'],
    password: { user: { name: 'admin', password: 'wrong', domain: { name: 'Default' } } },
  });
  expect(bad.status).toBe(401);
});

test('POST /control does what the methods do', async () => {
  const url = `${new URL(cloud.authUrl).origin}/control`;
  const control = async (call: string, ...values: unknown[]) =>
    (
      await fetch(url, { method: 'POST', body: JSON.stringify({ call, arguments: values }) })
    ).json() as Promise<{ result: unknown }>;
  const { result } = await control('addInstances', { name: 'extra', count: 2, host: 'north-compute-03' });
  expect(result).toHaveLength(2);
  await control('setService', 'north-compute-01', { up: false });
  const services = (await client.call('GET', '/os-services?binary=nova-compute&host=north-compute-01')).json
    .services;
  expect(services[0].state).toBe('down');
  expect((await fetch(url, { method: 'POST', body: '{"call":"toString"}' })).status).toBe(400);
});

test('a service is disabled and enabled by its uuid', async () => {
  const [service] = (await client.call('GET', '/os-services?host=north-compute-01')).json.services;
  const body = { status: 'disabled', disabled_reason: 'a test' };
  const disabled = await client.call('PUT', `/os-services/${service.id}`, { body });
  expect(disabled.json.service).toMatchObject({ status: 'disabled', disabled_reason: 'a test', state: 'up' });
  const wrong = await client.call('PUT', `/os-services/${service.id}`, {
    body: { status: 'enabled', disabled_reason: 'x' },
  });
  expect(wrong.status).toBe(400);
  const enabled = await client.call('PUT', `/os-services/${service.id}`, { body: { status: 'enabled' } });
  expect(enabled.json.service).toMatchObject({ status: 'enabled', disabled_reason: null });
});

test('the same seed builds the same cloud', async () => {
  const twin = await startDemoCloud({ regions: ['north'], instancesPerRegion: 30, clock });
  const shape = (each: DemoCloud) => each.control.instances().map(({ id, name, host }) => [id, name, host]);
  expect(shape(twin)).toEqual(shape(cloud));
  await twin.close();
});
