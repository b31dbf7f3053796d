/** The audit as a person meets it: what stands in it, what does not, and that a change of the past shows. */
import { AuditEntry, AuditRecord, type AuditVerification, verifyAudit } from '@evenkeel/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { EVENKEEL, recordAudit, sha256 } from '../../src/audit/index.ts';
import { startTestServer, type TestServer, until } from '../harness.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ demo: { instancesPerRegion: 30, timeScale: 20 } });
});
afterAll(() => server.stop());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  server.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

async function entries(query = ''): Promise<AuditEntry[]> {
  const response = await server.request(`/api/v1/audit?limit=1000${query}`);
  return z.array(AuditEntry).parse(await response.json());
}

async function verification(query = ''): Promise<AuditVerification> {
  return (await server.request(`/api/v1/audit/verification${query}`)).json() as Promise<AuditVerification>;
}

test('a migration: what was asked for, what was sent, what both answered', async () => {
  const { items } = (await (await server.request('/api/v1/instances?powerState=on')).json()) as {
    items: { id: string; providerId: string; powerState: string }[];
  };
  const { id, providerId } = items.find(({ powerState }) => powerState === 'on') as (typeof items)[0];
  const answer = await post('/api/v1/runs', {
    idempotencyKey: 'audited-run',
    instances: [{ providerId, id }],
    options: { host: null, blockMigration: 'auto', diskOverCommit: false },
  });
  expect(answer.status).toBe(201);
  const run = (await answer.json()) as { id: string };
  const requestId = answer.headers.get('evenkeel-request-id') as string;
  const [answered, asked] = await entries(`&subject=${requestId}`);
  expect(asked).toMatchObject({
    phase: 'asked',
    who: { via: 'token', name: 'test' },
    from: { address: '127.0.0.1' },
    action: 'migrate',
    operation: 'POST /api/v1/runs',
    request: { idempotencyKey: 'audited-run', instances: [{ providerId, id }] },
    outcome: null,
  });
  expect(answered).toMatchObject({
    phase: 'answered',
    subject: { kind: 'run', id: run.id },
    outcome: { status: 201, errorCode: null },
  });
  const sent = await until('the cloud was asked and answered', async () => {
    const found = await entries(`&subject=${id}&action=liveMigrate`);
    return found.length === 2 && found;
  });
  expect(sent[1]).toMatchObject({ phase: 'asked', who: { via: 'system' }, action: 'cloud' });
  expect(sent[1]?.why).toContain(`run ${run.id}, wanted by test`);
  expect(sent[0]?.cloudRequestIds).toEqual([expect.stringMatching(/^req-/)]);
});

test('what a person changed stands there as it was and as it is', async () => {
  const [run] = (await (await server.request('/api/v1/runs')).json()) as { id: string }[];
  await sql`update runs set status = 'active' where id = ${run?.id}`.execute(server.db);
  await post(`/api/v1/runs/${run?.id}/pause`, {});
  const [answered] = await entries(`&subject=${run?.id}&action=pause`);
  expect(answered).toMatchObject({ before: { status: 'active' }, after: { status: 'paused' } });
});

test('doors that were tried: a wrong password, no token, an unknown token', async () => {
  const signIn = { username: 'admin', password: 'planted-wrong-password' };
  await post('/api/v1/session', signIn);
  await post('/api/v1/session', { username: 'planted-password-in-the-wrong-field', password: 'x' });
  await fetch(`${server.url}/api/v1/runs`, { method: 'POST' });
  const [, wrong] = await entries('&who=admin&action=/session');
  expect(wrong).toMatchObject({ phase: 'asked', request: { username: 'admin', password: '(not shown)' } });
  const [refused] = await entries('&action=POST%20/api/v1/runs');
  expect(refused).toMatchObject({
    phase: 'refused',
    who: { via: 'nobody' },
    outcome: { status: 401, errorCode: 'not-signed-in' },
  });
});

test('nothing secret is in it', async () => {
  await post('/api/v1/providers', {
    name: 'Planted',
    authUrl: 'https://planted-user:planted-pass@192.0.2.1:1/v3?planted-query=1',
    region: null,
    interface: 'public',
    verify: true,
    caCertificate: null,
    auth: { type: 'password', username: 'u', password: 'planted-cloud-password', projectName: 'p' },
  });
  await post('/api/v1/session', { 'planted key 1': 'planted-value', username: 'a', password: 'b' });
  const made = (await (await post('/api/v1/tokens', { name: 'planted' })).json()) as { token: string };
  const { rows } = await sql<{
    all: string;
  }>`select string_agg(entry, ' ') as all from audit_entries`.execute(server.db);
  const all = rows[0]?.all as string;
  expect(all).toContain('"name":"planted"');
  for (const secret of [made.token, server.token, server.evenkeel.ownerToken])
    expect(all).not.toContain(secret);
  expect(all).not.toMatch(/planted-|planted key/);
});

test('many at once make one whole chain, with whatever characters', async () => {
  const one = { phase: 'asked', who: EVENKEEL, action: 'test', operation: 'test', requestId: 'r' } as const;
  const odd = { why: 'a\0b \ud800 \\u0000 "ü" \n' };
  await Promise.all(Array.from({ length: 100 }, () => recordAudit(server.db, { ...one, ...odd })));
  const found = await verification();
  expect(found).toMatchObject({ whole: true, broken: null, expected: null });
  expect(found.head?.sequence).toBe(found.entries);
});

test('the file walks without a server, and the head that was kept is met again', async () => {
  const kept = (await verification()).head?.hash as string;
  await post('/api/v1/tokens', { name: 'later' });
  const file = await (await server.request('/api/v1/audit/export')).text();
  const records = file
    .trim()
    .split('\n')
    .map((line) => AuditRecord.parse(JSON.parse(line)));
  expect(await verifyAudit(records, sha256, kept)).toMatchObject({ whole: true, expected: { hash: kept } });
  expect(await verifyAudit(records.slice(0, -3), sha256, records.at(-1)?.hash as string)).toMatchObject({
    whole: false,
    broken: null,
    expected: { sequence: null },
  });
  const [one, two, three] = records.slice(0, 3) as [AuditRecord, AuditRecord, AuditRecord];
  const renumbered = { ...three, sequence: 2 };
  for (const [changed, sequence] of [
    [[one, three], 3],
    [[two, one, three], 2],
    [[one, renumbered], 2],
    [[one, { ...two, entry: two.entry.replace('test', 'best') }, three], 2],
  ] as const)
    expect(await verifyAudit(changed, sha256, null)).toMatchObject({ whole: false, broken: { sequence } });
  const csv = await (await server.request('/api/v1/audit/export?format=csv')).text();
  expect(csv.split('\r\n')).toHaveLength(records.length + 2);
});

test('the database refuses changes, and one made past its guard is named', async () => {
  const { db } = server;
  await expect(sql`update audit_entries set entry = entry`.execute(db)).rejects.toThrow('only ever added to');
  await expect(sql`delete from audit_entries`.execute(db)).rejects.toThrow('only ever added to');
  await expect(sql`truncate audit_entries`.execute(db)).rejects.toThrow('only ever added to');
  await expect(sql`truncate audit_entries cascade`.execute(db)).rejects.toThrow('only ever added to');
  await db.connection().execute(async (connection) => {
    await sql`set session_replication_role = replica`.execute(connection);
    await sql`update audit_entries set entry = replace(entry, 'liveMigrate', 'somethingElse')
      where content->>'operation' = 'liveMigrate'`.execute(connection);
    await sql`set session_replication_role = origin`.execute(connection);
  });
  const [first] = (await entries('&action=somethingElse')).slice(-1);
  expect(await verification()).toMatchObject({ whole: false, broken: { sequence: first?.sequence } });
});
