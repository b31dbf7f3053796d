/** Whenever the process dies: the next one goes on, nothing is done twice, and nothing is forgotten. */
import { randomUUID } from 'node:crypto';
import { type MaintenanceDetail, MaintenanceRequest } from '@evenkeel/contract';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  MAINTENANCE_CHECKPOINTS,
  type MaintenanceOptions,
  type MaintenanceService,
  startMaintenance,
} from '../../src/maintenance/index.ts';
import type { Runner } from '../../src/runner/index.ts';
import { startWorld, until, type World } from '../runner/world.ts';
import { QUICK } from './world.ts';

const HOST = 'north-compute-03';
let world: World;
let runner: Runner;
const started: MaintenanceService[] = [];

beforeAll(async () => {
  world = await startWorld({ timeScale: 80, instancesPerRegion: 17 });
  runner = world.runner();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
});
afterAll(() => world?.stop());

function controller(more: Partial<MaintenanceOptions> = {}): MaintenanceService {
  const service = startMaintenance({
    ...{
      db: world.db,
      connectionString: world.url,
      clouds: world.clouds,
      runner,
      inventory: world.inventory,
    },
    ...{ logger: pino({ level: 'silent' }), timing: QUICK.maintenance, ...more },
  });
  started.push(service);
  return service;
}

/** One that is killed the first time it comes to the checkpoint. */
function doomed(at: string): { service: MaintenanceService; died: Promise<void> } {
  let tell = () => {};
  const died = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const checkpoint = (passed: string) => {
    if (passed !== at) return;
    tell();
    throw new Error('kill -9');
  };
  return { service: controller({ checkpoint }), died };
}

function drainOf(host: string, cold: string) {
  const instances = [{ id: cold, choice: 'cold-migrate' as const }];
  const choices = { others: 'leave' as const, instances };
  const request = MaintenanceRequest.parse({ hosts: [{ providerId: world.north, host }], choices });
  return { ...request, idempotencyKey: randomUUID() };
}

async function reaches(service: MaintenanceService, id: string, state: string): Promise<MaintenanceDetail> {
  let last: MaintenanceDetail | null = null;
  return until(`it is ${state}`, async () => {
    last = await service.get(id);
    return last?.state === state && last;
  }).catch((error: Error) => {
    throw new Error(`${error.message} ${JSON.stringify(last, null, 1)}`);
  });
}

/** How often the cloud was asked to do this, since the requests were cleared. */
const asked = (action: string) =>
  world.demo.control.requests().entries.filter((request) => request.action === action).length;

/** Adds a stopped instance to the host, and lets Evenkeel know. */
async function addStopped(): Promise<string> {
  const name = `stopped-${randomUUID().slice(0, 8)}`;
  const [id] = world.demo.control.addInstances({ name, region: 'north', host: HOST, state: 'stopped' });
  await world.observe();
  return id as string;
}

const IN_THE_RETURN: ReadonlySet<string> = new Set(['before-enable', 'after-enable', 'before-end']);

test.each(MAINTENANCE_CHECKPOINTS)(
  'killed at %s',
  async (at) => {
    const cold = await addStopped();
    world.demo.control.clearRequests();
    const first = IN_THE_RETURN.has(at) ? { service: controller(), died: Promise.resolve() } : doomed(at);
    const { maintenances } = await first.service.create(drainOf(HOST, cold), 'ada');
    const id = maintenances[0]?.id as string;
    await first.died;
    const second = controller();
    const held = await reaches(second, id, 'held');
    expect(world.hostOf('quorum-3')).not.toBe(HOST);
    expect(world.demo.control.instance(cold)).toMatchObject({ vmState: 'stopped' });
    expect(world.demo.control.instance(cold)?.host).not.toBe(HOST);
    expect([asked('os-migrateLive'), asked('migrate'), asked('confirmResize')]).toEqual([
      1,
      1,
      expect.toSatisfy((times: number) => times >= 1),
    ]);
    expect(held.left?.map(({ name }) => name)).toEqual([
      'broken-import-01',
      'locked-vault-01',
      'suspended-lab-01',
    ]);

    if (IN_THE_RETURN.has(at)) {
      await Promise.all(started.splice(0).map((one) => one.stop()));
      const last = doomed(at);
      await last.service.return(id, { bringBack: true }, 'ada');
      await last.died;
    } else await second.return(id, { bringBack: true }, 'ada');
    const ended = await reaches(controller(), id, 'ended');
    expect(world.hostOf('quorum-3')).toBe(HOST);
    expect(asked('os-migrateLive')).toBe(2);
    expect(ended.runs.map(({ kind }) => kind).sort()).toEqual(['drain', 'return']);
    const host = world.demo.control.hosts('north').find(({ name }) => name === HOST);
    expect(host).toMatchObject({ enabled: true, disabledReason: null });
  },
  60_000,
);
