/** API tokens are listed without their secret, and a revoked one opens nothing. */
import { ApiToken, CreatedToken } from '@evenkeel/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createClient } from './client.ts';
import { refusalOf } from './expectations.ts';
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
  expect(await found()).toEqual({ id, name: 'night shift', createdBy: 'tests', createdAt, lastUsedAt: null });
  await withToken(token).get('/api/v1/session');
  expect(Date.parse((await found())?.lastUsedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(createdAt));
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

test('the owner token makes tokens, and neither lists nor revokes them', async () => {
  const { id } = await made('kept');
  const owner = withToken(OWNER_TOKEN);
  expect((await owner.get('/api/v1/tokens')).status).toBe(403);
  expect((await owner.delete(`/api/v1/tokens/${id}`)).status).toBe(403);
  expect((await listed()).map((one) => one.id)).toContain(id);
});
