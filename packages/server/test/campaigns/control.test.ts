/** What people and hosts do in the midst of a campaign: pause, skip, retry, failures, limits, windows, no room. */
import { CampaignRequest } from '@evenkeel/contract';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type CampaignWorld, FIVE, FOUR, ONE, startCampaignWorld, THREE } from './world.ts';

let world: CampaignWorld;
beforeAll(async () => {
  world = await startCampaignWorld();
});
afterEach(() => world.stopCampaigns());
afterAll(() => world?.stop());

test('paused in the midst, no host goes on; resumed, all of it comes to its end', async () => {
  const service = world.campaigns();
  const id = await world.begin(service, [THREE, FOUR], { outside: { kind: 'person' } });
  await world.reaches(id, 'the first is worked on', ({ hosts }) => hosts[0]?.state === 'outside');
  expect(await service.pause(id, 'grace')).toMatchObject({ state: 'paused' });
  await service.done(id, THREE, { ok: true, message: '' }, 'grace');
  await world.reaches(id, 'the answer is kept', ({ hosts }) => hosts[0]?.outside?.ok === true);
  await expect(service.pause(id, 'grace')).rejects.toThrow(/is paused: there is nothing to pause/);
  expect((await service.get(id))?.hosts.map(({ state }) => state)).toEqual(['outside', 'waiting']);
  await service.resume(id, 'grace');
  await world.reaches(id, 'the second is worked on', ({ hosts }) => hosts[1]?.state === 'outside');
  await service.done(id, FOUR, { ok: true, message: '' }, 'grace');
  await world.reaches(id, 'it is done', ({ state }) => state === 'done');
});

test('paused while a host is drained, its maintenance is paused too, and goes on with the campaign', async () => {
  for (const name of ['heavy-1', 'heavy-2', 'heavy-3']) await world.add(name, FIVE);
  const service = world.campaigns();
  const id = await world.begin(service, [FIVE], { bringBack: false });
  const drains = await world.reaches(id, 'it is drained', ({ hosts }) => hosts[0]?.state === 'draining');
  const maintenanceId = drains.hosts[0]?.maintenanceId ?? '';
  await service.pause(id, 'grace');
  await world.reaches(id, 'its maintenance is paused', ({ state }) => state === 'paused');
  await world.until('the maintenance is paused', async () => {
    const state = (await world.maintenance.get(maintenanceId))?.state;
    return state === 'paused' || state === 'held';
  });
  await service.resume(id, 'grace');
  await world.reaches(id, 'it is done', ({ state }) => state === 'done');
  expect(world.on(FIVE)).toEqual([]);
});

test('two at once, one in each zone; what is no host of it is refused', async () => {
  const service = world.campaigns();
  const settings = { atOnce: 2, atOncePerZone: 1, outside: { kind: 'person' } };
  const id = await world.begin(service, [THREE, ONE, FOUR, FIVE], settings);
  const two = await world.reaches(
    id,
    'two are worked on',
    ({ hosts }) => hosts.filter(({ state }) => state === 'outside').length === 2,
  );
  expect(two.hosts.map(({ state }) => state)).toEqual(['outside', 'waiting', 'outside', 'waiting']);
  expect(two.forecastEndsAt).not.toBeNull();
  await expect(service.skip(id, 'elsewhere', { underWay: 'leave' }, 'grace')).rejects.toMatchObject({
    status: 404,
  });
  await service.cancel(id, { underWay: 'cancel', abortRunning: false }, 'grace');
  const over = await world.reaches(id, 'it is cancelled', ({ state }) => state === 'cancelled');
  expect(over.counts).toEqual({ waiting: 0, underWay: 0, done: 0, skipped: 4, failed: 0 });
  for (const host of [THREE, FOUR]) expect(world.service(host)).toMatchObject({ enabled: true });
});

test('one that fails stops the campaign; skipped and resumed, the others go on', async () => {
  const id = await world.add('copy-fails', FOUR, { metadata: { demo: 'copy-fails' } });
  const service = world.campaigns();
  const campaign = await world.begin(service, [FOUR, FIVE], { attentionMinutes: 0, choices: {} });
  const stopped = await world.reaches(campaign, 'it stopped', ({ state }) => state === 'stopped');
  expect(stopped.attention?.reason).toBe(`The campaign stopped: ${FOUR} failed.`);
  expect(stopped.hosts[0]).toMatchObject({ state: 'failed', failedIn: 'draining' });
  expect(stopped.hosts[0]?.reason).toContain('copy-fails');
  expect(stopped.hosts[1]?.state).toBe('waiting');
  await service.skip(campaign, FOUR, { underWay: 'cancel' }, 'grace');
  const skipped = await world.reaches(campaign, 'it is skipped', ({ counts }) => counts.skipped === 1);
  expect(skipped).toMatchObject({ state: 'stopped', counts: { waiting: 1 } });
  expect(world.service(FOUR)).toMatchObject({ enabled: true });
  await service.resume(campaign, 'grace');
  await world.reaches(campaign, 'it is done', ({ state }) => state === 'done');
  world.demo.control.deleteInstance(id);
  await world.observe();
});

test('work that could not be done counts as a failure; tried again it is asked for again', async () => {
  const service = world.campaigns();
  const id = await world.begin(service, [THREE], { outside: { kind: 'person' } });
  await world.reaches(id, 'it is worked on', ({ hosts }) => hosts[0]?.state === 'outside');
  await service.done(id, THREE, { ok: false, message: 'no spare part' }, 'grace');
  const failed = await world.reaches(id, 'it stopped', ({ state }) => state === 'stopped');
  expect(failed.hosts[0]?.reason).toContain('grace says that the work');
  expect(failed.hosts[0]?.reason).toContain('no spare part');
  await service.resume(id, 'grace');
  await service.retry(id, THREE, 'grace');
  const again = await world.reaches(
    id,
    'it is worked on again',
    ({ hosts }) => hosts[0]?.state === 'outside',
  );
  expect(again.hosts[0]?.outside).toMatchObject({ ok: null, answeredAt: null });
  await service.done(id, THREE, { ok: true, message: '' }, 'grace');
  const done = await world.reaches(id, 'it is done', ({ state }) => state === 'done');
  expect(done.hosts[0]?.maintenanceIds).toHaveLength(1);
  await expect(service.retry(id, THREE, 'grace')).rejects.toThrow(/nothing to try again/);
});

test('a maintenance that somebody cancelled is begun anew when the host is tried again', async () => {
  const service = world.campaigns();
  const id = await world.begin(service, [FOUR], { outside: { kind: 'person' } });
  const first = await world.reaches(id, 'it is worked on', ({ hosts }) => hosts[0]?.state === 'outside');
  await world.maintenance.cancel(first.hosts[0]?.maintenanceId ?? '', { abortRunning: false }, 'linus');
  const failed = await world.reaches(id, 'it stopped', ({ state }) => state === 'stopped');
  expect(failed.hosts[0]?.reason).toBe(`The maintenance of ${FOUR} was cancelled.`);
  await service.resume(id, 'grace');
  await service.retry(id, FOUR, 'grace');
  const again = await world.reaches(
    id,
    'it is worked on again',
    ({ hosts }) => hosts[0]?.state === 'outside',
  );
  expect(again.hosts[0]?.maintenanceIds).toHaveLength(2);
  await service.cancel(id, { underWay: 'leave', abortRunning: false }, 'grace');
  const over = await world.reaches(id, 'it is cancelled', ({ state }) => state === 'cancelled');
  expect(over.hosts[0]).toMatchObject({ state: 'skipped' });
  const left = over.hosts[0]?.maintenanceId ?? '';
  expect(await world.maintenance.get(left)).toMatchObject({ state: 'held', campaignId: id });
  await world.maintenance.return(left, { bringBack: false }, 'linus');
  await world.until('it is returned', async () => (await world.maintenance.get(left))?.state === 'ended');
});

test('while the cloud does not answer no host begins; once it does, the campaign goes on by itself', async () => {
  const health = (health: 'down' | 'ok', health_message: string | null) =>
    world.db.updateTable('providers').set({ health, health_message }).where('id', '=', world.north).execute();
  await health('down', 'The cloud does not answer.');
  const service = world.campaigns();
  const id = await world.begin(service, [FOUR, FIVE]);
  const waits = await world.reaches(id, 'it says so', ({ attention }) => attention !== null);
  expect(waits.attention?.reason).toBe(
    `No host can begin. ${FOUR}: Demo north does not let itself be asked now. The cloud does not answer.`,
  );
  expect(waits.hosts.map(({ state, maintenanceId }) => [state, maintenanceId])).toEqual([
    ['waiting', null],
    ['waiting', null],
  ]);
  await health('ok', null);
  const done = await world.reaches(id, 'it is done', ({ state }) => state === 'done');
  expect(done.hosts.map(({ reason }) => reason)).toEqual([null, null]);
});

test('outside its windows no host begins', async () => {
  const service = world.campaigns();
  const far = { cron: '0 0 29 2 *', minutes: 1, timeZone: 'UTC' };
  const id = await world.begin(service, [FOUR], { windows: [far] });
  await world.until('it was looked at', async () => {
    const row = await world.db
      .selectFrom('campaigns')
      .select(['claimed_at', 'lease_owner'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return row.claimed_at !== null && row.lease_owner === null;
  });
  const waits = await service.get(id);
  const { hosts } = await service.preview(
    CampaignRequest.parse({ providerId: world.north, of: { hosts: [FOUR] } }),
  );
  expect(hosts[0]?.remarks).toEqual([
    `${FOUR} is in the campaign firmware too, which is not through with it.`,
  ]);
  expect(waits).toMatchObject({ state: 'running', attention: null, window: { open: false } });
  expect(waits?.hosts[0]?.state).toBe('waiting');
  expect(waits?.forecastEndsAt).toMatch(/-02-29T00:01/);
  await service.cancel(id, { underWay: 'finish', abortRunning: false }, 'grace');
  await world.reaches(id, 'it is cancelled', ({ state }) => state === 'cancelled');
});

test('a window that closes lets what is under way go on, and nothing new begin', async () => {
  const service = world.campaigns();
  const id = await world.begin(service, [FOUR, FIVE], { outside: { kind: 'person' } });
  await world.reaches(id, 'the first is worked on', ({ hosts }) => hosts[0]?.state === 'outside');
  const far = JSON.stringify([{ cron: '0 0 29 2 *', minutes: 1, timeZone: 'UTC' }]);
  await sql`update campaigns set settings = jsonb_set(settings, '{windows}', ${far}::jsonb) where id = ${id}`.execute(
    world.db,
  );
  await service.done(id, FOUR, { ok: true, message: '' }, 'grace');
  const closed = await world.reaches(id, 'the first is done', ({ hosts }) => hosts[0]?.state === 'done');
  expect(closed).toMatchObject({ state: 'running', window: { open: false }, counts: { waiting: 1 } });
  await service.cancel(id, { underWay: 'finish', abortRunning: false }, 'grace');
  const over = await world.reaches(id, 'it is cancelled', ({ state }) => state === 'cancelled');
  expect(over.hosts.map(({ state }) => state)).toEqual(['done', 'skipped']);
});

test('one that failed counts as away until it is skipped; its maintenance is left to people', async () => {
  const service = world.campaigns();
  const settings = { outside: { kind: 'person' }, stopAfterFailures: 2 };
  const id = await world.begin(service, [FOUR, FIVE], settings);
  await world.reaches(id, 'the first is worked on', ({ hosts }) => hosts[0]?.state === 'outside');
  await service.done(id, FOUR, { ok: false, message: '' }, 'grace');
  const stuck = await world.reaches(id, 'it asks', ({ attention }) => attention !== null);
  expect(stuck).toMatchObject({ state: 'running', counts: { failed: 1, waiting: 1 } });
  expect(stuck.attention?.reason).toBe(`No host can begin: ${FOUR} failed, and still counts as away.`);
  await service.skip(id, FOUR, { underWay: 'leave' }, 'grace');
  const next = await world.reaches(
    id,
    'the second is worked on',
    ({ hosts }) => hosts[1]?.state === 'outside',
  );
  const left = next.hosts[0]?.maintenanceId ?? '';
  expect(await world.maintenance.get(left)).toMatchObject({ state: 'held' });
  await world.maintenance.return(left, { bringBack: false }, 'linus');
  await service.done(id, FIVE, { ok: true, message: '' }, 'grace');
  await world.reaches(id, 'it is done', ({ state }) => state === 'done');
  await world.until('it is returned', async () => (await world.maintenance.get(left))?.state === 'ended');
});

test('a host that is not ready in time fails; when it is mended, the campaign comes to its end', async () => {
  const service = world.campaigns();
  const settings = { outside: { kind: 'person' }, readyWithinMinutes: 1 };
  const id = await world.begin(service, [FOUR], settings);
  await world.reaches(id, 'it is worked on', ({ hosts }) => hosts[0]?.state === 'outside');
  world.demo.control.setService(FOUR, { up: false });
  await service.done(id, FOUR, { ok: true, message: '' }, 'grace');
  const failed = await world.reaches(id, 'it failed', ({ state }) => state === 'stopped');
  expect(failed.hosts[0]).toMatchObject({ state: 'failed', failedIn: 'checking' });
  expect(failed.hosts[0]?.reason).toContain('could not be used again within 1 minutes: nova-compute');
  expect(world.service(FOUR)).toMatchObject({ enabled: false });
  world.demo.control.setService(FOUR, { up: true });
  const done = await world.reaches(id, 'it is done after all', ({ counts }) => counts.done === 1);
  expect(done.hosts[0]).toMatchObject({ state: 'done', failedIn: null, reason: null });
  await world.reaches(id, 'the campaign is done', ({ state }) => state === 'done');
});

test('work that nobody reports on counts as a failure after its time', async () => {
  const service = world.campaigns();
  const id = await world.begin(service, [FOUR], { outside: { kind: 'person', timeoutMinutes: 1 } });
  const failed = await world.reaches(id, 'it stopped', ({ state }) => state === 'stopped');
  expect(failed.hosts[0]).toMatchObject({ state: 'failed', failedIn: 'outside' });
  await expect(service.done(id, FOUR, { ok: true, message: '' }, 'grace')).rejects.toThrow(/does not wait/);
  await service.cancel(id, { underWay: 'cancel', abortRunning: false }, 'grace');
  await world.reaches(id, 'it is cancelled', ({ state }) => state === 'cancelled');
  expect(world.service(FOUR)).toMatchObject({ enabled: true });
});

test('a command does the work; one that fails is told with its last words, and run again when it is retried', async () => {
  const service = world.campaigns();
  const unknown = { outside: { kind: 'command', name: 'rm' } };
  await expect(world.begin(service, [FOUR], unknown)).rejects.toThrow('There is no command rm');
  const id = await world.begin(service, [FOUR], { outside: { kind: 'command', name: 'broken' } });
  const failed = await world.reaches(id, 'it stopped', ({ state }) => state === 'stopped');
  expect(failed.hosts[0]).toMatchObject({ state: 'failed', failedIn: 'outside' });
  expect(failed.hosts[0]?.outside).toMatchObject({ ok: false, answeredBy: 'command broken' });
  expect(failed.hosts[0]?.reason).toContain('no such firmware');
  await service.resume(id, 'grace');
  await service.retry(id, FOUR, 'grace');
  await world.reaches(id, 'it failed again', ({ state }) => state === 'stopped');
  await service.skip(id, FOUR, { underWay: 'cancel' }, 'grace');
  await world.reaches(id, 'it is over', ({ counts }) => counts.skipped === 1);
});

test('a host begins only when it can be emptied beside those that are away', async () => {
  const TWO = 'north-compute-02';
  const service = world.campaigns();
  const settings = { atOnce: 3, outside: { kind: 'person' } };
  const id = await world.begin(service, [ONE, THREE, TWO], settings);
  const away = await world.reaches(
    id,
    'two are away, and the third says why it is not',
    ({ hosts }) => hosts.filter(({ state }) => state === 'outside').length === 2 && hosts[2]?.reason !== null,
  );
  expect(away.hosts.map(({ state }) => state)).toEqual(['outside', 'outside', 'waiting']);
  expect(away.hosts[2]?.reason).toContain('has nowhere to go');
  await service.done(id, ONE, { ok: true, message: '' }, 'grace');
  const third = await world.reaches(
    id,
    'the third has its turn',
    ({ hosts }) => hosts[2]?.state === 'outside',
  );
  expect(third.hosts.map(({ state }) => state)).toEqual(['done', 'outside', 'outside']);
  expect(world.service(THREE)).toMatchObject({ enabled: false });
  for (const host of [TWO, THREE]) await service.done(id, host, { ok: true, message: '' }, 'grace');
  await world.reaches(id, 'it is done', ({ state }) => state === 'done');
});

test('a host whose instances have no place waits and says so; with a choice it begins', async () => {
  const service = world.campaigns();
  // Its group forbids the only hosts that are left for it.
  const id = await world.begin(service, [THREE], { choices: {} });
  const waits = await world.reaches(id, 'it asks', ({ attention }) => attention !== null);
  expect(waits.hosts[0]).toMatchObject({ state: 'waiting', maintenanceId: null });
  expect(waits.attention?.reason).toContain(`No host can begin. ${THREE}: `);
  expect(world.service(THREE)).toMatchObject({ enabled: true });
  await service.choose(id, { others: 'leave', instances: [] }, 'grace');
  await world.reaches(id, 'it is done', ({ state }) => state === 'done');
});
