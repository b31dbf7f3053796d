/** Whenever the process dies: the next one goes on, nothing is done twice, and nothing is forgotten. */
import { randomUUID } from 'node:crypto';
import { MaintenanceRequest } from '@evenkeel/contract';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { MAINTENANCE_CHECKPOINTS } from '../../src/maintenance/index.ts';
import type { World } from '../runner/world.ts';
import { type Controllers, HOST, reaches, startControllers } from './controllers.ts';

let controllers: Controllers;
let world: World;

beforeAll(async () => {
  controllers = await startControllers();
  ({ world } = controllers);
});
afterEach(() => controllers.stopControllers());
afterAll(() => controllers?.stop());

function drainOf(host: string, cold: string) {
  const instances = [{ id: cold, choice: 'cold-migrate' as const }];
  const choices = { others: 'leave' as const, instances };
  const request = MaintenanceRequest.parse({ hosts: [{ providerId: world.north, host }], choices });
  return { ...request, idempotencyKey: randomUUID() };
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
    const first = IN_THE_RETURN.has(at)
      ? { service: controllers.controller(), died: Promise.resolve() }
      : controllers.doomed(at);
    const { maintenances } = await first.service.create(drainOf(HOST, cold), 'ada');
    const id = maintenances[0]?.id as string;
    await first.died;
    const second = controllers.controller();
    const held = await reaches(second, id, ({ state }) => state === 'held');
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
      await controllers.stopControllers();
      const last = controllers.doomed(at);
      await last.service.return(id, { bringBack: true }, 'ada');
      await last.died;
    } else await second.return(id, { bringBack: true }, 'ada');
    const ended = await reaches(controllers.controller(), id, ({ state }) => state === 'ended');
    expect(world.hostOf('quorum-3')).toBe(HOST);
    expect(asked('os-migrateLive')).toBe(2);
    expect(ended.runs.map(({ kind }) => kind).sort()).toEqual(['drain', 'return']);
    const host = world.demo.control.hosts('north').find(({ name }) => name === HOST);
    expect(host).toMatchObject({ enabled: true, disabledReason: null });
  },
  60_000,
);
