/** Live events over a stream that stays open. */
import { type ClientRequest, get } from 'node:http';
import { LiveEvent } from '@evenkeel/contract';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createUser } from '../../src/db/accounts.ts';
import { addGrant } from '../../src/db/grants.ts';
import { notify } from '../../src/db/notify.ts';
import { createToken } from '../../src/db/tokens.ts';
import { until } from '../harness.ts';
import { signIn } from './expectations.ts';
import { type HttpUnderTest, startHttp } from './set-up.ts';

let http: HttpUnderTest;
const streams: ClientRequest[] = [];
beforeAll(async () => {
  http = await startHttp({ heartbeatMs: 50 });
});
afterEach(() => {
  for (const stream of streams.splice(0)) stream.destroy();
});
afterAll(() => http.stop());

interface Stream {
  status: number;
  headers: Record<string, unknown>;
  text(): string;
  events(): LiveEvent[];
  /** Whether the server has ended it. */
  ended(): boolean;
}

function open(headers: Record<string, string>, url = http.url): Promise<Stream> {
  return new Promise((resolve, reject) => {
    let text = '';
    let ended = false;
    const request = get(`${url}/api/v1/events`, { headers, agent: false }, (response) => {
      response.setEncoding('utf8').on('data', (more: string) => {
        text += more;
      });
      response.on('end', () => {
        ended = true;
      });
      response.on('error', () => undefined);
      resolve({
        status: response.statusCode as number,
        headers: response.headers,
        text: () => text,
        ended: () => ended,
        events: () =>
          [...text.matchAll(/^data: (.*)\n\n/gm)].map(([, data]) =>
            LiveEvent.parse(JSON.parse(data as string)),
          ),
      });
    });
    streams.push(request);
    request.on('error', reject);
  });
}
const bearer = () => ({ authorization: `Bearer ${http.token}` });
const event = (id: string): LiveEvent => ({ topic: 'instances', providerId: null, ids: [id] });

test('every reader gets what is told to the database, from wherever it came', async () => {
  const readers = [await open(bearer()), await open(bearer())];
  await notify(http.db, event('one'));
  await notify(http.db, { topic: 'moves', providerId: 'p', ids: [] });
  for (const reader of readers) {
    await until('both events are there', () => reader.events().length === 2);
    expect(reader.events()).toEqual([event('one'), { topic: 'moves', providerId: 'p', ids: [] }]);
  }
});

test('what more ids than a notice holds becomes "read again"', async () => {
  const reader = await open(bearer());
  const ids = Array.from({ length: 500 }, () => crypto.randomUUID());
  await notify(http.db, { topic: 'instances', providerId: null, ids });
  await until('the event is there', () => reader.events().length === 1);
  expect(reader.events()).toEqual([{ topic: 'instances', providerId: null, ids: [] }]);
});

test('is a stream that no proxy gathers and no cache keeps, with the headers of every answer', async () => {
  const reader = await open(bearer());
  expect(reader.status).toBe(200);
  expect(reader.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
  await until('the browser is told when to come back', () => /^retry: \d+\n\n/.test(reader.text()));
});

test('shows that it lives', async () => {
  const reader = await open(bearer());
  await until('two heartbeats', () => reader.text().split(': still here').length > 2);
  expect(reader.events()).toEqual([]);
});

test('needs an identity', async () => {
  expect((await open({})).status).toBe(401);
  expect((await open({ authorization: 'Bearer ek_nobody' })).status).toBe(401);
});

test('ends at once when its session signs out, and no other', async () => {
  const [leaving, staying] = [await signIn(http), await signIn(http)];
  const [first, second] = [await open({ cookie: leaving.cookie }), await open({ cookie: staying.cookie })];
  await leaving.client.delete('/api/v1/session');
  await until('the stream ended', first.ended);
  await notify(http.db, event('two'));
  await until('the other goes on', () => second.events().length === 1);
  expect(first.events()).toEqual([]);
});

test('ends when its session was ended elsewhere, and does not keep it alive', async () => {
  const { cookie } = await signIn(http);
  const reader = await open({ cookie });
  await sql`update sessions set last_seen_at = now() - interval '7 hours'`.execute(http.db);
  await until('some heartbeats', () => reader.text().split(': still here').length > 3);
  const { rows } = await sql`
    select 1 from sessions where last_seen_at > now() - interval '1 hour'`.execute(http.db);
  expect(rows).toEqual([]);
  await sql`delete from sessions`.execute(http.db);
  await until('the stream ended', reader.ended);
});

test('ends when its token is taken away', async () => {
  const { body } = await http.api.post('/api/v1/tokens', { name: 'short' });
  const { token, id } = body as { token: string; id: string };
  const reader = await open({ authorization: `Bearer ${token}` });
  await sql`delete from api_tokens where id = ${id}`.execute(http.db);
  await until('the stream ended', reader.ended);
});

test('ends at once when what its reader may is changed, whether by a session or by a token', async () => {
  const other = await startHttp({ heartbeatMs: 3_600_000 });
  try {
    const everything = { role: 'viewer', providerId: null, zone: null, projectId: null } as const;
    const { id } = await createUser(other.db, { username: 'reader', password: 'correct horse battery' });
    await addGrant(other.db, id, everything, 'the test');
    const { token } = await createToken(other.db, { name: 'theirs', createdBy: 'reader', ownerId: id });
    const { cookie } = await signIn(other, { username: 'reader', password: 'correct horse battery' });
    const own = await open({ authorization: `Bearer ${other.token}` }, other.url);
    const change = { grants: [{ ...everything, zone: 'a' }] };
    const ways: Record<string, string>[] = [{ cookie }, { authorization: `Bearer ${token}` }];
    for (const headers of ways) {
      await other.api.send('PUT', `/api/v1/users/${id}/grants`, { body: { grants: [everything] } });
      const reader = await open(headers, other.url);
      const changed = await other.api.send('PUT', `/api/v1/users/${id}/grants`, { body: change });
      expect(changed.status).toBe(200);
      await until('the stream ended', reader.ended);
    }
    expect(own.ended()).toBe(false);
  } finally {
    await other.stop();
  }
});

test('a server that stops ends its streams and is not held up by them', async () => {
  const other = await startHttp();
  const reader = await open({ authorization: `Bearer ${other.token}` }, other.url);
  await other.stop();
  await until('the stream ended', reader.ended);
});
