import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../database.ts';
import { startTestServer, type TestServer } from '../harness.ts';

let database: TestDatabase;
let server: TestServer;
beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer({ database });
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});

async function providers(of: TestServer) {
  const response = await of.request('/api/v1/providers');
  expect(response.status).toBe(200);
  return (await response.json()) as { name: string; demo: boolean; health: string }[];
}

test('the demo cloud is observed as any cloud is, and is labelled', async () => {
  expect(await providers(server)).toMatchObject([
    { name: 'Demo north', demo: true, health: 'ok' },
    { name: 'Demo south', demo: true, health: 'ok' },
  ]);
});
