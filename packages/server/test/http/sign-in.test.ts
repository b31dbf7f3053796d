import { Session } from '@evenkeel/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SESSION_ABSOLUTE_SECONDS } from '../../src/db/sessions.ts';
import { SignInLimit } from '../../src/http/sign-in-limit.ts';
import { EVERYTHING } from '../../src/sign-in/cut-down.ts';
import { createClient } from './client.ts';
import { refusalOf, signIn } from './expectations.ts';
import { ADMIN, type HttpUnderTest, startHttp } from './set-up.ts';

let http: HttpUnderTest;
beforeAll(async () => {
  http = await startHttp({ trustedProxies: ['127.0.0.1'] });
});
afterAll(() => http.stop());

const anonymous = () => createClient(http.url);
/** As if each test came from a machine of its own. */
const from = (address: string) => ({ 'x-forwarded-for': address });

describe('signing in', () => {
  test('gives a session in a cookie that scripts and other sites do not get', async () => {
    const { answer, client } = await signIn(http);
    expect(answer.status).toBe(200);
    expect(Session.parse(answer.body)).toMatchObject({
      username: 'admin',
      grants: [EVERYTHING],
      way: 'password',
    });
    const [cookie] = answer.headers['set-cookie'] as string[];
    expect(cookie).toMatch(/^evenkeel_session=[\w-]{43};/);
    expect(cookie).toContain('; HttpOnly');
    expect(cookie).toContain('; SameSite=Strict');
    expect(cookie).toContain('; Path=/');
    expect(cookie).toContain(`; Max-Age=${SESSION_ABSOLUTE_SECONDS}`);
    expect(cookie).not.toContain('Secure');
    expect((await client.get('/api/v1/session')).body).toEqual(answer.body);
  });

  test('over TLS the cookie is for TLS only', async () => {
    const https = { 'x-forwarded-proto': 'https' };
    const answer = await anonymous().post('/api/v1/session', ADMIN, https);
    const [cookie] = answer.headers['set-cookie'] as string[];
    expect(cookie).toMatch(/^__Host-evenkeel_session=.*; Secure/);
    expect(cookie).not.toContain('Domain');
    const sent = (cookie as string).split(';')[0] as string;
    expect((await anonymous().get('/api/v1/session', { ...https, cookie: sent })).status).toBe(200);
    // A neighbour in the domain can set the plain name, so it is not looked at.
    const plain = sent.replace('__Host-', '');
    expect((await anonymous().get('/api/v1/session', { ...https, cookie: plain })).status).toBe(401);
  });

  test('keeps the hash of its secret and never the secret', async () => {
    const { cookie } = await signIn(http);
    const { rows } = await sql<{ text: string }>`select sessions::text as text from sessions`.execute(
      http.db,
    );
    expect(JSON.stringify(rows)).not.toContain(cookie.split('=')[1]);
  });

  test('a wrong password and an unknown name are refused in the same words', async () => {
    const wrong = [
      { username: 'admin', password: 'wrong' },
      { username: 'nobody', password: ADMIN.password },
    ];
    const refusals = [];
    for (const credentials of wrong) {
      const answer = await anonymous().post('/api/v1/session', credentials, from('10.0.0.1'));
      expect(answer.status).toBe(401);
      expect(answer.headers['set-cookie']).toBeUndefined();
      refusals.push(refusalOf(answer));
    }
    expect(refusals[0]).toEqual(refusals[1]);
    expect(refusals[0]?.code).toBe('sign-in-refused');
  });

  test('what lacks is named', async () => {
    const answer = await anonymous().post('/api/v1/session', { username: 'admin' });
    expect(answer.status).toBe(400);
    expect(refusalOf(answer).message).toContain('"password"');
  });
});

describe('too many tries', () => {
  const guess = (address: string, username = 'admin') =>
    anonymous().post('/api/v1/session', { username, password: 'guess' }, from(address));

  test('wait by name and address, and hold up nobody else', async () => {
    const statuses = await Promise.all(Array.from({ length: 14 }, () => guess('10.0.0.2')));
    expect(statuses.filter(({ status }) => status === 401)).toHaveLength(10);
    const refused = statuses.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(4);
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0);
    expect(refusalOf(refused[0] as (typeof refused)[0]).code).toBe('too-many-tries');
    // The right password does not help the guesser either; elsewhere and otherwise it does.
    expect((await anonymous().post('/api/v1/session', ADMIN, from('10.0.0.2'))).status).toBe(429);
    expect((await anonymous().post('/api/v1/session', ADMIN, from('10.0.0.3'))).status).toBe(200);
    expect((await guess('10.0.0.2', 'somebody-else')).status).toBe(401);
  });

  test('signing in rightly again and again is no guessing', async () => {
    for (let time = 0; time < 12; time += 1)
      expect((await anonymous().post('/api/v1/session', ADMIN, from('10.0.0.4'))).status).toBe(200);
  });

  test('a known browser goes on while others guess at its name', async () => {
    const begun = await anonymous().post('/api/v1/session', ADMIN, from('10.0.0.5'));
    const cookie = (begun.headers['set-cookie'] as string[])
      .map((one) => one.split(';')[0])
      .find((one) => one?.startsWith('evenkeel_device=')) as string;
    await Promise.all(Array.from({ length: 12 }, () => guess('10.0.0.5')));
    expect((await anonymous().post('/api/v1/session', ADMIN, from('10.0.0.5'))).status).toBe(429);
    const known = await anonymous().post('/api/v1/session', ADMIN, { ...from('10.0.0.5'), cookie });
    expect(known.status).toBe(200);
    // It is known for its own user's name, and for no other.
    const other = { username: 'somebody', password: 'guess' };
    await Promise.all(
      Array.from({ length: 10 }, () =>
        anonymous().post('/api/v1/session', other, { ...from('10.0.0.5'), cookie }),
      ),
    );
    expect((await anonymous().post('/api/v1/session', other, { ...from('10.0.0.5'), cookie })).status).toBe(
      429,
    );
  });
});

describe('how long one waits', () => {
  const here = { address: '10.0.0.9', username: 'admin', device: null };
  const afterTen = (limit: SignInLimit, tried = here) => {
    for (let time = 0; time < 10; time += 1) expect(limit.begin(tried)).toBeNull();
  };

  test('grows with each failure, to a quarter of an hour, and is forgotten', () => {
    let now = 0;
    const limit = new SignInLimit(() => now);
    afterTen(limit);
    const waits: number[] = [];
    for (let time = 0; time < 12; time += 1) {
      const wait = limit.begin(here) as number;
      waits.push(wait);
      now += wait * 1000;
      expect(limit.begin(here)).toBeNull();
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
    now += 61 * 60_000;
    afterTen(limit);
  });

  test('is none for a name that others guess at from everywhere, once from each address', () => {
    const limit = new SignInLimit(() => 0);
    for (let host = 0; host < 200; host += 1)
      expect(limit.begin({ ...here, address: `10.1.0.${host}` })).toBeNull();
    expect(limit.begin({ ...here, address: '10.1.0.7' })).toBe(2);
    expect(limit.begin({ ...here, address: '192.0.2.1' })).toBeNull();
    expect(limit.begin({ ...here, address: '10.1.0.7', username: 'other' })).toBeNull();
  });

  test('names are not tried without end from one address, nor from one network of IPv6', () => {
    const limit = new SignInLimit(() => 0);
    const tries = Array.from({ length: 101 }, (_, index) =>
      limit.begin({ address: `2001:db8::${index.toString(16)}`, username: `name-${index}`, device: null }),
    );
    expect(tries.filter((wait) => wait !== null)).toEqual([2]);
    expect(limit.begin({ address: '2001:db8:0:1::1', username: 'name-1', device: null })).toBeNull();
  });

  test('a success forgives what was mistyped', () => {
    const limit = new SignInLimit(() => 0);
    for (let round = 0; round < 8; round += 1) {
      for (let time = 0; time < 5; time += 1) expect(limit.begin(here)).toBeNull();
      limit.succeeded(here);
    }
  });
});

describe('a session ends', () => {
  test('by signing out, for good', async () => {
    const { client, cookie } = await signIn(http);
    const answer = await client.delete('/api/v1/session');
    expect(answer.status).toBe(204);
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^evenkeel_session=;.*Expires=Thu, 01 Jan 1970/);
    const after = await anonymous().get('/api/v1/session', { cookie });
    expect(after.status).toBe(401);
    expect(refusalOf(after)).toMatchObject({ code: 'not-signed-in', nextStep: expect.any(String) });
  });

  test('alone: another one of the same user goes on', async () => {
    const [first, second] = [await signIn(http), await signIn(http)];
    await first.client.delete('/api/v1/session');
    expect((await second.client.get('/api/v1/session')).status).toBe(200);
  });

  test.each([
    [
      'when it was idle too long',
      sql`update sessions set last_seen_at = now() - interval '8 hours 1 minute'`,
    ],
    ['at its age, however busy', sql`update sessions set expires_at = now() - interval '1 second'`],
  ])('%s', async (_when, makeOld) => {
    const { client } = await signIn(http);
    await makeOld.execute(http.db);
    expect((await client.get('/api/v1/session')).status).toBe(401);
  });

  test('not while it is used', async () => {
    const { client } = await signIn(http);
    await sql`update sessions set last_seen_at = now() - interval '7 hours'`.execute(http.db);
    expect((await client.get('/api/v1/session')).status).toBe(200);
    const { rows } = await sql`
      select 1 from sessions where last_seen_at > now() - interval '1 minute'`.execute(http.db);
    expect(rows).toHaveLength(1);
  });
});
