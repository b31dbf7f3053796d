/** Whatever is sent: a sentence and never a failure of ours. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer } from './client.ts';
import { refusalOf } from './expectations.ts';
import { type Operation, operationsOf } from './operations.ts';
import { addInstances, addProvider } from './rows.ts';
import { type HttpUnderTest, startHttp } from './set-up.ts';

let http: HttpUnderTest;
let operations: Operation[];
let providerId: string;
beforeAll(async () => {
  // What is refused for being too much is not looked at.
  http = await startHttp({ rateLimit: { perSecond: 1e6, burst: 1e6, now: () => 0 } });
  operations = await operationsOf(http.api);
  providerId = await addProvider(http.db, { name: 'North' });
  await addInstances(http.db, providerId, [{ name: 'a' }, { name: 'b', ip_addresses: ['10.0.0.1'] }]);
});
afterAll(() => http.stop());

const RUNS = 30;

/** What people and scanners type, among anything else. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '',
    ' ',
    '0',
    '-1',
    '1e9',
    'NaN',
    'null',
    '%',
    "'",
    '"',
    '\\',
    '\0',
    '\ud800',
    '../..',
    '{}',
    '[]',
    '💥',
  ),
  fc.constantFrom('asc', 'name', 'on', 'active', '00000000-0000-4000-8000-000000000000'),
);

function expectAnswer(what: string, answer: Answer): void {
  expect(answer.status, `${what}: ${answer.text}`).toBeLessThan(500);
  if (answer.status >= 400) refusalOf(answer);
}

test('no query makes a reading route fail', async () => {
  const reading = operations.filter(({ method, path }) => method === 'GET' && path !== '/api/v1/events');
  expect(reading.length).toBeGreaterThan(8);
  for (const { example, query } of reading) {
    const parameters = fc.array(fc.tuple(query.length > 0 ? fc.constantFrom(...query) : text, text), {
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(parameters, async (pairs) => {
        const asked = pairs.map((pair) => pair.map(encode).join('=')).join('&');
        expectAnswer(`GET ${example}?${asked}`, await http.api.get(`${example}?${asked}`));
      }),
      { numRuns: RUNS },
    );
  }
});

test('no address makes a route fail', async () => {
  const templates = operations.filter(({ path }) => path.includes('{'));
  expect(templates.length).toBeGreaterThan(3);
  for (const { method, path } of templates) {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.oneof(text, fc.constant(providerId))), async (values) => {
        const address = path.replace(/\{\w+\}/g, () => encode(values.next().value as string));
        // What removes the provider of this test would only spoil the rest of it.
        if (method === 'DELETE' && address.includes(providerId)) return;
        expectAnswer(`${method} ${address}`, await http.api.send(method, address));
      }),
      { numRuns: RUNS },
    );
  }
});

test('no body makes a writing route fail, or gets through by chance', async () => {
  const writing = operations.filter(({ method }) => method === 'POST');
  expect(writing.length).toBeGreaterThan(4);
  const leaf = fc.oneof(text, fc.jsonValue({ maxDepth: 2 }));
  const body = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.dictionary(
      fc.constantFrom(
        'name',
        'username',
        'password',
        'instances',
        'options',
        'idempotencyKey',
        'authUrl',
        'auth',
        '__proto__',
      ),
      leaf,
      { noNullPrototype: true },
    ),
  );
  for (const { method, example } of writing) {
    // Of a token only its name is wanted, and nearly every text is a good one; who rotates the key has nothing to say.
    const isGood = (value: unknown) =>
      example.endsWith('/tokens') || (example.endsWith('/secrets/rotate') && JSON.stringify(value) === '{}');
    await fc.assert(
      fc.asyncProperty(body, async (value) => {
        const answer = await http.api.send(method, example, { body: JSON.stringify(value) });
        expectAnswer(`${method} ${example} ${JSON.stringify(value)}`, answer);
        if (!isGood(value)) expect(answer.status, `${method} ${example}`).toBeGreaterThanOrEqual(400);
      }),
      { numRuns: RUNS },
    );
  }
});

test.each([
  ['POST', '/api/v1/runs', { instances: [], options: {}, idempotencyKey: '12345678' }, 'instances'],
  [
    'POST',
    '/api/v1/runs',
    { instances: [{ id: 'a' }], options: {}, idempotencyKey: '12345678' },
    'instances.0.providerId',
  ],
  [
    'POST',
    '/api/v1/runs',
    { instances: [{ providerId: 'p', id: 'a' }], options: {}, idempotencyKey: 'x' },
    'idempotencyKey',
  ],
  [
    'POST',
    '/api/v1/runs',
    { instances: [{ providerId: 'p', id: 'a' }], idempotencyKey: '12345678' },
    'options',
  ],
  [
    'POST',
    '/api/v1/preflight',
    { instances: [{ providerId: 'p', id: 'a' }], options: { host: '' } },
    'options.host',
  ],
  [
    'POST',
    '/api/v1/preflight',
    { instances: [{ providerId: 'p', id: 'a' }], options: { force: true } },
    'force',
  ],
  [
    'POST',
    '/api/v1/preflight',
    { instances: [{ providerId: 'p', id: 'a\0' }], options: {} },
    'instances.0.id',
  ],
  ['POST', '/api/v1/tokens', { name: 'x'.repeat(101) }, 'name'],
  ['POST', '/api/v1/session', { username: 'admin', password: 7 }, 'password'],
])('%s %s %j is a 400 that names the field', async (method, path, body, field) => {
  const answer = await http.api.send(method, path, { body });
  expect(answer.status).toBe(400);
  expect(refusalOf(answer).message).toContain(`"${field}"`);
});

/** Half of a surrogate pair can not be written in an address. */
function encode(value: string): string {
  return encodeURIComponent(Buffer.from(value).toString());
}
