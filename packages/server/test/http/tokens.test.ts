/** API tokens are listed without their secret, and a revoked one opens nothing. */
import { ApiToken, CreatedToken } from '@evenkeel/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createClient } from './client.ts';
import { refusalOf, signIn } from './expectations.ts';
import { type HttpUnderTest, OWNER_TOKEN, startHttp } from './set-up.ts';

let http: HttpUnderTest;
beforeAll(async () => {
  http = await startHttp();
});
afterAll(() => http.stop());

const made = async (name: string) =>
  CreatedToken.parse((await http.api.post('/api/v1/tokens', { name })).body);
const listed = async () => z.array(ApiToken).parse((await http.api.get('/api/v1/tokens')).body);
const withToken = (token: string) => createClient(http.url, { authorization: `Bearer ${token}` });

test('tells who made a token, when, and when it was last used, and never the token', async () => {
  const { id, token, createdAt } = await made('night shift');
  const found = async () => (await listed()).find((one) => one.id === id);
  expect(await found()).toEqual({
    id,
    name: 'night shift',
    createdBy: 'tests',
    scope: { role: null, providerId: null, zone: null, projectId: null },
    createdAt,
    expiresAt: new Date(Date.parse(createdAt) + 90 * 24 * 3600 * 1000).toISOString(),
    lastUsedAt: null,
    lastUsedAddress: null,
  });
  await withToken(token).get('/api/v1/session');
  expect(Date.parse((await found())?.lastUsedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(createdAt));
  expect((await found())?.lastUsedAddress).toBe('127.0.0.1');
  const { text } = await http.api.get('/api/v1/tokens');
  expect(text).not.toContain(token);
  expect(text).not.toMatch(/hash/i);
});

test('a revoked token is refused at once, and is not there to be revoked again', async () => {
  const { id, token } = await made('leaving');
  expect((await withToken(token).get('/api/v1/session')).status).toBe(200);
  expect((await http.api.delete(`/api/v1/tokens/${id}`)).status).toBe(204);
  expect(refusalOf(await withToken(token).get('/api/v1/session')).code).toBe('token-unknown');
  expect((await listed()).map((one) => one.id)).not.toContain(id);
  const again = await http.api.delete(`/api/v1/tokens/${id}`);
  expect([again.status, refusalOf(again).code]).toEqual([404, 'not-found']);
});

test('a token ends when it was said, and one that ends makes no other', async () => {
  const answer = await http.api.post('/api/v1/tokens', { name: 'an hour', expiresInSeconds: 3600 });
  const { id, token } = CreatedToken.parse(answer.body);
  expect((await withToken(token).get('/api/v1/session')).status).toBe(200);
  const other = await withToken(token).post('/api/v1/tokens', { name: 'for ever', expiresInSeconds: null });
  expect([other.status, refusalOf(other).code]).toEqual([403, 'token-bounded']);
  await sql`update api_tokens set expires_at = now() where id = ${id}`.execute(http.db);
  const after = await withToken(token).get('/api/v1/session');
  expect([after.status, refusalOf(after).code]).toEqual([401, 'token-expired']);
});

test('a token that is restricted revokes itself and no other', async () => {
  const { client } = await signIn(http);
  const create = async (body: object) => CreatedToken.parse((await client.post('/api/v1/tokens', body)).body);
  const whole = await create({ name: 'whole' });
  const little = await create({ name: 'little', scope: { role: 'viewer' } });
  const refused = await withToken(little.token).delete(`/api/v1/tokens/${whole.id}`);
  expect([refused.status, refusalOf(refused).code]).toEqual([403, 'token-bounded']);
  expect((await withToken(whole.token).get('/api/v1/session')).status).toBe(200);
  expect((await withToken(little.token).delete(`/api/v1/tokens/${little.id}`)).status).toBe(204);
});

test('what is done with a token is done under the name of who made it', async () => {
  const { client } = await signIn(http);
  const { token } = CreatedToken.parse((await client.post('/api/v1/tokens', { name: 'somebody' })).body);
  expect((await withToken(token).get('/api/v1/session')).body).toMatchObject({
    username: 'admin (token somebody)',
  });
});

test('a token of a disabled user is refused, and works again when the user does', async () => {
  const { client } = await signIn(http);
  const { token } = CreatedToken.parse((await client.post('/api/v1/tokens', { name: 'mine' })).body);
  expect((await withToken(token).get('/api/v1/session')).status).toBe(200);
  await sql`update users set disabled_at = now()`.execute(http.db);
  expect(refusalOf(await withToken(token).get('/api/v1/session')).code).toBe('token-owner-disabled');
  expect((await client.get('/api/v1/session')).status).toBe(401);
  await sql`update users set disabled_at = null`.execute(http.db);
  expect((await withToken(token).get('/api/v1/session')).status).toBe(200);
});

test('the owner token makes tokens, and neither lists nor revokes them', async () => {
  const { id } = await made('kept');
  const owner = withToken(OWNER_TOKEN);
  expect((await owner.get('/api/v1/tokens')).status).toBe(403);
  expect((await owner.delete(`/api/v1/tokens/${id}`)).status).toBe(403);
  expect((await listed()).map((one) => one.id)).toContain(id);
});
