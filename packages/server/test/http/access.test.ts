/** Who gets in, and what protects a browser that shows us. */
import { CreatedToken, Session } from '@evenkeel/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EVERYTHING } from '../../src/sign-in/cut-down.ts';
import { createClient } from './client.ts';
import { refusalOf, signIn } from './expectations.ts';
import { operationsOf } from './operations.ts';
import { type HttpUnderTest, OWNER_TOKEN, startHttp } from './set-up.ts';

let http: HttpUnderTest;
beforeAll(async () => {
  http = await startHttp();
});
afterAll(() => http.stop());

const anonymous = () => createClient(http.url);
const OWNERS = ['POST /api/v1/tokens', 'GET /api/v1/secrets', 'POST /api/v1/secrets/rotate'];
const owner = () => createClient(http.url, { authorization: `Bearer ${OWNER_TOKEN}` });

describe('without an identity', () => {
  test('every documented route answers 401, but for those through which one comes in', async () => {
    const operations = await operationsOf(anonymous());
    expect(operations.length).toBeGreaterThan(15);
    for (const { method, example, isPublic } of operations) {
      if (isPublic) continue;
      const answer = await anonymous().send(method, example, { body: method === 'POST' ? {} : undefined });
      expect([method, example, answer.status]).toEqual([method, example, 401]);
      expect(refusalOf(answer).code).toBe('not-signed-in');
    }
    expect(
      operations.filter(({ isPublic }) => isPublic).map(({ method, path }) => `${method} ${path}`),
    ).toEqual(expect.arrayContaining(['POST /api/v1/session']));
    for (const { path, isPublic } of operations)
      if (isPublic)
        expect(path).toMatch(
          /^\/api\/v1\/(session$|sign-in($|\/ways\/\{wayId\}\/(start|callback|session)$)|callbacks\/)/,
        );
  });

  test('a token nobody made is refused, and a changed one too', async () => {
    const changed = `${http.token.slice(0, -1)}${http.token.endsWith('A') ? 'B' : 'A'}`;
    for (const token of ['ek_nobody', changed]) {
      const answer = await anonymous().get('/api/v1/providers', { authorization: `Bearer ${token}` });
      expect(answer.status).toBe(401);
      expect(refusalOf(answer)).toMatchObject({ code: 'token-unknown', nextStep: expect.any(String) });
    }
  });

  test('another scheme than Bearer is no identity', async () => {
    const authorization = `Basic ${Buffer.from('admin:admin').toString('base64')}`;
    expect((await anonymous().get('/api/v1/providers', { authorization })).status).toBe(401);
  });

  test('metrics are told to nobody', async () => {
    expect((await anonymous().get('/metrics')).status).toBe(401);
  });
});

describe('API tokens', () => {
  test('a token is told once and kept as a hash', async () => {
    const answer = await http.api.post('/api/v1/tokens', { name: 'night shift' });
    expect(answer.status).toBe(201);
    const created = CreatedToken.parse(answer.body);
    const { rows } = await sql<{ row: string; token_hash: Buffer }>`
      select api_tokens::text as row, token_hash from api_tokens where id = ${created.id}`.execute(http.db);
    expect(rows[0]?.row).not.toContain(created.token);
    expect(rows[0]?.token_hash).toHaveLength(32);
    const session = await anonymous().get('/api/v1/session', { authorization: `Bearer ${created.token}` });
    expect(Session.parse(session.body)).toMatchObject({
      username: 'night shift',
      grants: [EVERYTHING],
      way: null,
    });
  });

  test('a change made with a token needs no X-Evenkeel-Request', async () => {
    expect((await http.api.post('/api/v1/tokens', { name: 'plain' })).status).toBe(201);
  });

  test('a name is needed', async () => {
    const answer = await http.api.post('/api/v1/tokens', { name: '  ' });
    expect(answer.status).toBe(400);
    expect(refusalOf(answer).message).toContain('"name"');
  });
});

describe('the token of the owner', () => {
  test('opens two doors: making an API token, and the keys', async () => {
    for (const { method, example, isPublic } of await operationsOf(anonymous())) {
      if (isPublic || OWNERS.includes(`${method} ${example}`)) continue;
      const answer = await owner().send(method, example, { body: method === 'POST' ? {} : undefined });
      expect([method, example, answer.status]).toEqual([method, example, 403]);
      expect(refusalOf(answer).code).toBe('not-permitted');
    }
    expect((await owner().get('/metrics')).status).toBe(403);
    expect((await owner().post('/api/v1/tokens', { name: 'from the shell' })).status).toBe(201);
    expect((await owner().get('/api/v1/secrets')).status).toBe(200);
    expect((await owner().post('/api/v1/secrets/rotate', {})).status).toBe(200);
  });

  test('is nobody where there is none', async () => {
    const without = await startHttp({ ownerToken: null });
    try {
      const asOwner = createClient(without.url, { authorization: `Bearer ${OWNER_TOKEN}` });
      expect((await asOwner.post('/api/v1/tokens', { name: 'x' })).status).toBe(401);
    } finally {
      await without.stop();
    }
  });
});

describe('a change made with the session cookie', () => {
  test('needs the header that no form can send', async () => {
    const { cookie } = await signIn(http);
    const withoutHeader = await anonymous().post('/api/v1/tokens', { name: 'x' }, { cookie });
    expect(withoutHeader.status).toBe(403);
    expect(refusalOf(withoutHeader).code).toBe('request-header-missing');
    const withHeader = await anonymous().post(
      '/api/v1/tokens',
      { name: 'x' },
      { cookie, 'x-evenkeel-request': '1' },
    );
    expect(withHeader.status).toBe(201);
    expect((await anonymous().get('/api/v1/providers', { cookie })).status).toBe(200);
  });

  test('is not asked for twice by a token beside the cookie', async () => {
    const { cookie } = await signIn(http);
    expect((await http.api.post('/api/v1/tokens', { name: 'both' }, { cookie })).status).toBe(201);
  });

  test('a role that was taken away is gone with the next request', async () => {
    const { cookie } = await signIn(http);
    await sql`update grants set role = 'viewer'`.execute(http.db);
    try {
      const change = await anonymous().post('/api/v1/webhooks', {}, { cookie, 'x-evenkeel-request': '1' });
      expect(change.status).toBe(403);
      expect(refusalOf(change).code).toBe('not-permitted');
      expect((await anonymous().get('/api/v1/providers', { cookie })).status).toBe(200);
    } finally {
      await sql`update grants set role = 'administrator'`.execute(http.db);
    }
  });
});

describe('addresses', () => {
  test('that are none give a 404 in JSON under /api, whoever asks and however', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
      for (const path of ['/api/v1/nothing', '/api', '/api/v2/providers', '/api/v1/providerss']) {
        const answer = await anonymous().send(method, path);
        expect([method, path, answer.status]).toEqual([method, path, 404]);
        expect(refusalOf(answer).code).toBe('not-found');
      }
  });

  test('with a broken escape give a sentence', async () => {
    const answer = await http.api.get('/api/v1/runs/%zz');
    expect(answer.status).toBe(400);
    expect(refusalOf(answer).code).toBe('bad-address');
  });
});

describe('the Host header', () => {
  test.each([
    'evil.example',
    'evil.example:80',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '0.0.0.0',
  ])('%s is refused everywhere while listening on loopback', async (host) => {
    for (const path of ['/', '/healthz', '/api/v1/openapi.json', '/api/v1/providers', '/nothing']) {
      const answer = await http.api.get(path, { host });
      expect([path, answer.status]).toEqual([path, 403]);
      expect(refusalOf(answer).code).toBe('host-not-accepted');
    }
  });

  test.each(['localhost', 'localhost:1', 'LOCALHOST:80', '127.0.0.1:8480', '[::1]:8480'])(
    '%s is ours',
    async (host) => {
      expect((await http.api.get('/healthz', { host })).status).toBe(200);
    },
  );

  test('any is ours when others are to reach the server', async () => {
    const open = await startHttp({ loopbackOnly: false });
    try {
      expect((await open.api.get('/healthz', { host: 'evenkeel.example' })).status).toBe(200);
    } finally {
      await open.stop();
    }
  });
});

describe('headers', () => {
  test.each(['/', '/api/v1/providers', '/api/v1/nothing', '/api/v1/docs', '/healthz', '/api/v1/runs/7'])(
    'of %s keep a browser safe',
    async (path) => {
      const { headers } = await http.api.get(path);
      const policy = headers['content-security-policy'] as string;
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("style-src 'self';");
      expect(policy).not.toContain('unsafe');
      expect(policy).toContain("frame-ancestors 'none'");
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers['access-control-allow-origin']).toBeUndefined();
    },
  );

  test('what the API says lies in no cache', async () => {
    for (const path of ['/api/v1/providers', '/api/v1/session', '/api/v1/runs/7'])
      expect((await http.api.get(path)).headers['cache-control']).toBe('no-store');
  });
});
