/** Whenever the process dies: the next one goes on, nothing is done twice, and nothing is forgotten. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { CAMPAIGN_CHECKPOINTS } from '../../src/campaigns/index.ts';
import { type CampaignWorld, FIVE, FOUR, QUICK, startCampaignWorld } from './world.ts';

let world: CampaignWorld;
beforeAll(async () => {
  world = await startCampaignWorld();
  await world.add('traveller', FOUR);
});
afterEach(() => world.stopCampaigns());
afterAll(() => world?.stop());

/** A killed process is taken over from when its lease ends. */
const SHORT_LEASE = { ...QUICK, leaseMs: 400 };

const count = (messages: { message: string }[], said: string) =>
  messages.filter(({ message }) => message === said).length;

test.each(CAMPAIGN_CHECKPOINTS)(
  'killed at %s',
  async (at) => {
    world.demo.control.clearRequests();
    let died = false;
    const doomed = world.campaigns({
      timing: SHORT_LEASE,
      checkpoint: (passed) => {
        if (passed !== at) return;
        died = true;
        throw new Error('kill -9');
      },
    });
    const before = (await world.worked()).length;
    const outside = { kind: 'command', name: 'patch' };
    const id = await world.begin(doomed, [FOUR], { outside });
    await world.until(`it dies at ${at}`, async () => died);
    world.campaigns();
    const done = await world.reaches(id, 'it is done', ({ state }) => state === 'done');
    expect(done.hosts.map(({ maintenanceIds }) => maintenanceIds.length)).toEqual([1]);
    expect(world.on(FOUR)).toContain('traveller');
    expect((await world.worked()).slice(before)).toEqual([FOUR]);
    // Once away and once home.
    expect(world.sent().traveller).toBe(2);
    expect(world.service(FOUR)).toMatchObject({ enabled: true, disabledReason: null });
    for (const said of [`${FOUR} is being emptied.`, `${FOUR} is done.`, 'The campaign firmware is done.'])
      expect([said, count(done.events, said)]).toEqual([said, 1]);
  },
  60_000,
);

test('two controllers on one database, and one of them killed: nothing twice, nothing forgotten', async () => {
  world.demo.control.clearRequests();
  let looks = 0;
  const other = world.campaigns({
    timing: SHORT_LEASE,
    checkpoint: () => {
      looks += 1;
      if (looks > 8) throw new Error('kill -9');
    },
  });
  world.campaigns();
  const ids = await Promise.all([world.begin(other, [FOUR]), world.begin(other, [FIVE])]);
  for (const id of ids) await world.reaches(id, 'it is done', ({ state }) => state === 'done');
  const maintenances = await world.db
    .selectFrom('maintenances')
    .select('host')
    .where('campaign_id', 'in', ids)
    .execute();
  expect(maintenances.map(({ host }) => host).sort()).toEqual([FOUR, FIVE]);
  expect(world.sent().traveller).toBe(2);
});
