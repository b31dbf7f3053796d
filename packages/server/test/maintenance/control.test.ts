/** What people and clouds do in the midst of a drain: paused, cancelled, switched by others, refused, late arrivals, two servers. */
import { randomUUID } from 'node:crypto';
import { MaintenanceRequest } from '@evenkeel/contract';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { changeLimits } from '../../src/db/provider-limits.ts';
import type { MaintenanceService } from '../../src/maintenance/index.ts';
import { until, type World } from '../runner/world.ts';
import { type Controllers, HOST, reaches, startControllers } from './controllers.ts';

let controllers: Controllers;
let controller: Controllers['controller'];
let world: World;

beforeEach(async () => {
  controllers = await startControllers();
  ({ world, controller } = controllers);
});
afterEach(() => controllers?.stop());

async function begin(service: MaintenanceService, hosts = [HOST]): Promise<string[]> {
  const request = MaintenanceRequest.parse({
    hosts: hosts.map((host) => ({ providerId: world.north, host })),
    choices: { others: 'leave' },
  });
  const { maintenances } = await service.create({ ...request, idempotencyKey: randomUUID() }, 'ada');
  return maintenances.map(({ id }) => id);
}

const serviceOf = (name: string) => world.demo.control.hosts('north').find((host) => host.name === name);
async function add(name: string): Promise<void> {
  world.demo.control.addInstances({ name, region: 'north', host: HOST });
  await world.observe();
}

test('cancelled in the midst, it launches nothing more and enables the host that it disabled', async () => {
  for (const name of ['more-1', 'more-2', 'more-3']) await add(name);
  const service = controller();
  const [id = ''] = await begin(service);
  await reaches(service, id, ({ moved }) => moved >= 1);
  await service.cancel(id, { abortRunning: false }, 'ada');
  const after = await reaches(service, id, ({ state }) => state === 'cancelled');
  expect(serviceOf(HOST)).toMatchObject({ enabled: true, disabledReason: null });
  expect(after.moved).toBeLessThan(4);
  expect(after.instances.filter(({ state }) => state === 'cancelled').length).toBeGreaterThan(0);
});

test('a plan is made within what the provider is given, and no wider than what is asked for', async () => {
  for (const name of ['more-1', 'more-2', 'more-3']) await add(name);
  const service = controller();
  const preview = async (limits?: object) => {
    const hosts = [{ providerId: world.north, host: HOST }];
    const request = MaintenanceRequest.parse({ hosts, choices: { others: 'leave' }, limits });
    return (await service.preview(request)).hosts[0] as { waves: number; seconds: number };
  };
  const before = await preview();
  expect((await preview({ perSourceHost: 4 })).waves).toBe(before.waves);
  await changeLimits(world.db, world.north, { perSourceHost: 2, linkGbps: 1 });
  const { waves, seconds } = await preview();
  expect(waves).toBe(Math.ceil(before.waves / 2));
  expect(seconds).toBeGreaterThan(2 * before.seconds);
  expect((await preview({ perSourceHost: 1 })).waves).toBe(before.waves);
});

test('paused, nothing new begins; resumed, it comes to its end', async () => {
  for (const name of ['more-1', 'more-2', 'more-3']) await add(name);
  const service = controller();
  const [id = ''] = await begin(service);
  await reaches(service, id, ({ moved }) => moved >= 1);
  await service.pause(id, 'ada');
  await reaches(service, id, ({ runs }) => runs[0]?.status === 'paused' && runs[0].counts.running === 0);
  expect((await service.get(id))?.state).toBe('paused');
  const { sent } = world.asked();
  await service.resume(id, 'ada');
  const held = await reaches(service, id, ({ state }) => state === 'held');
  expect(held.moved).toBe(4);
  expect(sent).toBeLessThan(world.asked().sent);
});

test('what somebody else disabled stays theirs', async () => {
  world.demo.control.setService(HOST, { enabled: false, disabledReason: 'bad fan, Grace' });
  const service = controller();
  const [id = ''] = await begin(service);
  const held = await reaches(service, id, ({ state }) => state === 'held');
  expect(held.disabledByUs).toBe(false);
  expect(held.events.map(({ message }) => message).join(' ')).toContain('bad fan, Grace');
  await service.return(id, { bringBack: false }, 'ada');
  await reaches(service, id, ({ state }) => state === 'ended');
  expect(serviceOf(HOST)).toMatchObject({ enabled: false, disabledReason: 'bad fan, Grace' });
});

test('enabled by somebody meanwhile, it asks; resumed, it disables again', async () => {
  await add('more-1');
  const service = controller({
    checkpoint: (name) => {
      if (name === 'run-linked') world.demo.control.setService(HOST, { enabled: true, disabledReason: null });
    },
  });
  const [id = ''] = await begin(service);
  const asks = await reaches(service, id, ({ state }) => state === 'needs-attention');
  expect(asks.attention?.reason).toContain('Somebody enabled');
  await service.resume(id, 'ada');
  await reaches(service, id, ({ state }) => state === 'held');
  expect(serviceOf(HOST)).toMatchObject({ enabled: false });
});

test('enabled by somebody while moves are on their way, it asks at once and needs no end of them to disable again', async () => {
  world.demo.control.addInstances({
    name: 'lasting',
    region: 'north',
    host: HOST,
    metadata: { demo: 'never-converges' },
  });
  await world.observe();
  const service = controller();
  const [id = ''] = await begin(service);
  await reaches(service, id, ({ runs }) => runs[0]?.counts.running === 1);
  world.demo.control.setService(HOST, { enabled: true, disabledReason: null });
  const asks = await reaches(service, id, ({ state }) => state === 'needs-attention');
  expect(asks.attention?.reason).toBe(`Somebody enabled ${HOST} while it is being drained.`);
  expect(asks.runs[0]?.status).toBe('active');
  await service.resume(id, 'ada');
  await until('it is disabled again', async () => serviceOf(HOST)?.enabled === false);
  const goesOn = await reaches(service, id, ({ attention }) => attention === null);
  expect(goesOn.runs.map(({ status }) => status)).toEqual(['active']);
  world.demo.control.setService(HOST, { up: false });
  const down = await reaches(service, id, ({ attention }) => attention !== null);
  expect(down.attention?.reason).toBe(
    `nova-compute on ${HOST} is down: nothing can be migrated live from it.`,
  );
});

test('a host that somebody disables anew is theirs from then on, and that is said once', async () => {
  const service = controller();
  const [id = ''] = await begin(service);
  await reaches(service, id, ({ state }) => state === 'held');
  world.demo.control.setService(HOST, { disabledReason: 'bad fan, Grace' });
  const said = await reaches(service, id, ({ disabledByUs }) => disabledByUs === false);
  expect(said.attention).toBeNull();
  const { lookedAt } = said;
  await reaches(service, id, (now) => now.lookedAt !== lookedAt);
  await service.return(id, { bringBack: false }, 'ada');
  const ended = await reaches(service, id, ({ state }) => state === 'ended');
  const told = ended.events.filter(({ message }) => message.includes('was disabled anew by somebody else'));
  expect(told).toHaveLength(1);
  expect(serviceOf(HOST)).toMatchObject({ enabled: false, disabledReason: 'bad fan, Grace' });
});

test('one that was left as it was stopped, and is started while the host is held, is told and goes when asked', async () => {
  const { control } = world.demo;
  const [sleeper = ''] = control.addInstances({
    name: 'sleeper',
    region: 'north',
    host: HOST,
    state: 'stopped',
  });
  await world.observe();
  const service = controller();
  const [id = ''] = await begin(service);
  await reaches(service, id, ({ state }) => state === 'held');
  control.setInstance(sleeper, { vmState: 'active' });
  const asks = await reaches(service, id, ({ attention }) => attention !== null);
  expect(asks.attention?.reason).toBe(`sleeper was started on ${HOST} while it was held.`);
  await service.resume(id, 'ada');
  await reaches(service, id, ({ state, moved }) => state === 'held' && moved === 2);
  expect(world.hostOf('sleeper')).not.toBe(HOST);
});

test('a late arrival is taken too, and one that no host takes is tried elsewhere and then told', async () => {
  let came = false;
  const service = controller({
    checkpoint: async (name) => {
      if (name !== 'run-linked' || came) return;
      came = true;
      await add('late-1');
    },
  });
  await world.demo.control.addInstances({
    ...{ name: 'nobody-takes-it', region: 'north', host: HOST, metadata: { demo: 'precheck-fails' } },
  });
  await world.observe();
  const [id = ''] = await begin(service);
  const asks = await reaches(service, id, ({ state }) => state === 'needs-attention');
  expect(world.hostOf('late-1')).not.toBe(HOST);
  expect(asks.attention?.reason).toContain('nobody-takes-it');
  const tried = asks.instances.filter(({ name }) => name === 'nobody-takes-it');
  expect(tried.length).toBeGreaterThan(1);
  expect(new Set(tried.map(({ to }) => to)).size).toBe(tried.length);
  expect(tried.length).toBeLessThanOrEqual(3);
});

test('two controllers on one database, and one of them killed: two hosts, nothing twice, nothing forgotten', async () => {
  for (const name of ['more-1', 'more-2']) await add(name);
  let looks = 0;
  const one = controller();
  const other = controller({
    checkpoint: () => {
      looks += 1;
      if (looks > 6) throw new Error('kill -9');
    },
  });
  const ids = await begin(other, [HOST, 'north-compute-01']);
  for (const id of ids)
    await reaches(one, id, ({ state, attention }) => state === 'held' || attention !== null);
  expect(looks).toBeGreaterThan(6);
  // One that asks a person may have moves under way still.
  const moves = await until('every move has ended', async () => {
    const all = await world.db.selectFrom('moves').select(['sends', 'ended_at']).execute();
    return all.every((move) => move.ended_at !== null) && all;
  });
  // A move refused before anything was sent has no request; no other has more than one.
  const sent = moves.reduce((sum, move) => sum + move.sends, 0);
  const posts = world.demo.control.requests().entries.filter(({ action }) => action === 'os-migrateLive');
  expect(posts).toHaveLength(sent);
  expect(moves.every((move) => move.sends <= 1)).toBe(true);
  for (const name of ['quorum-3', 'more-1', 'more-2']) expect(world.hostOf(name)).not.toBe(HOST);
});
