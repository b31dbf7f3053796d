import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../database.ts';
import { choosePassword, startTestServer, type TestServer } from '../harness.ts';

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

test('a code opens once, for choosing a password; a new code ends the password and its sessions', async () => {
  const first = server.evenkeel.newCode as string;
  const alone = await signIn(server.url, first);
  expect(alone.status).toBe(403);
  expect(alone.headers.get('set-cookie')).toBeNull();
  expect(await alone.json()).toMatchObject({ error: { code: 'password-to-choose' } });
  const both = await Promise.all([
    choosePassword(server.url, first),
    choosePassword(server.url, first, 'another one who read the screen'),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
  const signedIn = both.find(({ status }) => status === 200) as Response;
  expect((await choosePassword(server.url, first)).status).toBe(401);
  const cookie = signedIn.headers.get('set-cookie')?.split(';', 1)[0] as string;

  const second = await startTestServer({ database, demoCloud: server.demo, resetPassword: true });
  try {
    expect((await fetch(`${second.url}/api/v1/session`, { headers: { cookie } })).status).toBe(401);
    expect((await signIn(second.url, first)).status).toBe(401);
    expect((await choosePassword(second.url, second.evenkeel.newCode as string)).status).toBe(200);
  } finally {
    await second.stop();
  }
});

function signIn(url: string, password: string): Promise<Response> {
  return fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password }),
  });
}
