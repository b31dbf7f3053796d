/**
 * Servers as processes of their own, on one PostgreSQL, killed with SIGKILL at each step of a drain, of a return and of a
 * campaign as it is seen from outside. What was sent is told by the cloud's own log: nothing twice, nothing forgotten.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CampaignDetail, MaintenanceDetail } from '@evenkeel/contract';
import { type DemoCloud, startDemoCloud } from '@evenkeel/demo-cloud';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createToken } from '../../src/db/tokens.ts';
import { createTestDatabase, type TestDatabase } from '../database.ts';
import { type ServerProcess, startServerProcess, temporaryFolder, until } from '../harness.ts';

/** Nothing is on these at first. */
const FOUR = 'north-compute-04';
const FIVE = 'north-compute-05';
const PATIENCE_MS = 240_000;

let demo: DemoCloud;
let database: TestDatabase;
let folder: string;
let worked: string;
let token: string;
let north: string;
const env = { EVENKEEL_SECRET_KEY: randomBytes(32).toString('base64') };
const all: ServerProcess[] = [];
/** The one that answers. */
let server: ServerProcess;
let url: string;
/** Has its modules loaded, and has begun nothing. */
let next: ServerProcess;

beforeAll(async () => {
  demo = await startDemoCloud({ regions: ['north'], timeScale: 10, instancesPerRegion: 17 });
  database = await createTestDatabase();
  folder = await temporaryFolder();
  worked = join(folder, 'worked');
  await writeFile(worked, '');
  const work = ['/bin/sh', '-c', `echo "$HOST" >> ${worked}; sleep 1`];
  await writeFile(join(folder, 'commands.json'), JSON.stringify({ work }));
  for (const [host, count] of [
    [FOUR, 2],
    [FIVE, 3],
  ] as const)
    demo.control.addInstances({ name: `guest-of-${host}`, count, region: 'north', host });
  ({ token } = await createToken(database.db, { name: 'test', createdBy: 'test' }));
  next = await load();
  await goOn();
  const providers = await api<{ id: string }[]>('/providers');
  north = providers[0]?.id ?? '';
}, PATIENCE_MS);
afterAll(async () => {
  for (const one of all) one.kill('SIGKILL');
  await Promise.all(all.map((one) => one.stop()));
  await database.drop();
  await demo.close();
  await rm(folder, { recursive: true, force: true });
});

async function load(): Promise<ServerProcess> {
  const commands = ['--commands', join(folder, 'commands.json')];
  const one = await startServerProcess({
    ...{ quick: true, demoCloud: demo, databaseUrl: database.url, env, arguments: commands },
  });
  all.push(one);
  return one;
}

/** The next server begins, and another one is loaded. */
async function goOn(): Promise<void> {
  server = next;
  server.begin();
  next = await load();
  url = await server.ready();
}

async function kill(): Promise<void> {
  server.kill('SIGKILL');
  await server.exited;
}

async function api<Value>(path: string, body?: unknown): Promise<Value> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(`${url}/api/v1${path}`, { ...init, headers });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as Value;
}

const guests = () => demo.control.instances('north').filter(({ name }) => name.startsWith('guest-of-'));
const on = (host: string) => guests().filter((guest) => guest.host === host).length;
const isEnabled = (host: string) => demo.control.hosts('north').find(({ name }) => name === host)?.enabled;
const isUnderWay = () =>
  demo.control.migrations('north').some(({ status }) => status === 'running' || status === 'preparing');

/** What Evenkeel meant to move and what the cloud was asked are the same, each once; a permit that died unsent is no request. */
async function sentOnce(): Promise<void> {
  const moves = await database.db.selectFrom('moves').select(['instance_id', 'outcome']).execute();
  expect(new Set(moves.map(({ outcome }) => outcome))).toEqual(new Set(['succeeded']));
  const asked = demo.control.requests().entries.filter(({ action }) => action === 'os-migrateLive');
  for (const { id, name } of guests())
    expect([name, asked.filter(({ path }) => path.includes(id)).length]).toEqual([
      name,
      moves.filter(({ instance_id }) => instance_id === id).length,
    ]);
  expect(asked).toHaveLength(moves.length);
}

/** How often the cloud was asked to switch the host: once to disable it, once to enable it. */
async function switched(host: string): Promise<number> {
  const { service_id } = await database.db
    .selectFrom('hosts')
    .select('service_id')
    .where('name', '=', host)
    .executeTakeFirstOrThrow();
  const { entries } = demo.control.requests();
  return entries.filter(({ method, path }) => method === 'PUT' && path.includes(service_id)).length;
}

const maintenance = (id: string) => api<MaintenanceDetail>(`/maintenance/${id}`);
async function drain(host: string): Promise<string> {
  const hosts = [{ providerId: north, host }];
  const begun = await api<MaintenanceDetail[]>('/maintenance', { hosts, idempotencyKey: randomUUID() });
  return begun[0]?.id ?? '';
}
const giveBack = (id: string) => api(`/maintenance/${id}/return`, { bringBack: true });
const stands = (id: string, state: string) =>
  until(`the maintenance is ${state}`, async () => (await maintenance(id)).state === state);

test(
  'a drain and its return, killed at each step: every request is sent once, and it comes to its end',
  async () => {
    const id = await drain(FIVE);
    const steps: [string, () => Promise<unknown>][] = [
      ['asked for', async () => {}],
      ['disabled', () => until('it is disabled', () => isEnabled(FIVE) === false)],
      ['moves under way', () => until('one is under way', isUnderWay)],
      ['all gone', () => until('all are gone', () => on(FIVE) === 0)],
      ['held', () => stands(id, 'held')],
      ['return asked', () => giveBack(id)],
      ['enabled', () => until('it is enabled', () => isEnabled(FIVE) === true)],
      ['coming home', () => until('one is under way', isUnderWay)],
      ['brought home', () => until('all are home', () => on(FIVE) === 3)],
    ];
    for (const [, reached] of steps) {
      await reached();
      await kill();
      await goOn();
    }
    await stands(id, 'ended');
    expect([on(FIVE), await switched(FIVE)]).toEqual([3, 2]);
    await sentOnce();
    const { runs } = await maintenance(id);
    expect(runs.map(({ kind }) => kind).sort()).toEqual(['drain', 'return']);
  },
  PATIENCE_MS,
);

test(
  'two servers, and the one that works on it killed in mid-drain: the other brings it to its end',
  async () => {
    const first = { server, url };
    await goOn();
    const id = await drain(FIVE);
    await until('one is under way', isUnderWay);
    const pid = await until('one of them works on it', async () => {
      const { lease_owner } = await database.db
        .selectFrom('maintenances')
        .select('lease_owner')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      return lease_owner === null ? null : Number(lease_owner.split('/')[1]);
    });
    const [killed, left] = pid === server.pid ? [server, first] : [first.server, { server, url }];
    killed.kill('SIGKILL');
    await killed.exited;
    ({ server, url } = left);
    expect(killed.pid).toBe(pid);
    await stands(id, 'held');
    expect([on(FIVE), isEnabled(FIVE)]).toEqual([0, false]);
    await giveBack(id);
    await stands(id, 'ended');
    // Twice in the test before, and twice in this one.
    expect([on(FIVE), await switched(FIVE)]).toEqual([3, 4]);
    await sentOnce();
  },
  PATIENCE_MS,
);

test(
  'a campaign killed at each step: each host through once, and its command never run twice by itself',
  async () => {
    const settings = { outside: { kind: 'command', name: 'work' }, choices: { others: 'leave' } };
    const wanted = { name: 'firmware', providerId: north, hosts: [FOUR, FIVE], settings };
    const { id } = await api<CampaignDetail>('/campaigns', { ...wanted, idempotencyKey: randomUUID() });
    const campaign = () => api<CampaignDetail>(`/campaigns/${id}`);
    const first = async () => (await campaign()).hosts[0]?.state;
    const lines = async () => (await readFile(worked, 'utf8')).split('\n').filter(Boolean);
    const restart = async () => {
      await kill();
      await goOn();
    };

    await until('it is drained', async () => (await first()) === 'draining' && isUnderWay());
    await restart();
    await until('the command runs', async () => (await lines()).length === 1);
    await restart();
    // Nobody knows how it ended: a person is asked, and says that it was done.
    const stopped = await until('it stopped', async () => {
      const now = await campaign();
      return now.state === 'stopped' && now;
    });
    expect(stopped.hosts.map(({ state, failedIn }) => [state, failedIn])).toEqual([
      ['failed', 'outside'],
      ['waiting', null],
    ]);
    expect(await lines()).toEqual([FOUR]);
    await api(`/campaigns/${id}/hosts/${FOUR}/retry`, {});
    await api(`/campaigns/${id}/resume`, {});
    await until('it returns', async () => (await first()) === 'returning');
    await restart();
    await until('the first is through', async () => (await first()) === 'done');
    await restart();
    const done = await until('it is done', async () => {
      const now = await campaign();
      return now.state === 'done' && now;
    });
    expect(done.hosts.map(({ state, maintenanceIds }) => [state, maintenanceIds.length])).toEqual([
      ['done', 1],
      ['done', 1],
    ]);
    // The first a second time, as a person asked for it.
    expect(await lines()).toEqual([FOUR, FOUR, FIVE]);
    expect([on(FOUR), on(FIVE)]).toEqual([2, 3]);
    expect([await switched(FOUR), await switched(FIVE)]).toEqual([2, 6]);
    await sentOnce();
  },
  PATIENCE_MS,
);
