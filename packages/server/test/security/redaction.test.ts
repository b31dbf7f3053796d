/**
 * Secrets are planted wherever somebody can give one, and everything goes wrong with all of it logged: none may stand in
 * the log, in an answer that is not the one that shows it once, or readable in the database.
 */
import { sql } from 'kysely';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LOG_OPTIONS } from '../../src/start/logging.ts';
import { CHOSEN_PASSWORD, startTestServer, type TestServer, until } from '../harness.ts';
import { type Answer, type Client, createClient } from '../http/client.ts';
import { type Parrot, startParrot } from './parrot.ts';

const KEYSTONE_TOKEN = 'planted-token-of-the-cloud-1f6b';
/** What each is, and the text of it. More come as the server makes them. */
const planted = new Map([
  ['the password of a cloud', 'planted-password-of-a-cloud-7d3e'],
  ['the secret of an application credential', 'planted-application-credential-52c8'],
  ['a token of a cloud', KEYSTONE_TOKEN],
  ['the token of a Prometheus', 'planted-token-of-prometheus-9a04'],
  ["an issuer's client secret", 'planted-client-secret-c6e1'],
  ["an issuer's code", 'planted-code-of-an-issuer-0b77'],
  ['a password that signs in at a cloud', 'planted-password-of-a-person-48af'],
  ['a wrong password', 'planted-wrong-password-e25d'],
  ['a wrong token', 'ek_planted-wrong-token-6c91'],
  ['the password of an account', CHOSEN_PASSWORD],
]);
const plant = (what: string) => planted.get(what) as string;

let server: TestServer;
let parrot: Parrot;
let api: Client;
let providerId: string;
const logged: string[] = [];
const answered: { what: string; text: string }[] = [];

/** Kept, to be looked through at the end. */
function kept(what: string, answer: Answer): Answer {
  answered.push({ what, text: `${JSON.stringify(answer.headers)} ${answer.text}` });
  return answer;
}

beforeAll(async () => {
  parrot = await startParrot(KEYSTONE_TOKEN);
  server = await startTestServer({
    demo: { instancesPerRegion: 6 },
    logger: pino({ level: 'trace', ...LOG_OPTIONS }, { write: (line: string) => logged.push(line) }),
  });
  planted.set('an API token', server.token);
  planted.set("the owner's token", server.evenkeel.ownerToken);
  planted.set('the code of the first start', server.evenkeel.newCode as string);
  api = createClient(server.url, { authorization: `Bearer ${server.token}` });
});
afterAll(async () => {
  await server.stop();
  await parrot.stop();
});

const password = () => ({
  type: 'password',
  username: 'operator',
  password: plant('the password of a cloud'),
  projectName: 'admin',
});
const credential = () => ({
  type: 'application-credential',
  id: 'ac',
  secret: plant('the secret of an application credential'),
});
const addCloud = async (name: string, auth: object, more: object = {}) =>
  kept(`${name} is added`, await api.post('/api/v1/providers', { name, authUrl: parrot.url, auth, ...more }));

test('a cloud that repeats what it was sent, when it is added and when it is read', async () => {
  for (const status of [400, 401, 403, 500])
    for (const auth of [password(), credential()]) {
      parrot.status = status;
      expect((await addCloud(`Parrot ${status}`, auth)).status).toBeGreaterThanOrEqual(400);
    }
  parrot.status = 400;
  parrot.letsIn = true;
  expect((await addCloud('Parrot', password())).status).toBe(201);
  const added = await addCloud('Parrot with a credential', credential());
  providerId = (added.body as { id: string }).id;
  await until('its refusal is told', async () => {
    const answer = kept('providers', await api.get('/api/v1/providers'));
    const all = answer.body as { id: string; healthMessage: string | null }[];
    return all.find(({ id }) => id === providerId)?.healthMessage?.includes('GET');
  });
  const heard = parrot.heard.join();
  for (const what of ['the password of a cloud', 'a token of a cloud']) expect(heard).toContain(plant(what));
});

test('a sign-in with a password, right and wrong; a session, a token', async () => {
  const client = createClient(server.url);
  const enter = (given: object) => client.post('/api/v1/session', given);
  const chosen = { username: 'admin', password: plant('the code of the first start') };
  const entered = await enter({ ...chosen, newPassword: CHOSEN_PASSWORD });
  expect(entered.status).toBe(200);
  const cookie = entered.headers['set-cookie']?.[0]?.split(';')[0] as string;
  planted.set('a cookie', cookie.slice(cookie.indexOf('=') + 1));
  answered.push({ what: 'the session', text: entered.text });
  const wrong = { username: 'admin', password: plant('a wrong password') };
  expect(kept('a wrong password', await enter(wrong)).status).toBe(401);
  for (const path of ['/api/v1/session', '/api/v1/sessions', '/api/v1/tokens', '/api/v1/nothing'])
    kept(`${path} with the cookie`, await client.get(path, { cookie }));
  const authorization = `Bearer ${plant('a wrong token')}`;
  expect(kept('a wrong token', await client.get('/api/v1/providers', { authorization })).status).toBe(401);
});

test('a body that is wrong beside its secret, cut off, or of another type', async () => {
  const right = { name: 'Wrong', authUrl: parrot.url, auth: password() };
  const bodies: unknown[] = [
    { ...right, region: 7 },
    { ...right, auth: { ...password(), more: true } },
    { ...right, auth: { ...credential(), type: plant('the password of a cloud') } },
    { ...right, authUrl: `http://operator:${plant('the password of a cloud')}@127.0.0.1/` },
    { ...right, caCertificate: plant('the password of a cloud') },
    JSON.stringify(right).slice(0, -3),
    plant('the password of a cloud'),
  ];
  for (const body of bodies) {
    const answer = kept('a body that is wrong', await api.post('/api/v1/providers', body));
    expect(answer.status).toBe(400);
  }
  const headers = { 'content-type': 'application/xml' };
  const body = `<password>${plant('the password of a cloud')}</password>`;
  kept('XML', await api.send('POST', '/api/v1/providers', { headers, body }));
});

test('a Prometheus and a webhook that repeat what they were sent', async () => {
  const path = `/api/v1/balance/metrics/${providerId}`;
  const body = { url: parrot.url, token: plant('the token of a Prometheus') };
  for (const status of [400, 401, 500]) {
    parrot.status = status;
    kept('metrics', await api.send('PUT', path, { body }));
    kept('metrics', await api.get(path));
    kept('a check of the metrics', await api.post(`${path}/check`, {}));
  }
  const made = await api.post('/api/v1/webhooks', { name: 'parrot', url: parrot.url });
  const { id, secret } = made.body as { id: string; secret: string };
  planted.set('the secret of a webhook', secret);
  kept('a try of the webhook', await api.post(`/api/v1/webhooks/${id}/test`, {}));
  kept('the webhooks', await api.get('/api/v1/webhooks'));
  expect(parrot.heard.join()).toContain(plant('the token of a Prometheus'));
});

test('a sign-in at an issuer, and at a cloud, that repeat what they were sent', async () => {
  const settings = {
    ...{ issuer: parrot.url, clientId: 'evenkeel' },
    groups: [{ group: 'all', grant: { role: 'viewer' } }],
  };
  const clientSecret = plant("an issuer's client secret");
  const way = kept(
    'a way',
    await api.post('/api/v1/sign-in/ways', { kind: 'oidc', name: 'Issuer', settings, clientSecret }),
  );
  const at = `/api/v1/sign-in/ways/${(way.body as { id: string }).id}`;
  const client = createClient(server.url);
  const left = await client.get(`${at}/start`);
  const cookie = left.headers['set-cookie']?.[0]?.split(';')[0] as string;
  const state = new URL(left.headers.location as string).searchParams.get('state');
  const query = new URLSearchParams({
    state: String(state),
    code: plant("an issuer's code"),
    iss: parrot.url,
  });
  const back = kept('back from the issuer', await client.get(`${at}/callback?${query}`, { cookie }));
  expect(back.headers.location).toMatch(/^\/\?sign-in=/);
  expect(parrot.heard.join()).toContain(plant("an issuer's code"));
  expect(logged.join()).toContain('A sign-in at an issuer failed');

  const wanted = { kind: 'keystone', name: 'Cloud', settings: { providerId } };
  const own = kept('a way', await api.post('/api/v1/sign-in/ways', wanted));
  const person = { username: 'ada', password: plant('a password that signs in at a cloud') };
  parrot.letsIn = false;
  for (const status of [400, 401, 500]) {
    parrot.status = status;
    const path = `/api/v1/sign-in/ways/${(own.body as { id: string }).id}/session`;
    kept('a sign-in at the cloud', await client.post(path, person));
  }
  kept('the ways', await api.get('/api/v1/sign-in/ways'));
  expect(parrot.heard.join()).toContain(plant('a password that signs in at a cloud'));
});

test('a database that refuses what it is to keep', async () => {
  // PostgreSQL then tells the whole row.
  const refuse = (table: string) =>
    sql`alter table ${sql.table(table)} add constraint planted check (false) not valid`.execute(server.db);
  for (const table of ['providers', 'webhooks', 'api_tokens', 'sessions', 'balance_metrics'])
    await refuse(table);
  parrot.letsIn = true;
  const before = logged.length;
  const body = { url: parrot.url, token: plant('the token of a Prometheus') };
  const signIn = { username: 'admin', password: CHOSEN_PASSWORD };
  const failed = [
    await addCloud('Refused', password()),
    await api.post('/api/v1/webhooks', { name: 'refused', url: parrot.url }),
    await api.post('/api/v1/tokens', { name: 'refused' }),
    await createClient(server.url).post('/api/v1/session', signIn),
    await api.send('PUT', `/api/v1/balance/metrics/${providerId}`, { body }),
  ];
  for (const answer of failed) expect(kept('the database refuses', answer).status).toBe(500);
  const lines = logged.slice(before).filter((line) => line.includes('A request failed'));
  expect(lines.length).toBe(failed.length);
  expect(lines.join()).not.toContain('Failing row');
});

test('none of them stands in the log, in an answer, or readable in the database', async () => {
  const places = [
    ...logged.map((text) => ({ what: 'the log', text })),
    ...answered,
    ...(await wholeDatabase()),
  ];
  expect(planted.size).toBe(15);
  expect(logged.length).toBeGreaterThan(10);
  expect(found(places)).toEqual([]);
});

test('one that does stand somewhere is found', () => {
  const secret = plant('the password of a cloud');
  const text = (encoding: 'utf8' | 'hex' | 'base64') => Buffer.from(`so ${secret}`).toString(encoding);
  for (const encoding of ['utf8', 'hex', 'base64'] as const)
    expect(found([{ what: encoding, text: `{"a":"${text(encoding)}"}` }])).toHaveLength(1);
});

/** Every row of every table as PostgreSQL writes it: bytes as hexadecimal numbers. */
async function wholeDatabase(): Promise<{ what: string; text: string }[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(server.db);
  expect(tables.length).toBeGreaterThan(20);
  const all = tables.map(async ({ name }) => {
    const { rows } = await sql<{ text: string }>`select t::text as text from ${sql.table(name)} t`.execute(
      server.db,
    );
    return rows.map(({ text }) => ({ what: `the table ${name}`, text }));
  });
  return (await Promise.all(all)).flat();
}

/** Which secrets stand where, as they are, as bytes, or in base64 (by their end, where each differs). */
function found(places: { what: string; text: string }[]): string[] {
  return [...planted].flatMap(([what, secret]) => {
    const bytes = Buffer.from(secret);
    const base64 = [0, 1, 2].map((skipped) =>
      bytes
        .subarray(skipped - 14)
        .subarray(0, 12)
        .toString('base64'),
    );
    const forms = [secret, bytes.toString('hex'), JSON.stringify(secret).slice(1, -1), ...base64];
    return places
      .filter(({ text }) => forms.some((form) => text.includes(form)))
      .map((place) => `${what} in ${place.what}: ${place.text.slice(0, 600)}`);
  });
}
