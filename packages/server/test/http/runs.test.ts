/** Preflight, runs and what is told of them, through a whole server and the demo cloud. */
import { Instance, InstancePage, Migration, Move, Preflight, Provider, Run } from '@evenkeel/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CHOSEN_PASSWORD, choosePassword, startTestServer, type TestServer, until } from '../harness.ts';
import { type Client, createClient } from './client.ts';
import { refusalOf, signIn } from './expectations.ts';

let server: TestServer;
let api: Client;
let north: string;
let south: string;
beforeAll(async () => {
  server = await startTestServer({ demo: { instancesPerRegion: 30, timeScale: 20 } });
  api = createClient(server.url, { authorization: `Bearer ${server.token}` });
  const providers = z.array(Provider).parse((await api.get('/api/v1/providers')).body);
  north = providers.find(({ name }) => name === 'Demo north')?.id as string;
  south = providers.find(({ name }) => name === 'Demo south')?.id as string;
});
afterAll(() => server.stop());

async function instances(query: string): Promise<Instance[]> {
  return InstancePage.parse((await api.get(`/api/v1/instances?pageSize=1000&${query}`)).body).items;
}

/** The instance of this name in the first region. */
async function named(name: string): Promise<Instance> {
  const found = (await instances(`provider=${north}&search=${name}`)).find(
    (instance) => instance.name === name,
  );
  if (!found) throw new Error(`There is no instance ${name}.`);
  return found;
}

/** Instances that nothing keeps from moving; each test takes its own. */
const taken = new Set<string>();
async function movable(): Promise<Instance> {
  const candidates = await instances(`provider=${north}&powerState=on`);
  for (const instance of candidates) {
    const special = /fails|busy|db-|vault|pinned|legacy|quorum|render/.test(instance.name);
    if (taken.has(instance.id) || special || instance.migrateDisabledReason !== null) continue;
    taken.add(instance.id);
    return instance;
  }
  throw new Error('There is no instance left to move.');
}

const reference = ({ providerId, id }: Instance) => ({ providerId, id });
const request = (of: Instance[], options: object = {}, key: string = crypto.randomUUID()) => ({
  instances: of.map(reference),
  options,
  idempotencyKey: key,
});

/** How often the cloud was asked to migrate it. */
function migrationsSentFor({ id }: Instance): number {
  const { entries } = server.demo.control.requests();
  return entries.filter(({ action, path }) => action === 'os-migrateLive' && path.includes(id)).length;
}

async function hostFor(instance: Instance): Promise<string> {
  const answer = await api.post('/api/v1/preflight', { instances: [reference(instance)], options: {} });
  const host = Preflight.parse(answer.body).hosts.find(({ answer }) => answer === 'yes')?.host;
  if (host === undefined) throw new Error(`No host takes ${instance.name}.`);
  return host;
}

describe('preflight', () => {
  test('gives the verdict of every other host, each no with its reason, and changes nothing', async () => {
    const instance = await movable();
    const answer = await api.post('/api/v1/preflight', { instances: [reference(instance)], options: {} });
    expect(answer.status).toBe(200);
    const { instances: judged, hosts } = Preflight.parse(answer.body);
    expect(judged).toMatchObject([{ id: instance.id, name: instance.name, obstacles: [] }]);
    const names = judged[0]?.verdicts.map(({ host }) => host);
    expect(names).not.toContain(instance.host);
    expect(names).toHaveLength(5);
    expect(hosts.some(({ answer }) => answer === 'yes')).toBe(true);
    for (const verdict of hosts.filter(({ answer }) => answer === 'no'))
      expect(verdict.reasons.some(({ severity }) => severity === 'error')).toBe(true);
    expect(hosts.find(({ host }) => host === 'north-compute-06')?.answer).toBe('no');
    expect(migrationsSentFor(instance)).toBe(0);
  });

  test('says what stands in the way of an instance', async () => {
    const stopped = await named('stopped-batch-01');
    const answer = await api.post('/api/v1/preflight', { instances: [reference(stopped)], options: {} });
    const [judged] = Preflight.parse(answer.body).instances;
    expect(judged?.obstacles).toMatchObject([
      { severity: 'error', message: expect.stringContaining('stopped-batch-01') },
    ]);
  });

  test('of an instance that is not there is a 404', async () => {
    const body = { instances: [{ providerId: north, id: crypto.randomUUID() }], options: {} };
    const answer = await api.post('/api/v1/preflight', body);
    expect(answer.status).toBe(404);
    expect(refusalOf(answer).code).toMatch(/unknown|not-found/);
    const noProvider = { instances: [{ providerId: 'nonsense', id: 'x' }], options: {} };
    expect((await api.post('/api/v1/preflight', noProvider)).status).toBe(404);
  });
});

describe('a run', () => {
  test('moves the instance to the named host, and the truth is told everywhere', async () => {
    const instance = await movable();
    const host = await hostFor(instance);
    await choosePassword(server.url, server.evenkeel.newCode as string);
    const { client } = await signIn(server, { username: 'admin', password: CHOSEN_PASSWORD });
    const wanted = request([instance], { host });
    const answer = await client.post('/api/v1/runs', wanted);
    expect(answer.status).toBe(201);
    const run = Run.parse(answer.body);
    expect(run).toMatchObject({
      createdBy: 'admin',
      status: 'active',
      options: { host, blockMigration: 'auto' },
    });
    expect(run.moves).toMatchObject([
      { instanceId: instance.id, requestedHost: host, sourceHost: instance.host },
    ]);

    const path = `/api/v1/runs/${run.id}`;
    const done = await until('the run is done', async () => {
      const now = Run.parse((await api.get(path)).body);
      return now.status === 'done' && now;
    });
    expect(done.moves).toMatchObject([
      { state: 'ended', outcome: 'succeeded', destinationHost: host, reason: null },
    ]);
    const instancePath = `/api/v1/providers/${north}/instances/${instance.id}`;
    const after = await until('the row shows the new host', async () => {
      const now = Instance.parse((await api.get(instancePath)).body);
      return now.host === host && now.powerState === 'on' && now;
    });
    expect(after.move).toMatchObject({ id: done.moves[0]?.id, outcome: 'succeeded' });

    const migrations = await until('the record is observed', async () => {
      const list = z.array(Migration).parse((await api.get(`${instancePath}/migrations`)).body);
      return list[0]?.status === 'completed' && list;
    });
    expect(migrations).toMatchObject([
      { moveId: done.moves[0]?.id, outcome: 'succeeded', destinationHost: host },
    ]);
    const ended = z.array(Move).parse((await api.get('/api/v1/moves?state=ended')).body);
    expect(ended).toContainEqual(done.moves[0]);
  });

  test('asked for twice with one key is one run', async () => {
    const instance = await movable();
    const wanted = request([instance]);
    const answers = await Promise.all([api.post('/api/v1/runs', wanted), api.post('/api/v1/runs', wanted)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 201]);
    const [first, second] = answers.map(({ body }) => Run.parse(body).id);
    expect(second).toBe(first);
    await until('the request was sent', () => migrationsSentFor(instance) > 0);
    expect(migrationsSentFor(instance)).toBe(1);
    const other = await api.post('/api/v1/runs', { ...wanted, options: { blockMigration: 'no' } });
    expect(other.status).toBe(409);
    expect(refusalOf(other).code).toBe('key-reused');
  });

  test('for an instance that is being moved is refused, and names who moves it', async () => {
    const instance = await movable();
    expect((await api.post('/api/v1/runs', request([instance]))).status).toBe(201);
    const answer = await api.post('/api/v1/runs', request([instance]));
    expect(answer.status).toBe(409);
    expect(refusalOf(answer)).toMatchObject({ code: 'move-open', nextStep: expect.any(String) });
  });

  test('that can not be is refused with a sentence and the next step, and nothing is sent', async () => {
    const instance = await movable();
    const stopped = await named('stopped-batch-01');
    const [elsewhere] = await instances(`provider=${south}&powerState=on`);
    const cases: [object, number][] = [
      [request([stopped]), 409],
      [request([instance, stopped]), 409],
      [request([instance], { host: 'nowhere' }), 404],
      [request([instance], { host: instance.host }), 409],
      [request([instance], { host: 'north-compute-06' }), 409],
      [request([instance, elsewhere as Instance], { host: 'north-compute-01' }), 409],
      [{ ...request([]), instances: [{ providerId: north, id: crypto.randomUUID() }] }, 404],
    ];
    for (const [body, status] of cases) {
      const answer = await api.post('/api/v1/runs', body);
      expect([answer.status, answer.text]).toEqual([status, expect.any(String)]);
      expect(refusalOf(answer).nextStep).toMatch(/^\S.+\.$/);
    }
    for (const one of [instance, stopped]) expect(migrationsSentFor(one)).toBe(0);
  });

  test('that nobody asked for is a 404', async () => {
    const answer = await api.get(`/api/v1/runs/${crypto.randomUUID()}`);
    expect(answer.status).toBe(404);
    expect(refusalOf(answer).code).toBe('not-found');
  });

  test('keeps its provider from being removed', async () => {
    const slow = await named('db-primary');
    const answer = await api.post('/api/v1/runs', request([slow]));
    expect(answer.status).toBe(201);
    const removed = await api.delete(`/api/v1/providers/${north}`);
    expect(removed.status).toBe(409);
    expect(refusalOf(removed).code).toBe('moves-under-way');
  });
});
