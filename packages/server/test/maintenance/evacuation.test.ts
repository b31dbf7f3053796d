/** A host that dies: evacuated once a person said that it is cut off, nothing sent twice, and the truth about each instance. */
import { randomUUID } from 'node:crypto';
import { type MaintenanceDetail, MaintenanceRequest } from '@evenkeel/contract';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { MaintenanceService } from '../../src/maintenance/index.ts';
import type { World } from '../runner/world.ts';
import { type Controllers, reaches, startControllers } from './controllers.ts';

/** Nothing is on it at first. */
const HOST = 'north-compute-04';
let controllers: Controllers;
let world: World;
let web: string;
let batch: string;

beforeAll(async () => {
  controllers = await startControllers();
  ({ world } = controllers);
});
afterAll(() => controllers?.stop());

beforeEach(async () => {
  web = add('web-of-the-lost', 'active');
  batch = add('batch-of-the-lost', 'stopped');
  world.demo.control.setService(HOST, { up: false });
  await world.observe();
  world.demo.control.clearRequests();
});
afterEach(async () => {
  await controllers.stopControllers();
  world.demo.control.clearFaults();
  for (const { id, name, deletedAt } of world.demo.control.instances('north'))
    if (name.endsWith('-of-the-lost') && deletedAt === null) world.demo.control.deleteInstance(id);
  world.demo.control.setService(HOST, { up: true, forcedDown: false, enabled: true, disabledReason: null });
  await world.db
    .updateTable('maintenances')
    .set({ phase: 'cancelled', ended_at: new Date() })
    .where('ended_at', 'is', null)
    .execute();
  await world.observe();
});

function add(name: string, state: 'active' | 'stopped'): string {
  const [id = ''] = world.demo.control.addInstances({ name, region: 'north', host: HOST, state });
  return id;
}

const request = (more: Record<string, unknown> = {}) =>
  MaintenanceRequest.parse({
    ...{ kind: 'evacuation', hosts: [{ providerId: world.north, host: HOST }] },
    choices: { others: 'rebuild' },
    fenced: true,
    ...more,
  });

async function begin(service: MaintenanceService): Promise<string> {
  const { maintenances } = await service.create({ ...request(), idempotencyKey: randomUUID() }, 'ada');
  return maintenances[0]?.id ?? '';
}

const evacuations = (id: string) =>
  world.demo.control
    .requests()
    .entries.filter(({ action, path }) => action === 'evacuate' && path.includes(id)).length;
const service = () => world.demo.control.hosts('north').find(({ name }) => name === HOST);
const isHeld = ({ state }: MaintenanceDetail) => state === 'held';
const needsSomebody = ({ attention }: MaintenanceDetail) => attention !== null;

test('the preview says who goes where, what is lost, and what a person has to be sure of', async () => {
  const controller = controllers.controller();
  const preview = await controller.preview(request({ choices: { others: null }, fenced: false }));
  const [plan] = preview.hosts;
  expect(plan?.fencing).toBe(
    `I made sure that ${HOST} is off, or cut from its storage and its networks: an instance that runs twice destroys its disk.`,
  );
  expect(plan?.stays.map(({ instanceName, choices }) => [instanceName, choices])).toEqual([
    ['batch-of-the-lost', ['rebuild', 'leave', 'skip']],
    ['web-of-the-lost', ['rebuild', 'leave', 'skip']],
  ]);
  expect(plan?.stays[0]?.message).toContain(
    'is built anew from its image, and everything written to it since is lost',
  );
  expect(preview.missing).toBe(2);
  const chosen = await controller.preview(request());
  expect(chosen.hosts[0]?.moves.map(({ instanceName, to }) => [instanceName, to === HOST])).toEqual([
    ['batch-of-the-lost', false],
    ['web-of-the-lost', false],
  ]);
  expect(world.demo.control.requests().entries.filter(({ method }) => method !== 'GET')).toEqual([]);
});

test('nothing is begun unless a person confirmed, nor of a host that reports', async () => {
  const controller = controllers.controller();
  const key = { idempotencyKey: randomUUID() };
  await expect(controller.create({ ...request({ fenced: false }), ...key }, 'ada')).rejects.toMatchObject({
    code: 'not-fenced',
  });
  world.demo.control.setService(HOST, { up: true });
  await world.observe();
  await expect(controller.create({ ...request(), ...key }, 'ada')).rejects.toMatchObject({
    code: 'host-not-down',
  });
});

test('evacuated, held, and used again after its nova-compute has cleaned up', async () => {
  const controller = controllers.controller();
  const id = await begin(controller);
  const held = await reaches(controller, id, isHeld);
  expect(service()).toMatchObject({ forcedDown: true, enabled: false });
  for (const instance of [web, batch]) {
    expect(world.demo.control.instance(instance)?.host).not.toBe(HOST);
    expect(evacuations(instance)).toBe(1);
  }
  expect(held.moved).toBe(2);
  expect(held.instances.map(({ how, state }) => [how, state])).toEqual([
    ['evacuation', 'succeeded'],
    ['evacuation', 'succeeded'],
  ]);
  await controller.return(id, { bringBack: false }, 'ada');
  const waiting = await reaches(controller, id, needsSomebody);
  expect(waiting.attention?.reason).toContain('Unable to force up host');
  expect(waiting.attention?.nextStep).toContain('Start nova-compute');
  world.demo.control.setService(HOST, { up: true });
  await reaches(controller, id, ({ state }) => state === 'ended');
  expect(service()).toMatchObject({ forcedDown: false, enabled: true });
});

test('what somebody else forced down stays theirs', async () => {
  world.demo.control.setService(HOST, { forcedDown: true });
  await world.observe();
  const controller = controllers.controller();
  const id = await begin(controller);
  await reaches(controller, id, isHeld);
  world.demo.control.setService(HOST, { up: true });
  await controller.return(id, { bringBack: false }, 'ada');
  const waiting = await reaches(controller, id, needsSomebody);
  expect(waiting.attention?.reason).toContain('is forced down: somebody declared it dead');
  expect(service()).toMatchObject({ forcedDown: true });
});

test("one that Nova can not place is a person's, and is tried again when they say so", async () => {
  const controller = controllers.controller({
    checkpoint: (name) => {
      // Between the plan and the scheduler the cloud fills up.
      if (name === 'before-rebuild') setOthers(false);
    },
  });
  const id = await begin(controller);
  const waiting = await reaches(controller, id, needsSomebody);
  setOthers(true);
  expect(waiting.attention?.reason).toMatch(/of-the-lost: Its evacuation failed: .*[Nn]o valid host/s);
  const failed = [web, batch].filter((one) => world.demo.control.instance(one)?.vmState === 'error');
  expect(failed.length).toBeGreaterThan(0);
  await controllers.stopControllers();
  const next = controllers.controller();
  await world.observe();
  await next.resume(id, 'ada');
  await reaches(next, id, isHeld);
  for (const one of failed) expect(evacuations(one)).toBe(2);
});

function setOthers(enabled: boolean): void {
  for (const { name } of world.demo.control.hosts('north'))
    if (name !== HOST)
      world.demo.control.setService(name, { enabled, disabledReason: enabled ? null : 'full' });
}

test('a host that comes back in the midst is not evacuated any further', async () => {
  const controller = controllers.controller({
    checkpoint: (name) => {
      if (name === 'disabled') world.demo.control.setService(HOST, { up: true, forcedDown: false });
    },
  });
  const id = await begin(controller);
  const waiting = await reaches(controller, id, needsSomebody);
  expect(waiting.attention?.reason).toContain('the host is not dead, and nothing is built anew');
  expect(evacuations(web) + evacuations(batch)).toBe(0);
  await controller.cancel(id, { abortRunning: false }, 'ada');
  await reaches(controller, id, ({ state }) => state === 'cancelled');
  expect(service()).toMatchObject({ enabled: true });
});

test('a host that comes back before what stands in line was asked for: it is not asked for', async () => {
  const controller = controllers.controller({
    checkpoint: async (name) => {
      const inLine =
        name === 'claimed' && (await world.db.selectFrom('maintenance_rebuilds').select('state').execute());
      if (inLine && inLine.some(({ state }) => state === 'waiting'))
        world.demo.control.setService(HOST, { up: true, forcedDown: false });
    },
  });
  const id = await begin(controller);
  const waiting = await reaches(controller, id, needsSomebody);
  expect(waiting.attention?.reason).toContain('the host is not dead, and nothing is built anew');
  expect(waiting.instances.map(({ state }) => state)).toEqual(['waiting', 'waiting']);
  expect(evacuations(web) + evacuations(batch)).toBe(0);
});

test.each(['before-forcing-down', 'after-forcing-down', 'before-rebuild', 'after-rebuild', 'before-held'])(
  'killed at %s, the next goes on and evacuates each once',
  async (at) => {
    const first = controllers.doomed(at);
    const id = await begin(first.service);
    await first.died;
    const second = controllers.controller();
    const held = await reaches(second, id, isHeld);
    expect(held.moved).toBe(2);
    expect([evacuations(web), evacuations(batch)]).toEqual([1, 1]);
  },
);
