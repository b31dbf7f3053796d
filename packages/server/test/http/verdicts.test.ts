/** The verdicts of one instance, through a whole server. */
import { Instance, InstancePage, InstanceVerdicts, Preflight } from '@evenkeel/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../harness.ts';
import { type Client, createClient } from './client.ts';

let server: TestServer;
let api: Client;
let instance: Instance;
let path: string;

beforeAll(async () => {
  server = await startTestServer({ demo: { instancesPerRegion: 20, timeScale: 20 } });
  api = createClient(server.url, { authorization: `Bearer ${server.token}` });
  const { items } = InstancePage.parse((await api.get('/api/v1/instances?search=db-primary')).body);
  instance = Instance.parse(items[0]);
  path = `/api/v1/providers/${instance.providerId}/instances/${instance.id}/verdicts`;
});
afterAll(() => server.stop());

test('are those of the preflight, and nothing but reads reaches the cloud', async () => {
  server.demo.control.clearRequests();
  const { status, body } = await api.get(path);
  expect(status).toBe(200);
  const verdicts = InstanceVerdicts.parse(body);
  expect(verdicts).toMatchObject({ id: instance.id, name: 'db-primary' });
  expect(verdicts.verdicts).toHaveLength(5);
  const { providerId, id } = instance;
  const asked = await api.post('/api/v1/preflight', { instances: [{ providerId, id }], options: {} });
  expect(verdicts.verdicts).toEqual(Preflight.parse(asked.body).instances[0]?.verdicts);
  const { entries } = server.demo.control.requests();
  expect(entries.length).toBeGreaterThan(0);
  // Signing in is Keystone's only POST.
  expect(entries.filter((one) => one.method !== 'GET' && !one.path.endsWith('/auth/tokens'))).toEqual([]);
});

test('follow the options', async () => {
  const codes = async (query: string) =>
    InstanceVerdicts.parse((await api.get(`${path}?${query}`)).body).verdicts[0]?.reasons.map(
      ({ code }) => code,
    );
  expect(await codes('block=auto&diskOverCommit=true')).not.toContain('block-volume-backed');
  // It boots from a volume and has no disk on its host.
  expect(await codes('block=yes')).toContain('block-volume-backed');
});

test.each([
  ['an unknown instance', 404, (known: string) => known.replace(/instances\/[^/]+/, 'instances/nothing')],
  [
    'an unknown provider',
    404,
    (known: string) => known.replace(/providers\/[^/]+/, 'providers/00000000-0000-4000-8000-000000000000'),
  ],
  ['an option that is none', 400, (known: string) => `${known}?block=perhaps`],
  ['a parameter that is none', 400, (known: string) => `${known}?host=x`],
])('%s is refused with %i', async (_what, status, change) => {
  expect((await api.get(change(path))).status).toBe(status);
});
