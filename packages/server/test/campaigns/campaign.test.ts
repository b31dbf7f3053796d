/** Hosts emptied, seen to and returned one after another, and what people do meanwhile. */
import { randomUUID } from 'node:crypto';
import { CampaignRequest, NewCampaign } from '@evenkeel/contract';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type CampaignWorld, FIVE, FOUR, ONE, startCampaignWorld, THREE } from './world.ts';

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
  // What left the second may have come to it meanwhile.
  expect(world.on(THREE)).toEqual(expect.arrayContaining(before[THREE]));
  await service.done(id, ONE, { ok: true, message: '' }, 'grace');
  const done = await world.reaches(id, 'it is done', ({ state }) => state === 'done');
  expect({ [ONE]: world.on(ONE), [THREE]: world.on(THREE) }).toEqual(before);
  for (const host of [ONE, THREE])
    expect(world.service(host)).toMatchObject({ enabled: true, disabledReason: null });
  expect(Math.max(...Object.values(world.sent()))).toBe(2);
  expect(done.counts).toEqual({ waiting: 0, underWay: 0, done: 2, skipped: 0, failed: 0 });
}, 60_000);

test('an instance comes home to where it was at first, also when its refuge is emptied meanwhile', async () => {
  await world.add('traveller', FOUR);
  const service = world.campaigns();
  const outside = { kind: 'person' };
  const first = await world.begin(service, [FOUR], { outside });
  await world.reaches(first, 'the first is worked on', ({ hosts }) => hosts[0]?.state === 'outside');
  const refuge = world.hostOf('traveller') ?? '';
  const second = await world.begin(service, [refuge], { outside });
  await world.reaches(second, 'its refuge is worked on', ({ hosts }) => hosts[0]?.state === 'outside');
  expect([FOUR, refuge]).not.toContain(world.hostOf('traveller'));
  await service.done(second, refuge, { ok: true, message: '' }, 'grace');
  await world.reaches(second, 'its refuge is in use again', ({ state }) => state === 'done');
  expect(world.hostOf('traveller')).not.toBe(refuge);
  await service.done(first, FOUR, { ok: true, message: '' }, 'grace');
  await world.reaches(first, 'the first is in use again', ({ state }) => state === 'done');
  expect(world.hostOf('traveller')).toBe(FOUR);
});

test('a preview tells when each host begins and ends, and who needs a choice, and sends nothing', async () => {
  const service = world.campaigns();
  world.demo.control.clearRequests();
  const preview = await service.preview(
    CampaignRequest.parse({
      providerId: world.north,
      of: { zone: 'north-a' },
      settings: { outsideMinutes: 10, atOnce: 2, windows: [{ cron: '0 22 * * *', minutes: 60 }] },
    }),
  );
  expect(preview.hosts.map(({ host, zone }) => [host, zone])).toEqual([
    [ONE, 'north-a'],
    ['north-compute-02', 'north-a'],
    [THREE, 'north-a'],
  ]);
  const [first, second, third] = preview.hosts;
  expect(first?.beginsAt).toMatch(/T22:00:00.000Z$/);
  expect(second?.beginsAt).toBe(first?.beginsAt);
  expect(third?.beginsAt).toBe([first?.endsAt, second?.endsAt].sort()[0]);
  expect(preview.missing).toBeGreaterThan(0);
  expect(preview.missing).toBe(preview.hosts.reduce((sum, { missing }) => sum + missing, 0));
  expect(preview.open).toHaveLength(3);
  expect(preview.endsAt).toBe(
    preview.hosts
      .map(({ endsAt }) => endsAt)
      .sort()
      .at(-1),
  );
  expect(world.demo.control.requests().entries.filter(({ method }) => method !== 'GET')).toEqual([]);
});

test('the same key twice is one campaign; what is no window, no host or no provider is refused in words', async () => {
  const service = world.campaigns();
  const request = NewCampaign.parse({
    ...{ name: 'twice', providerId: world.north, hosts: [FOUR], idempotencyKey: randomUUID() },
  });
  const [one, other] = await Promise.all([service.create(request, 'ada'), service.create(request, 'ada')]);
  expect(one.campaign.id).toBe(other.campaign.id);
  expect([one.created, other.created].sort()).toEqual([false, true]);
  await expect(service.create({ ...request, hosts: [FIVE] }, 'ada')).rejects.toMatchObject({
    code: 'key-reused',
  });
  await world.reaches(one.campaign.id, 'it is done', ({ state }) => state === 'done');
  const page = await service.list({ state: 'all', limit: 1 });
  expect(page.items.map(({ id }) => id)).toEqual([one.campaign.id]);
  expect(page.nextCursor).not.toBeNull();
  const refused = (more: object) =>
    service.preview(CampaignRequest.parse({ providerId: world.north, of: { hosts: [FOUR] }, ...more }));
  await expect(refused({ of: { hosts: ['nowhere'] } })).rejects.toThrow('There is no host nowhere');
  await expect(refused({ of: { aggregate: 'nothing' } })).rejects.toThrow('in the aggregate nothing');
  await expect(refused({ providerId: 'x' })).rejects.toMatchObject({ status: 404 });
  for (const window of [
    { cron: '99 * * * *' },
    { cron: '0 0 30 2 *' },
    { cron: '0 1 * * *', timeZone: 'Mars/Olympus' },
  ])
    await expect(refused({ settings: { windows: [{ minutes: 60, ...window }] } })).rejects.toMatchObject({
      status: 400,
      code: 'bad-window',
    });
});
