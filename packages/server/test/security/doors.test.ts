/** What is to hold for each table and each route, also those that somebody adds tomorrow; and what is not theirs to take. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { arrive } from '../../src/db/identities.ts';
import { createWay } from '../../src/db/sign-in-ways.ts';
import { createClient } from '../http/client.ts';
import { refusalOf } from '../http/expectations.ts';
import { operationsOf } from '../http/operations.ts';
import { addHosts, addInstances, addProvider } from '../http/rows.ts';
import { type HttpUnderTest, startHttp } from '../http/set-up.ts';
import { type Ids, RULES } from './matrix-rules.ts';

let http: HttpUnderTest;
let providerId: string;
beforeAll(async () => {
  http = await startHttp({ rateLimit: { perSecond: 1e6, burst: 1e6, now: () => 0 } });
  providerId = await addProvider(http.db, { name: 'North' });
  await addHosts(http.db, providerId, [{ name: 'compute-1' }]);
  await addInstances(http.db, providerId, [{ name: 'web-1', host: 'compute-1' }]);
});
afterAll(() => http.stop());

/** Of no place, or read by nobody but who may manage the whole installation; beside each, which. */
const UNBOUND_TABLES: Readonly<Record<string, string>> = {
  schema_migrations: 'the schema itself',
  users: 'manage-users',
  grants: 'manage-users, and each their own',
  sessions: 'each their own',
  known_devices: 'nobody reads it',
  api_tokens: 'manage-tokens, and each their own',
  sign_in_ways: "manage-sign-in; the names are everybody's",
  identities: 'manage-sign-in',
  webhooks: 'manage-webhooks; the names are of who maintains hosts',
  webhook_callbacks: 'nobody reads it',
  audit_entries: 'read-audit',
  flavors: 'what a cloud offers, not what runs there; read for plans only',
};

it('each table is bound by the grants of who asks, or is told here why not', async () => {
  const { rows } = await sql<{ name: string; bound: boolean; policies: number }>`
    select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as bound,
      (select count(*) from pg_policy p where p.polrelid = c.oid) as policies
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')`.execute(
    http.db,
  );
  expect(rows.length).toBeGreaterThan(20);
  const open = rows.filter(({ bound, policies }) => !bound || policies !== 1).map(({ name }) => name);
  expect(open.sort()).toEqual(Object.keys(UNBOUND_TABLES).sort());
});

/** What these do is look: nothing changes, here or in a cloud. */
const LOOKING = [
  'POST /preflight',
  'POST /maintenance/preview',
  'POST /maintenance/{maintenanceId}/return/preview',
  'POST /campaigns/preview',
  'POST /moves/{moveId}/verify',
];

it('each route that changes something is in the audit, before and after', async () => {
  const operations = (await operationsOf(createClient(http.url))).filter(({ method }) => method !== 'GET');
  const some = crypto.randomUUID();
  const ids = { providerId, instanceId: 'web-1', host: 'compute-1', moveId: some, planId: some } as Ids;
  const strangers = { username: 'nobody', password: 'x' };
  const phases: Record<string, string[]> = {};
  for (const { method, path, isPublic } of operations) {
    const name = `${method} ${path.replace('/api/v1', '')}`;
    const body = isPublic ? strangers : (RULES[name]?.body?.(ids) ?? (method === 'POST' ? {} : undefined));
    // The provider is needed to the end.
    const of = method === 'DELETE' ? some : providerId;
    const address = path.replace('{providerId}', of).replace(/\{\w+\}/g, some);
    const answer = await http.api.send(method, address, { body });
    expect([name, answer.status === 400 && refusalOf(answer).code === 'bad-request']).toEqual([name, false]);
    const requestId = answer.headers['evenkeel-request-id'];
    const { rows } = await sql<{ phase: string }>`select content->>'phase' as phase from audit_entries
      where content->>'requestId' = ${requestId ?? ''} order by sequence`.execute(http.db);
    phases[name] = rows.map(({ phase }) => phase);
  }
  const silent = Object.entries(phases).filter(
    ([, told]) => told.join() !== 'asked,answered' && told.join() !== 'refused',
  );
  expect(silent.map(([name]) => name).sort()).toEqual([...LOOKING].sort());
  console.log(`Audit: ${operations.length} changing routes, ${LOOKING.length} of them only look`);
});

it('the token of a Prometheus does not go to another address than it was given for', async () => {
  const path = `/api/v1/balance/metrics/${providerId}`;
  const put = (body: object) => http.api.send('PUT', path, { body });
  expect((await put({ url: 'http://192.0.2.1:9090', token: 'given-for-that-one' })).status).toBe(200);
  const moved = await put({ url: 'http://192.0.2.2:9090' });
  expect([moved.status, refusalOf(moved).code]).toEqual([409, 'token-needed']);
  expect((await put({ url: 'http://192.0.2.1:9090/prometheus' })).body).toMatchObject({ hasToken: true });
  expect((await put({ url: 'http://192.0.2.2:9090', token: null })).body).toMatchObject({ hasToken: false });
});

it.each(['maintenance:1:drain:0', 'campaign:1:0:0', 'balance:1:2026'])(
  'the key %s is not taken before Evenkeel needs it',
  async (idempotencyKey) => {
    const instances = [{ providerId, id: 'web-1' }];
    const answer = await http.api.post('/api/v1/runs', { instances, options: {}, idempotencyKey });
    expect([answer.status, refusalOf(answer).code]).toEqual([400, 'bad-request']);
  },
);

it('a name from elsewhere has nothing in it that is not seen', async () => {
  const way = await createWay(http.db, {
    kind: 'oidc',
    name: 'Company',
    enabled: true,
    settings: {},
    secret: null,
  });
  const grants = [{ role: 'viewer', providerId: null, zone: null, projectId: null }] as const;
  const name = 'ann\u001b[2J\u202e\u200b\n';
  const { id } = way as NonNullable<typeof way>;
  const arrived = await arrive(http.db, {
    way: { id, kind: 'oidc', name: 'Company' },
    subject: '1',
    name,
    grants,
  });
  expect(arrived).toMatchObject({ username: 'ann[2J@Company' });
});
