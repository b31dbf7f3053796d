/** The runner in a whole server: what a person sees over the API while an instance moves. */
import type { Instance, InstancePage, Run } from '@evenkeel/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer, until } from '../harness.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ demo: { timeScale: 20, instancesPerRegion: 30 } });
});
afterAll(() => server.stop());

async function get<Value>(path: string): Promise<Value> {
  const answer = await server.request(path);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Value;
}

test('shows it migrating, then On with the new host, and never an ended move beside the old host', async () => {
  const { items } = await get<InstancePage>('/api/v1/instances?search=quorum-1');
  const before = items.find(({ provider }) => provider === 'Demo north') as Instance;
  const posted = await server.request('/api/v1/runs', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      instances: [{ providerId: before.providerId, id: before.id }],
      options: { host: 'north-compute-04' },
      idempotencyKey: 'shows-it-migrating',
    }),
  });
  expect(posted.status).toBe(201);
  const run = (await posted.json()) as Run;
  const seen: Instance[] = [];
  const after = await until('the move has ended', async () => {
    const now = await get<Instance>(`/api/v1/providers/${before.providerId}/instances/${before.id}`);
    seen.push(now);
    return now.move?.outcome ? now : null;
  });
  expect(after).toMatchObject({
    ...{ host: 'north-compute-04', powerState: 'on', migrateDisabledReason: null },
    move: { outcome: 'succeeded', runId: run.id, destinationHost: 'north-compute-04' },
  });
  expect(seen.some(({ powerState }) => powerState === 'migrating')).toBe(true);
  expect(await get<Run>(`/api/v1/runs/${run.id}`)).toMatchObject({ status: 'done' });
  const again = await server.request('/api/v1/runs', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      instances: [{ providerId: before.providerId, id: before.id }],
      options: { host: 'north-compute-04' },
      idempotencyKey: 'moves-to-itself',
    }),
  });
  expect(again.status).toBe(409);
  expect(await again.json()).toMatchObject({
    error: { code: 'same-host', message: 'quorum-1 already runs on north-compute-04.' },
  });
});
