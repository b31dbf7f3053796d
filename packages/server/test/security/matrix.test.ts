/** Every route of the OpenAPI document × every role × everything, in scope, out of scope; see matrix-rules.ts. */
import type { GrantGiven } from '@evenkeel/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createUser } from '../../src/db/accounts.ts';
import { addGrant } from '../../src/db/grants.ts';
import { createToken } from '../../src/db/tokens.ts';
import { type Answer, type Client, createClient } from '../http/client.ts';
import { refusalOf } from '../http/expectations.ts';
import { type Operation, operationsOf } from '../http/operations.ts';
import { addHosts, addInstances, addMoves, addProvider } from '../http/rows.ts';
import { type HttpUnderTest, startHttp } from '../http/set-up.ts';
import { type Ids, type Needs, RULES, type Rule } from './matrix-rules.ts';

const ROLES: readonly Needs[] = ['viewer', 'operator', 'administrator'];
const SCOPES = ['everything', 'north', 'south'] as const;
const HIDDEN = ['secret-server', 'secret-host'];

let http: HttpUnderTest;
let ids: Ids;
let south: string;
let operations: Operation[];

async function idOf(table: string, values: Record<string, unknown>): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into ${sql.table(table)} (${sql.join(Object.keys(values).map((name) => sql.ref(name)))})
    values (${sql.join(Object.values(values))}) returning id`.execute(http.db);
  return rows[0]?.id as string;
}

beforeAll(async () => {
  http = await startHttp({ rateLimit: { perSecond: 1e6, burst: 1e6, now: () => 0 } });
  operations = (await operationsOf(createClient(http.url))).filter(({ isPublic }) => !isPublic);
  south = await addProvider(http.db, { name: 'South' });
  await addInstances(http.db, south, [{ name: 'open-server', zone: 'z', project_id: 'p' }]);
  ids = await addNorth();
});
afterAll(() => http.stop());

async function addNorth(): Promise<Ids> {
  const { db } = http;
  const providerId = await addProvider(db, { name: 'North' });
  await addHosts(db, providerId, [{ name: 'secret-host', zone: 'z' }]);
  await addInstances(db, providerId, [
    { name: 'secret-server', zone: 'z', project_id: 'p', host: 'secret-host' },
  ]);
  const [moveId = ''] = await addMoves(db, providerId, [{ instance_id: 'secret-server' }]);
  const { rows } = await sql<{ run_id: string }>`select run_id from moves`.execute(db);
  const said = { provider_id: providerId, created_by: 'x' };
  const asked = { ...said, idempotency_key: crypto.randomUUID(), request_digest: 'x', reason: '' };
  const policyId = await idOf('balance_policies', { ...said, name: 'P', version: 1, settings: '{}' });
  return {
    providerId,
    instanceId: 'secret-server',
    host: 'secret-host',
    moveId,
    runId: rows[0]?.run_id as string,
    maintenanceId: await idOf('maintenances', { ...asked, host: 'secret-host', choices: '{}', limits: '{}' }),
    campaignId: await idOf('campaigns', { ...asked, name: 'C', settings: '{}' }),
    planId: await idOf('balance_plans', { ...said, plan: '{}', edits: '{}' }),
    policyId,
    approvalId: await addApproval(providerId),
  };
}

async function addApproval(providerId: string): Promise<string> {
  const asker = await createUser(http.db, { username: crypto.randomUUID(), password: 'x' });
  const asked = { kind: 'run', request: '{}', request_digest: 'x', idempotency_key: crypto.randomUUID() };
  const places = JSON.stringify([{ providerId, zone: null, projectId: null }]);
  const by = { asked_by: asker.id, asked_name: 'x', expires_at: new Date(Date.now() + 1e8) };
  return idOf('approvals', { ...asked, ...by, places, title: 'Migrate 1 instance', instances: 1 });
}

async function person(role: Needs, scope: (typeof SCOPES)[number]): Promise<Client> {
  const user = await createUser(http.db, { username: crypto.randomUUID(), password: 'x' });
  const providerId = scope === 'everything' ? null : scope === 'north' ? ids.providerId : south;
  const grant: GrantGiven = { role, providerId, zone: null, projectId: null };
  await addGrant(http.db, user.id, grant, 'the test');
  const { token } = await createToken(http.db, { name: 'x', createdBy: 'x', ownerId: user.id });
  return createClient(http.url, { authorization: `Bearer ${token}` });
}

const nameOf = ({ method, path }: Operation) => `${method} ${path.replace('/api/v1', '')}`;

/** With the ids of what is in the north, and of nothing for what the installation has. */
function addressOf({ path }: Operation, { query = '' }: Rule): string {
  const known: Record<string, string> = { ...ids };
  return path.replace(/\{(\w+)\}/g, (_all, name: string) => known[name] ?? crypto.randomUUID()) + query;
}

type Expected = 'allowed' | 'forbidden' | 'hidden';
type Got = Expected | 'unfit';

function expectedFor({ needs, of }: Rule, role: Needs, scope: (typeof SCOPES)[number]): Expected {
  if (ROLES.indexOf(role) < ROLES.indexOf(needs)) return 'forbidden';
  if (scope === 'everything' || of === 'own' || of === 'seen') return 'allowed';
  if (of === 'all') return 'forbidden';
  return scope === 'north' ? 'allowed' : 'hidden';
}

function gotFrom(answer: Answer): Got {
  if (answer.status < 400) return 'allowed';
  const { code } = refusalOf(answer);
  if (code === 'not-permitted') return 'forbidden';
  // The rule's body has to fit: who is refused for its shape was not judged.
  if (code === 'bad-request') return 'unfit';
  // Enforcement names the thing; what the test's own services and the routes behind it say is of who was let through.
  return answer.status === 404 && !/in this test|Prometheus/.test(answer.text) ? 'hidden' : 'allowed';
}

it('each route has a rule, and each rule a route', () => {
  expect(operations.map(nameOf).sort()).toEqual(Object.keys(RULES).sort());
});

/**
 * Everything that is wrong in the answers to this person, and how many there were.
 * @param claims what stands in each body besides.
 */
async function judge(
  role: Needs,
  scope: (typeof SCOPES)[number],
  claims?: object,
): Promise<{ wrong: string[]; cases: number }> {
  const client = await person(role, scope);
  const wrong: string[] = [];
  let cases = 0;
  for (const operation of operations) {
    const name = nameOf(operation);
    const rule = RULES[name] as Rule;
    const expected = expectedFor(rule, role, scope);
    // A stream has no end; what takes a thing away is only asked for where it is refused, for the others need it.
    const takesAway =
      expected === 'allowed' &&
      rule.of === 'thing' &&
      (operation.method === 'DELETE' || /dismiss/.test(name));
    if (name === 'GET /events' || takesAway) continue;
    // What a route's own schema refuses gets nowhere; what it asks for itself stands in the rule.
    if (claims && (operation.takesBody || operation.method === 'GET' || expected === 'allowed')) continue;
    const answer = await client.send(operation.method, addressOf(operation, rule), {
      body: rule.body?.(ids) ?? claims ?? (operation.method === 'POST' ? {} : undefined),
    });
    cases += 1;
    const got = gotFrom(answer);
    // A user or a webhook that there is not.
    const isOfNothing =
      expected === 'allowed' && got === 'hidden' && (rule.of === 'all' || rule.of === 'own');
    const failed = answer.status >= 500 && !/cloud|issuer|metrics/.test(answer.text);
    const told = scope === 'south' && HIDDEN.some((hidden) => answer.text.includes(hidden));
    if ((got !== expected && !isOfNothing) || failed || told)
      wrong.push(
        `${name} as ${role} of ${scope}: ${answer.status}, not ${expected}: ${answer.text.slice(0, 200)}`,
      );
  }
  return { wrong, cases };
}

it('each role may what its rule says, where it says so, and hears nothing of the rest', async () => {
  const people = ROLES.flatMap((role) => SCOPES.map((scope) => judge(role, scope)));
  const judged = await Promise.all(people);
  const wrong = judged.flatMap((one) => one.wrong);
  const cases = judged.reduce((sum, one) => sum + one.cases, 0);
  console.log(`Authorisation matrix: ${operations.length} routes, ${cases} cases, ${wrong.length} wrong`);
  expect(wrong).toEqual([]);
});

it('a body that a route does not ask for, naming what is in scope, opens nothing', async () => {
  const claimsOf = (scope: 'north' | 'south') => {
    const providerId = scope === 'north' ? ids.providerId : south;
    return { providerId, instances: [{ providerId, id: 'open-server' }], ...(scope === 'north' && ids) };
  };
  const judged = await Promise.all(
    (['north', 'south'] as const).map((scope) => judge('administrator', scope, claimsOf(scope))),
  );
  expect(judged.flatMap(({ wrong }) => wrong)).toEqual([]);
  expect(Math.min(...judged.map(({ cases }) => cases))).toBeGreaterThan(5);
});
