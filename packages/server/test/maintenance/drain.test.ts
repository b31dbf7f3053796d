/** A host is emptied, held and returned, with every kind of instance on it. */
import type { Host, MaintenancePreview, ReturnPreview } from '@evenkeel/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness.ts';
import { isHeld, type MaintenanceWorld, startMaintenanceWorld } from './world.ts';

let world: MaintenanceWorld;
beforeAll(async () => {
  world = await startMaintenanceWorld();
  // It never converges: only time would pass.
  const busy = world.demo.control.instances('north').find(({ name }) => name === 'busy-cache-01');
  world.demo.control.deleteInstance(busy?.id ?? '');
  await until('Evenkeel knows that it is gone', async () => {
    const answer = await world.server.request(`/api/v1/providers/${world.north}/instances/${busy?.id}`);
    return answer.status === 404;
  });
});
afterAll(() => world?.server.stop());

const HOST = 'north-compute-02';
const serviceOf = (name: string) => world.demo.control.hosts('north').find((host) => host.name === name);

test('the preview says where everything goes, and who needs a choice, and sends nothing', async () => {
  world.demo.control.clearRequests();
  const hosts = [{ providerId: world.north, host: HOST }];
  const preview = await world.call<MaintenancePreview>('POST', '/maintenance/preview', { hosts });
  const [plan] = preview.hosts;
  const going = (plan?.moves ?? []).map(({ instanceName }) => instanceName);
  const staying = (plan?.stays ?? []).map(({ instanceName }) => instanceName);
  expect([...going, ...staying].sort()).toEqual(world.on(HOST));
  expect(going).toContain('db-primary');
  expect(staying).toEqual(expect.arrayContaining(['render-head', 'render-node']));
  expect(plan?.moves.every(({ from, to, why }) => from === HOST && to !== HOST && why.length > 20)).toBe(
    true,
  );
  expect(plan?.lowerBoundSeconds).toBeLessThanOrEqual(plan?.seconds as number);
  const sent = world.demo.control.requests().entries.filter(({ method }) => method !== 'GET');
  expect(sent).toEqual([]);
});

test('asks for a choice before anything is done', async () => {
  await expect(world.drain([HOST])).rejects.toMatchObject({ status: 409 });
  await expect(world.drain([HOST])).rejects.toThrow(/choices-missing.*render-head.*affinity/s);
  expect(serviceOf(HOST)).toMatchObject({ enabled: true });
});

test('empties the host but for what was chosen to stay, holds it, and brings all of them home', async () => {
  const before = world.on(HOST);
  const [asked] = await world.drain([HOST], { choices: { others: 'leave' } });
  const id = asked?.id ?? '';
  const held = await world.reaches(id, 'it is held', isHeld);
  expect(world.on(HOST)).toEqual(['render-head', 'render-node']);
  expect(held.left?.map(({ name }) => name).sort()).toEqual(['render-head', 'render-node']);
  expect(held).toMatchObject({ moved: before.length - 2, moving: 0, failed: 0, disabledByUs: true });
  expect(serviceOf(HOST)).toMatchObject({
    enabled: false,
    disabledReason: expect.stringMatching(new RegExp(`^evenkeel:${id} new memory`)),
  });
  expect(held.events.map(({ message }) => message)).toEqual([
    'Asked for by test.',
    `${HOST} is disabled: nothing new comes to it.`,
    expect.stringMatching(/instances are to leave/),
    expect.stringMatching(/^\d+ of \d+ instances moved\.$/),
    expect.stringMatching(/is held\. 2 instances stay as was chosen: render-head, render-node\.$/),
  ]);
  const hosts = await world.call<Host[]>('GET', `/hosts?provider=${world.north}`);
  expect(hosts.find(({ name }) => name === HOST)?.maintenance).toMatchObject({ id, state: 'held' });
  await expect(world.drain([HOST], { choices: { others: 'leave' } })).rejects.toThrow(
    /in maintenance already/,
  );

  const preview = await world.call<ReturnPreview>('POST', `/maintenance/${id}/return/preview`);
  expect(preview.checks.map(({ ok }) => ok)).toEqual([true, true]);
  expect(preview.moves).toHaveLength(before.length - 2);
  await world.call('POST', `/maintenance/${id}/return`, { bringBack: true });
  await world.reaches(id, 'it has ended', ({ state }) => state === 'ended');
  expect(serviceOf(HOST)).toMatchObject({ enabled: true, disabledReason: null });
  expect(world.on(HOST)).toEqual(before);
}, 90_000);
