/** Hosts emptied, seen to and returned one after another, and what people do meanwhile. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type CampaignWorld, ONE, startCampaignWorld, THREE } from './world.ts';

let world: CampaignWorld;
beforeAll(async () => {
  world = await startCampaignWorld();
});
afterEach(() => world.stopCampaigns());
afterAll(() => world?.stop());

test('one host after another is emptied, worked on by a person, returned with its instances', async () => {
  const service = world.campaigns();
  const before = { [ONE]: world.on(ONE), [THREE]: world.on(THREE) };
  world.demo.control.clearRequests();
  const id = await world.begin(service, [THREE, ONE], { outside: { kind: 'person' } });
  const outside = await world.reaches(
    id,
    'the first waits for a person',
    ({ hosts }) => hosts[0]?.state === 'outside',
  );
  expect(outside.hosts.map(({ state }) => state)).toEqual(['outside', 'waiting']);
  expect(world.service(THREE)).toMatchObject({ enabled: false });
  await service.done(id, THREE, { ok: true, message: 'new firmware' }, 'grace');
  const second = await world.reaches(
    id,
    'the second waits for a person',
    ({ hosts }) => hosts[1]?.state === 'outside',
  );
  expect(second.hosts[0]?.state).toBe('done');
  expect(world.on(THREE)).toEqual(before[THREE]);
  await service.done(id, ONE, { ok: true, message: '' }, 'grace');
  const done = await world.reaches(id, 'it is done', ({ state }) => state === 'done');
  expect({ [ONE]: world.on(ONE), [THREE]: world.on(THREE) }).toEqual(before);
  for (const host of [ONE, THREE])
    expect(world.service(host)).toMatchObject({ enabled: true, disabledReason: null });
  expect(Math.max(...Object.values(world.sent()))).toBe(2);
  expect(done.counts).toEqual({ waiting: 0, underWay: 0, done: 2, skipped: 0, failed: 0 });
}, 60_000);
