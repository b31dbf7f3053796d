import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { until } from '../harness.ts';
import { createClient } from './client.ts';
import { refusalOf, signIn } from './expectations.ts';
import { type HttpUnderTest, startHttp } from './set-up.ts';

let http: HttpUnderTest;
beforeEach(async () => {
  http = await startHttp();
});
afterEach(() => http.stop());

const ask = (path: string) => createClient(http.url).get(path);

test('a living server says so to anybody', async () => {
  expect(await ask('/healthz')).toMatchObject({ status: 200, body: { status: 'alive' } });
});

test('it is ready once every cloud was tried', async () => {
  http.inventory.firstPassTried = false;
  const early = await ask('/readyz');
  expect(early).toMatchObject({ status: 503, body: { status: 'not-ready' } });
  expect((early.body as { reason: string }).reason).toMatch(/clouds/);
  http.inventory.firstPassTried = true;
  expect(await ask('/readyz')).toMatchObject({ status: 200, body: { status: 'ready', reason: null } });
});

test('without its database it lives, is not ready, and answers in a sentence', async () => {
  // Nobody listens on the port of discard.
  const away = openDatabase('postgresql://evenkeel@127.0.0.1:9/evenkeel');
  const without = await startHttp({ db: away });
  try {
    expect((await without.api.get('/healthz')).status).toBe(200);
    const ready = await without.api.get('/readyz');
    expect(ready).toMatchObject({ status: 503, body: { status: 'not-ready' } });
    expect((ready.body as { reason: string }).reason).toMatch(/database/);
    const answer = await without.api.get('/api/v1/providers');
    expect(answer.status).toBe(503);
    expect(refusalOf(answer)).toMatchObject({ code: 'database-away', nextStep: expect.any(String) });
  } finally {
    await without.stop();
    await away.destroy();
  }
});

test('metrics are for whoever is signed in or has a token, and name routes, never addresses', async () => {
  const id = crypto.randomUUID();
  await http.api.get(`/api/v1/runs/${id}`);
  const { client } = await signIn(http);
  expect((await client.get('/metrics')).status).toBe(200);
  // Counted once the answer has gone out.
  const { text, headers } = await until('the request is counted', async () => {
    const metrics = await http.api.get('/metrics');
    return metrics.text.includes('/api/v1/runs/:runId') && metrics;
  });
  expect(headers['content-type']).toContain('text/plain');
  expect(text).toContain(
    'evenkeel_http_request_seconds_count{method="GET",route="/api/v1/runs/:runId",status="404"} 1',
  );
  expect(text).toContain('evenkeel_live_event_readers 0');
  expect(text).not.toContain(id);
});
