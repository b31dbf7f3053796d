/** Making and changing accounts: codes are shown once, and somebody always remains who may do everything. */
import type { User, UserWithCode } from '@evenkeel/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClient } from '../http/client.ts';
import { refusalOf } from '../http/expectations.ts';
import { ADMIN, type HttpUnderTest, startHttp } from '../http/set-up.ts';

let http: HttpUnderTest;
beforeAll(async () => {
  http = await startHttp();
});
afterAll(() => http.stop());

const path = (user: { id: string }, what: string) => `/api/v1/users/${user.id}/${what}`;
const newcomer = async (username: string, grants: object[] = []) => {
  const answer = await http.api.post('/api/v1/users', { username, grants });
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  return answer.body as UserWithCode;
};
const signIn = (username: string, password: string, newPassword?: string) =>
  createClient(http.url).post('/api/v1/session', { username, password, newPassword });

it('a code lets its holder choose a password, and is told by nothing afterwards', async () => {
  const { user, code } = await newcomer('nora', [{ role: 'viewer' }]);
  expect(user).toMatchObject({ username: 'nora', hasPassword: true, disabledAt: null });
  expect(user.grants).toMatchObject([{ role: 'viewer', source: 'manual', grantedBy: 'tests', zone: null }]);
  expect(refusalOf(await signIn('nora', code)).code).toBe('password-to-choose');
  const session = await signIn('nora', code, 'a long enough phrase');
  expect(session.status).toBe(200);
  const [allowed] = (session.body as { can: { actions: string[] }[] }).can;
  expect(allowed?.actions).toContain('read');
  expect(allowed?.actions).not.toContain('migrate');
  expect((await http.api.get('/api/v1/users')).text).not.toContain(code);
  expect(refusalOf(await http.api.post('/api/v1/users', { username: 'nora' })).code).toBe('name-taken');
});

it('grants take the place of those before, also for a session that goes on', async () => {
  const { user, code } = await newcomer('olaf', [{ role: 'operator' }]);
  const session = await signIn('olaf', code, 'a long enough phrase');
  const cookie = String(session.headers['set-cookie']).split(';')[0] as string;
  const asked = () => createClient(http.url, { cookie }).get('/api/v1/providers');
  expect((await asked()).status).toBe(200);
  const answer = await http.api.send('PUT', path(user, 'grants'), { body: { grants: [] } });
  expect((answer.body as User).grants).toEqual([]);
  expect((await asked()).status).toBe(403);
  const nowhere = [{ role: 'viewer', providerId: crypto.randomUUID() }];
  const unknown = await http.api.send('PUT', path(user, 'grants'), { body: { grants: nowhere } });
  expect([unknown.status, refusalOf(unknown).code]).toEqual([400, 'provider-unknown']);
});

it('who is disabled is out at once, and in again with the same password', async () => {
  const { user, code } = await newcomer('petra', [{ role: 'viewer' }]);
  const session = await signIn('petra', code, 'a long enough phrase');
  const cookie = String(session.headers['set-cookie']).split(';')[0] as string;
  expect((await http.api.post(path(user, 'disable'), {})).body).toMatchObject({
    disabledAt: expect.any(String),
  });
  expect((await createClient(http.url, { cookie }).get('/api/v1/providers')).status).toBe(401);
  expect((await signIn('petra', 'a long enough phrase')).status).toBe(401);
  await http.api.post(path(user, 'enable'), {});
  expect((await signIn('petra', 'a long enough phrase')).status).toBe(200);
  const reset = (await http.api.post(path(user, 'reset-password'), {})).body as UserWithCode;
  expect((await signIn('petra', 'a long enough phrase')).status).toBe(401);
  expect((await signIn('petra', reset.code, 'another long phrase')).status).toBe(200);
});

it('the last administrator of everything stays, also when two leave at once', async () => {
  const users = (await http.api.get('/api/v1/users')).body as User[];
  const admin = users.find(({ username }) => username === ADMIN.username) as User;
  const { user: second } = await newcomer('quinn', [{ role: 'administrator' }]);
  const outcomes = await Promise.all([
    http.api.post(path(admin, 'disable'), {}),
    http.api.send('PUT', path(second, 'grants'), { body: { grants: [{ role: 'operator' }] } }),
  ]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 409]);
  const refused = outcomes.find(({ status }) => status === 409);
  expect(refused && refusalOf(refused).code).toBe('last-administrator');
});
