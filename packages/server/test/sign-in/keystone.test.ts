/** Signing in with one's account in the demo cloud, and what follows from the roles there. */
import { SignInWay } from '@evenkeel/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { grantsOf } from '../../src/sign-in/keystone.ts';
import { startTestServer, type TestServer } from '../harness.ts';
import { createClient } from '../http/client.ts';
import { refusalOf } from '../http/expectations.ts';

let server: TestServer;
let way: SignInWay;
let providerId: string;
beforeAll(async () => {
  server = await startTestServer({ demo: { instancesPerRegion: 20 } });
  const providers = (await (await server.request('/api/v1/providers')).json()) as {
    id: string;
    name: string;
  }[];
  providerId = providers.find(({ name }) => name === 'Demo north')?.id as string;
  way = SignInWay.parse((await api().post('/api/v1/sign-in/ways', wanted)).body);
});
afterAll(() => server.stop());

const api = () => createClient(server.url, { authorization: `Bearer ${server.token}` });
const wanted = {
  kind: 'keystone',
  name: 'Demo',
  get settings() {
    return { providerId };
  },
};
const enter = async (username: string, more: Record<string, string> = {}) => {
  const answer = await createClient(server.url).post(`/api/v1/sign-in/ways/${way.id}/session`, {
    ...{ username, password: 'demo-cloud', ...more },
  });
  const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  return { answer, client: createClient(server.url, { cookie, 'x-evenkeel-request': '1' }) };
};
const web = async () => {
  const { rows } = await sql<{ id: string }>`select id from projects where name = 'web' limit 1`.execute(
    server.db,
  );
  return rows[0]?.id as string;
};

describe('who signs in with an account of the cloud', () => {
  test('as its admin is an operator of that provider', async () => {
    const { answer, client } = await enter('admin');
    expect(answer.status).toBe(200);
    const grants = [{ role: 'operator', providerId, zone: null, projectId: null }];
    expect((await client.get('/api/v1/session')).body).toMatchObject({
      username: 'admin@Demo',
      way: 'keystone',
    });
    expect((answer.body as { grants: unknown[] }).grants).toEqual(expect.arrayContaining(grants));
  });

  test.each(['member', 'reader'])('as a %s sees the projects in which that is so', async (username) => {
    const { answer } = await enter(username);
    expect(answer.body).toMatchObject({
      username: `${username}@Demo`,
      way: 'keystone',
      grants: [{ role: 'viewer', providerId, zone: null, projectId: await web() }],
    });
  });

  test('is never the local user of that name, and is one user however often', async () => {
    await enter('member');
    await enter('member');
    const { rows } =
      await sql`select username, password_hash from users where username like '%member%'`.execute(server.db);
    expect(rows).toEqual([{ username: 'member@Demo', password_hash: null }]);
    const local = { username: 'member@Demo', password: 'demo-cloud' };
    expect((await createClient(server.url).post('/api/v1/session', local)).status).toBe(401);
  });

  test('with a wrong password, user, domain or project gets in nowhere', async () => {
    for (const [username, password] of [
      ['member', 'wrong'],
      ['nobody', 'demo-cloud'],
    ] as const) {
      const { answer } = await enter(username, { password });
      expect([answer.status, refusalOf(answer).code]).toEqual([401, 'sign-in-refused']);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
    const { answer } = await enter('member', { project: 'no-such-project' });
    expect([answer.status, refusalOf(answer).code]).toEqual([403, 'no-role']);
  });

  test('loses what the cloud takes away: no role that counts, no grant and no session', async () => {
    const { client } = await enter('manager');
    expect((await client.get('/api/v1/session')).status).toBe(200);
    const roles = [{ keystoneRole: 'auditor', role: 'viewer', reach: 'provider' }];
    const path = `/api/v1/sign-in/ways/${way.id}`;
    const change = { ...wanted, settings: { providerId, roles } };
    expect((await api().send('PUT', path, { body: change })).status).toBe(200);
    const { answer } = await enter('manager');
    expect([answer.status, refusalOf(answer).code]).toEqual([403, 'no-role']);
    expect((await client.get('/api/v1/session')).status).toBe(401);
    expect((await api().send('PUT', path, { body: { ...wanted, settings: { providerId } } })).status).toBe(
      200,
    );
  });

  test('is waited for by who guesses, however the name is written, and not forgiven by a namesake', async () => {
    const { db } = server;
    await sql`delete from known_devices`.execute(db);
    for (const name of ['reader', 'READER', 'Reader ', 'reader', 'rEader'])
      for (const password of ['a', 'b']) await enter(name, { password });
    const { answer } = await enter('READER', { password: 'c' });
    expect([answer.status, refusalOf(answer).code]).toEqual([429, 'too-many-tries']);
    // Another domain's account of that name is somebody else, whose sign-in makes up for nothing here.
    expect((await enter('reader', { domain: 'Other', password: 'c' })).answer.status).toBe(401);
    expect((await enter('reader')).answer.status).toBe(429);
  });

  test('hears that the cloud is away', async () => {
    server.demo.control.fault({ kind: 'status-500', path: '/auth/tokens', method: 'POST', count: 1 });
    const { answer } = await enter('member');
    expect([answer.status, refusalOf(answer).code]).toEqual([502, 'cloud-refused']);
  });

  test('leaves no password: neither in the database nor on the other side', async () => {
    await enter('member', { password: 'demo-cloud' });
    for (const table of ['users', 'sessions', 'identities', 'grants', 'sign_in_ways']) {
      const { rows } = await sql<{ text: string }>`select t::text as text from ${sql.table(table)} t`.execute(
        server.db,
      );
      expect(JSON.stringify(rows)).not.toContain('demo-cloud');
    }
  });
});

test('the roles are read as Keystone reads them, and a role on the system reaches all of it', () => {
  const roles = [
    { keystoneRole: 'admin', role: 'operator', reach: 'provider' },
    { keystoneRole: 'Member', role: 'viewer', reach: 'projects' },
  ] as const;
  const settings = { providerId: 'p', domain: 'Default', roles: [...roles] };
  const person = {
    id: 'u',
    name: 'u',
    systemRoles: [],
    projects: [{ id: 'a', name: 'A', roles: ['MEMBER', 'x'] }],
  };
  expect(grantsOf(person, settings)).toEqual([
    { role: 'viewer', providerId: 'p', zone: null, projectId: 'a' },
  ]);
  expect(grantsOf({ ...person, projects: [], systemRoles: ['member'] }, settings)).toEqual([
    { role: 'viewer', providerId: 'p', zone: null, projectId: null },
  ]);
  expect(grantsOf({ ...person, projects: [] }, settings)).toEqual([]);
});
