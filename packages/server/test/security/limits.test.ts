/** What one client may take: requests, bytes, headers and patience. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { ApiError } from '@evenkeel/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RateLimit } from '../../src/http/rate-limit.ts';
import { Line } from '../../src/sign-in/line.ts';
import { until } from '../harness.ts';
import { createClient } from '../http/client.ts';
import { refusalOf } from '../http/expectations.ts';
import { type HttpUnderTest, startHttp } from '../http/set-up.ts';

describe('requests of one address', () => {
  it('run out, and come back with time', () => {
    let at = 0;
    const limit = new RateLimit({ perSecond: 2, burst: 3, now: () => at });
    const take = (address = '10.0.0.1') => limit.take(address);
    expect([take(), take(), take(), take()]).toEqual([0, 0, 0, 1]);
    expect(take('10.0.0.2')).toBe(0);
    at += 1000;
    expect([take(), take(), take()]).toEqual([0, 0, 1]);
  });

  it('are those of the whole network that one IPv6 client has', () => {
    const limit = new RateLimit({ perSecond: 1, burst: 1, now: () => 0 });
    expect(limit.take('2001:db8::1')).toBe(0);
    expect(limit.take('2001:db8:0:0:ffff::7')).toBe(1);
    expect(limit.take('2001:db8:0:1::1')).toBe(0);
    expect([limit.take('::ffff:10.0.0.1'), limit.take('::ffff:10.0.0.2')]).toEqual([0, 0]);
  });

  it('do not fill the memory', () => {
    const limit = new RateLimit({ perSecond: 1, burst: 1, now: () => 0 });
    for (let client = 0; client < 10_001; client += 1) limit.take(`${client}`);
    expect([limit.take('10000'), limit.take('0')]).toEqual([1, 0]);
  });

  it('are refused in words, and supervisors are answered all the same', async () => {
    const http = await startHttp({ rateLimit: { perSecond: 0.1, burst: 2, now: () => 0 } });
    try {
      const statuses = [];
      for (let count = 0; count < 3; count += 1)
        statuses.push((await http.api.get('/api/v1/session')).status);
      expect(statuses.slice(0, 2)).not.toContain(429);
      const refused = await http.api.get('/api/v1/providers', { 'x-forwarded-for': '10.9.8.7' });
      expect(refused.status).toBe(429);
      expect(refused.headers['retry-after']).toBe('10');
      expect(refusalOf(refused)).toMatchObject({
        code: 'too-many-requests',
        nextStep: expect.stringMatching(/^Wait 10 s/),
      });
      expect((await http.api.get('/healthz')).status).toBe(200);
      // However its address is written, it is the same route.
      expect((await http.api.get('/%61pi/v1/providers')).status).toBe(429);
    } finally {
      await http.stop();
    }
  });
});

it('what strangers try is written down within bounds, and what was not is not done', async () => {
  const http = await startHttp({ strangers: { perSecond: 1, burst: 12, now: () => 0 } });
  try {
    const stranger = createClient(http.url);
    const written = async () => {
      const { rows } = await sql<{ n: number }>`select count(*) as n from audit_entries`.execute(http.db);
      return rows[0]?.n;
    };
    for (let tried = 0; tried < 30; tried += 1) await stranger.post('/api/v1/runs', {});
    expect(await written()).toBe(12);
    const refused = await stranger.post('/api/v1/session', { username: 'admin', password: 'x' });
    expect([refused.status, refusalOf(refused).code]).toEqual([429, 'too-many-requests']);
    expect(await written()).toBe(12);
  } finally {
    await http.stop();
  }
});

it('of the passwords that are tried at once, two are hashed and so many wait', async () => {
  const line = new Line({ atOnce: 2, waiting: 3 });
  let now = 0;
  let most = 0;
  const gates: (() => void)[] = [];
  const work = async () => {
    now += 1;
    most = Math.max(most, now);
    await new Promise<void>((go) => gates.push(go));
    now -= 1;
  };
  const tries = Array.from({ length: 6 }, () =>
    line.take(work).then(
      () => 'done',
      (error: { status: number }) => error.status,
    ),
  );
  expect(await tries[5]).toBe(503);
  for (let opened = 0; opened < 5; opened += 1)
    (await until('one is at work', () => gates.shift() ?? null))();
  expect(await Promise.all(tries)).toEqual(['done', 'done', 'done', 'done', 'done', 503]);
  expect(most).toBe(2);
});

describe('one request', () => {
  let http: HttpUnderTest;
  beforeAll(async () => {
    http = await startHttp();
  });
  afterAll(() => http.stop());

  /** What the server answers to bytes, as text, until it closes the connection. */
  async function raw(bytes: string): Promise<string> {
    const socket = connect(Number(new URL(http.url).port), '127.0.0.1');
    let told = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      told += text;
    });
    // The server may close before it has read everything: that is what is wanted.
    socket.on('error', () => undefined);
    socket.write(bytes);
    await once(socket, 'close');
    return told;
  }

  it('has no more than a mebibyte', async () => {
    const answer = await http.api.post('/api/v1/tokens', { name: 'x'.repeat(1024 * 1024) });
    expect([answer.status, refusalOf(answer).code]).toEqual([413, 'request-too-large']);
  });

  it('has no headers without end', async () => {
    const line = `x-much: ${'x'.repeat(20_000)}\r\n`;
    const told = await raw(`GET /healthz HTTP/1.1\r\nHost: localhost\r\n${line}\r\n`);
    expect(told).toMatch(/^HTTP\/1\.1 431 /);
    expect(told).toContain("content-security-policy: default-src 'none'");
    expect(ApiError.parse(JSON.parse(told.split('\r\n\r\n')[1] as string)).error.code).toBe('bad-request');
  });

  it('has no body that is nested without end', async () => {
    const body = `${'['.repeat(400_000)}${']'.repeat(400_000)}`;
    const answer = await http.api.post('/api/v1/session', body);
    expect([answer.status, refusalOf(answer).code]).toEqual([400, 'bad-request']);
  });

  it('with an address that is none is answered with the headers of every answer', async () => {
    const answer = await http.api.get('/%zz');
    expect([answer.status, refusalOf(answer).code]).toEqual([400, 'bad-address']);
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it.each([
    ['two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!'],
    ['a length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a header with a bare line end', 'X-A: b\nX-C: d\r\n\r\n'],
    ['a header with NUL', 'X-A: b\0c\r\n\r\n'],
    ['chunks that are none', 'Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n'],
  ])('that can be read in two ways is read in none: %s', async (_what, rest) => {
    const told = await raw(
      `POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${rest}`,
    );
    expect(told).toMatch(/^HTTP\/1\.1 400 /);
    expect(told.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });
});
