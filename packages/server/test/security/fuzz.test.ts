/**
 * Every route of the OpenAPI document, sent what its schema allows, what it nearly allows and what nobody should send:
 * no failure of ours, nothing of our inside in an answer, nothing lost, and nobody gets in by a trick of the address.
 * EVENKEEL_FUZZ_SEED repeats a run; EVENKEEL_FUZZ_CASES sends more to each route.
 */
import fc from 'fast-check';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../harness.ts';
import { type Answer, type Client, createClient } from '../http/client.ts';
import { refusalOf } from '../http/expectations.ts';
import { type OpenApi, type OpenApiOperation, openApiOf } from '../http/operations.ts';
import { broken, fitting, NASTY_TEXTS, type Schema, type Surroundings } from './schema-values.ts';

const SEED = Number(process.env.EVENKEEL_FUZZ_SEED ?? 20_261_124);
const CASES = Number(process.env.EVENKEEL_FUZZ_CASES ?? 10);
const AT_ONCE = 4;

/** An outside that does not answer is told as that; everything else of 500 and above is ours. */
const OUTSIDE = /^(cloud|metrics|webhook|sign-in|issuer)-/;
const OUR_INSIDE =
  /node_modules|\.ts:\d|\n\s+at |postgres(ql)?:\/\/|syntax error at|violates|SecretBox|\bselect\b.*\bfrom\b/i;

interface Route {
  method: string;
  path: string;
  operation: OpenApiOperation;
}

interface Case {
  method: string;
  address: string;
  body?: string;
  headers?: Record<string, string>;
}

let server: TestServer;
let client: Client;
let document: OpenApi;
let routes: Route[];
let around: Surroundings;
const logged: string[] = [];
let sent = 0;

beforeAll(async () => {
  server = await startTestServer({
    demo: { instancesPerRegion: 6, timeScale: 50 },
    http: { rateLimit: { perSecond: 1e6, burst: 1e6, now: () => 0 } },
    logger: pino({ level: 'error' }, { write: (line: string) => logged.push(line) }),
  });
  client = createClient(server.url, { authorization: `Bearer ${server.token}` });
  document = await openApiOf(client);
  routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  const read = async (path: string) => (await client.get(`/api/v1${path}`)).body as Record<string, string>[];
  const providers = await read('/providers');
  const hosts = await read('/hosts');
  const instances = (await client.get('/api/v1/instances')).text.match(/"id":"[^"]+"/g) ?? [];
  const names = [...providers, ...hosts].flatMap(({ id, name }) => [id, name]);
  const known = [...names, ...instances.slice(0, 4).map((one) => one.slice(6, -1)), 'nova', 'all', 'me'];
  around = {
    schemas: document.components.schemas as Record<string, Schema>,
    known: known.filter((one): one is string => typeof one === 'string'),
  };
  console.log(`Fuzzing ${routes.length} routes with EVENKEEL_FUZZ_SEED=${SEED} EVENKEEL_FUZZ_CASES=${CASES}`);
});
afterAll(() => server.stop());

/** Half of a surrogate pair can not be written in an address. */
const encode = (value: unknown) => encodeURIComponent(Buffer.from(String(value)).toString()).slice(0, 12_000);
const anyText = fc.oneof(fc.constantFrom(...NASTY_TEXTS), fc.string({ unit: 'binary', maxLength: 30 }));

function casesOf({ method, path, operation }: Route): fc.Arbitrary<Case> {
  const { parameters = [], requestBody } = operation;
  const valueOf = ({ schema }: { schema?: object }) => {
    const fits = fitting((schema ?? {}) as Schema, around);
    // What takes things away is only shown what is not there: the rest of the run needs them.
    const strange = method === 'DELETE' ? fc.oneof(fc.uuid(), anyText) : fc.oneof(fits, fits, anyText);
    return strange.map(encode);
  };
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const address = fc
    .tuple(
      fc.record(Object.fromEntries(inPath.map((one) => [one.name, valueOf(one)]))),
      fc.record(Object.fromEntries(inQuery.map((one) => [one.name, valueOf(one)])), { requiredKeys: [] }),
    )
    .map(([places, query]) => {
      const filled = path.replace(/\{(\w+)\}/g, (_all, name: string) => String(places[name] ?? 'x'));
      const asked = Object.entries(query).map(([name, value]) => `${name}=${value}`);
      return asked.length > 0 ? `${filled}?${asked.join('&')}` : filled;
    });
  const schema = Object.values(requestBody?.content ?? {})[0]?.schema as Schema | undefined;
  const fits = schema ? fitting(schema, around) : fc.constant(undefined);
  const whole = fits.map((value) => (value === undefined ? undefined : JSON.stringify(value)));
  const body = schema
    ? fc.oneof(whole, whole, broken(fits))
    : fc.option(broken(fc.constant({})), { nil: undefined });
  const types = {
    'content-type': fc.constantFrom(
      'application/json',
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json; charset=utf-16',
      '',
    ),
  };
  const headers = fc.oneof(
    { weight: 9, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.record(types) },
  );
  return fc
    .record({ address, body: ['GET', 'DELETE'].includes(method) ? fc.constant(undefined) : body, headers })
    .map(({ address: at, body: text, headers: more }) => ({
      method,
      address: at,
      ...(text === undefined ? {} : { body: text, headers: more }),
    }));
}

function judge(what: Case, answer: Answer): string | null {
  const said = `${what.method} ${what.address.slice(0, 300)} ${what.body?.slice(0, 600) ?? ''} -> ${answer.status} ${answer.text.slice(0, 400)}`;
  if (OUR_INSIDE.test(answer.text.slice(0, 20_000)) && answer.status >= 400)
    return `tells of our inside: ${said}`;
  if (answer.status < 400) return null;
  try {
    const { code } = refusalOf(answer);
    return answer.status >= 500 && !OUTSIDE.test(code) ? `fails: ${said}` : null;
  } catch {
    return `is no refusal in words: ${said}`;
  }
}

async function send(who: Client, cases: Case[]): Promise<{ statuses: number[]; problems: string[] }> {
  const left = [...cases];
  const [statuses, problems]: [number[], string[]] = [[], []];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const one = next;
      const { method, address, ...rest } = one;
      const answer = await who.send(method, address, rest).catch((error: Error) => error);
      sent += 1;
      if (answer instanceof Error) {
        problems.push(
          `no answer (${answer.message}): ${method} ${address.slice(0, 300)} ${one.body?.slice(0, 200)}`,
        );
        continue;
      }
      statuses.push(answer.status);
      const problem = judge(one, answer);
      if (problem) problems.push(problem);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { statuses, problems };
}

it('no route fails, whatever is sent to it, and nothing is lost', async () => {
  const before = await client.get('/api/v1/providers');
  const cases = routes
    // Of a stream only the beginning would be seen, and a rotation in each case would only be slow.
    .filter(({ path }) => path !== '/api/v1/events' && path !== '/api/v1/secrets/rotate')
    .flatMap((route, index) => fc.sample(casesOf(route), { numRuns: CASES, seed: SEED + index }));
  const { statuses, problems } = await send(client, cases);
  expect(problems.slice(0, 8)).toEqual([]);
  expect(logged.filter((line) => /A request failed/.test(line)).slice(0, 3)).toEqual([]);
  // A fuzz that never gets past the schema has tried nothing.
  expect(statuses.filter((status) => status < 300).length).toBeGreaterThan(CASES);
  const after = await client.get('/api/v1/providers');
  const ids = ({ body }: Answer) => (body as { id: string }[]).map(({ id }) => id);
  expect(ids(after)).toEqual(expect.arrayContaining(ids(before)));
  console.log(
    `${sent} requests, of which ${statuses.filter((status) => status < 300).length} were carried out`,
  );
});

it('no trick of the address or of a header gets anybody in who is not signed in', async () => {
  const stranger = createClient(server.url);
  const open = new Set(
    routes.filter(({ operation }) => operation.security?.length === 0).map(({ path }) => path),
  );
  const closed = routes
    .filter(({ path }) => !open.has(path))
    .map(({ method, path }) => ({ method, path: path.replace(/\{\w+\}/g, around.known[0] as string) }));
  expect(closed.length).toBeGreaterThan(30);
  const tricks: ((path: string) => string)[] = [
    (path) => path,
    (path) => `${path}/`,
    (path) => `/${path}`,
    (path) => path.replace('/api', '/./api'),
    (path) => path.replace('/api', '/assets/../api'),
    (path) => path.replace('/api', '/api/v1/docs/..%2f../api'),
    (path) => path.replace('/v1/', '/v1//'),
    (path) => path.replace('/v1/', '/v1/%2e/'),
    (path) => path.replace('/v1/', '%2fv1%2f'),
    (path) => path.toUpperCase(),
    (path) => `${path}%00`,
    (path) => `${path};.js`,
    (path) => `${path}?access_token=x&token=x`,
    (path) => `${path}#/healthz`,
  ];
  const headers: Record<string, string>[] = [
    { 'x-original-url': '/healthz', 'x-rewrite-url': '/healthz' },
    { 'x-http-method-override': 'GET', 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1' },
    { 'x-evenkeel-request': '1', cookie: 'evenkeel_session=; __Host-evenkeel_session=x' },
    { authorization: 'Bearer ', cookie: `evenkeel_session=${'A'.repeat(43)}` },
    { authorization: 'Bearer null' },
    { authorization: `Basic ${Buffer.from('admin:').toString('base64')}` },
  ];
  const cases: Case[] = closed.flatMap(({ method, path }, index) => {
    const body = ['GET', 'DELETE'].includes(method) ? {} : { body: '{}' };
    const tricked = tricks[index % tricks.length] as (path: string) => string;
    const more = headers[index % headers.length] as Record<string, string>;
    return [
      { method, address: path, headers: more, ...body },
      { method, address: tricked(path), ...body },
    ];
  });
  cases.push(...tricks.map((trick) => ({ method: 'GET', address: trick('/api/v1/providers') })));
  cases.push(...headers.map((more) => ({ method: 'GET', address: '/api/v1/providers', headers: more })));
  for (const method of ['HEAD', 'OPTIONS', 'PUT', 'PATCH', 'TRACE', 'PROPFIND'])
    cases.push({ method, address: '/api/v1/providers' });
  for (const one of cases) {
    const { method, address, ...rest } = one;
    const answer = await stranger.send(method, address, rest);
    const what = `${method} ${address} ${JSON.stringify(one.headers)} -> ${answer.status} ${answer.text.slice(0, 200)}`;
    // The console's page is the same for everybody; of the installation nothing is told.
    if (answer.status < 300) expect(`${answer.headers['content-type']} ${what}`).toMatch(/^text\/html/);
    expect(answer.status, what).toBeLessThan(500);
    expect(answer.text, what).not.toContain(around.known[1]);
  }
  expect(logged.filter((line) => /A request failed/.test(line))).toEqual([]);
});
