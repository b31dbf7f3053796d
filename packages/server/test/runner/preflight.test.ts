/** What would happen, said beforehand. */
import { Preflight } from '@evenkeel/contract';
import { ManualClock } from '@evenkeel/demo-cloud';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Runner } from '../../src/runner/index.ts';
import { startWorld, type World, wish } from './world.ts';

const TARGET = 'north-compute-04';
type Place = ReturnType<World['instance']>;

let world: World;
let runner: Runner;

beforeAll(async () => {
  world = await startWorld();
  runner = world.runner();
  await runner.stop();
});
afterAll(() => world.stop());

async function preflight(instances: { providerId: string; id: string }[], options = {}): Promise<Preflight> {
  const { instances: asked, options: chosen } = wish(instances, options);
  return Preflight.parse(await runner.preflight({ instances: asked, options: chosen }));
}

const answers = (verdicts: Preflight['hosts']) =>
  Object.fromEntries(verdicts.map(({ host, answer, reasons }) => [host, [answer, reasons[0]?.code]]));

test('gives every host but the present one, best first, with the reason why not', async () => {
  const instance = world.instance('legacy-app-01');
  const { instances, hosts } = await preflight([instance]);
  const [one] = instances;
  expect(one).toMatchObject({ id: instance.id, name: 'legacy-app-01', obstacles: [] });
  expect(one?.verdicts.map(({ host }) => host)).not.toContain(instance.host);
  expect(one?.verdicts).toHaveLength(5);
  expect(one?.verdicts[0]?.answer).toBe('yes');
  expect(one?.verdicts.at(-1)).toMatchObject({ host: 'north-compute-06', answer: 'no' });
  const { load } = one?.verdicts[0] ?? {};
  expect(load?.memoryAfter).toBeGreaterThan(load?.memory ?? 1);
  expect(answers(hosts)).toMatchObject({
    'north-compute-01': ['no', 'same-host'],
    'north-compute-06': ['no', 'host-disabled'],
  });
});

test('says what stands in the way of the instance itself', async () => {
  const { instances } = await preflight(
    ['stopped-batch-01', 'locked-vault-01'].map((name) => world.instance(name)),
  );
  expect(instances.map(({ obstacles }) => obstacles.map(({ code, severity }) => [code, severity]))).toEqual([
    [['wrong-state', 'error']],
    [['locked', 'warning']],
  ]);
});

test('members of one group can not all go to one host', async () => {
  const names = ['quorum-1', 'quorum-2'];
  const { instances, hosts } = await preflight(names.map((name) => world.instance(name)));
  const free = (index: number) => instances[index]?.verdicts.find(({ host }) => host === 'north-compute-04');
  expect([free(0)?.answer, free(1)?.answer]).toEqual(['yes', 'yes']);
  expect(answers(hosts)['north-compute-04']).toEqual(['no', 'anti-affinity']);
});

test('a member on its way counts where it goes', async () => {
  const { run } = await runner.createRun(
    wish([world.instance('quorum-1')], { host: 'north-compute-04' }),
    'ada',
  );
  const { instances, hosts } = await preflight([world.instance('quorum-2'), world.instance('quorum-1')]);
  expect(answers(instances[0]?.verdicts ?? [])['north-compute-04']).toEqual(['no', 'anti-affinity']);
  expect(instances[1]?.obstacles).toMatchObject([{ code: 'move-open', severity: 'error' }]);
  expect(hosts).toHaveLength(6);
  await world.db.deleteFrom('moves').where('run_id', '=', run.id).execute();
});

test('a migration that somebody else started counts on both hosts, and for its group', async () => {
  const clock = new ManualClock(Date.now() + 60_000);
  const there = await startWorld({ clock, timeScale: 1 });
  const judged = there.runner();
  await judged.stop();
  const [moving, member, neighbour] = ['quorum-1', 'quorum-2', 'legacy-app-01'].map((name) =>
    there.instance(name),
  ) as [Place, Place, Place];
  const look = async ({ providerId, id }: Place) => {
    const { instances, options } = wish([{ providerId, id }]);
    const [one] = Preflight.parse(await judged.preflight({ instances, options })).instances;
    return { ...one, onTarget: one?.verdicts.find(({ host }) => host === TARGET) };
  };
  const before = await look(neighbour);
  const cloud = await there.clouds.get(there.north);
  const options = { host: TARGET, blockMigration: 'auto', diskOverCommit: false } as const;
  await cloud.liveMigrate(moving.id, options);
  // Until Nova has chosen, as asked; what placement says of the hosts was read before.
  clock.advance(5_000);
  expect(there.demo.control.migrations()).toMatchObject([{ destinationHost: TARGET }]);
  await there.inventory.observeInstance(there.north, moving.id);
  const after = await look(neighbour);
  expect(after.obstacles).toMatchObject([{ code: 'source-busy', severity: 'information' }]);
  expect(after.onTarget?.reasons.map(({ code }) => code)).toContain('destination-busy');
  expect(after.onTarget?.load.memory).toBeGreaterThan(before.onTarget?.load.memory ?? 1);
  expect((await look(member)).onTarget).toMatchObject({
    answer: 'no',
    reasons: expect.arrayContaining([expect.objectContaining({ code: 'anti-affinity' })]),
  });
  await there.stop();
});

test('no host takes instances of two providers', async () => {
  const south = world.demo.control.instances('south').find(({ name }) => name === 'quorum-1');
  const { instances, hosts } = await preflight([
    world.instance('quorum-1'),
    { providerId: world.south, id: south?.id ?? '' },
  ]);
  expect(instances.map(({ providerId }) => providerId)).toEqual([world.north, world.south]);
  expect(instances.every(({ verdicts }) => verdicts.some(({ answer }) => answer === 'yes'))).toBe(true);
  expect(new Set(hosts.map(({ answer, reasons }) => `${answer} ${reasons[0]?.code}`))).toEqual(
    new Set(['no other-provider']),
  );
  expect(hosts).toHaveLength(12);
});

test('what the cloud does not tell is said to be unknown, and does not refuse', async () => {
  await world.db
    .updateTable('hosts')
    .set({ placement: JSON.stringify(null), cpu_info: JSON.stringify(null), disk_available_least_gb: null })
    .where('name', '=', 'north-compute-04')
    .execute();
  const { instances } = await preflight([world.instance('legacy-app-01')]);
  const verdict = instances[0]?.verdicts.find(({ host }) => host === 'north-compute-04');
  expect(verdict?.answer).toBe('yes');
  expect(verdict?.reasons.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['cpu-unknown', 'memory-unknown', 'vcpus-unknown', 'disk-unknown']),
  );
  expect(Object.values(verdict?.load ?? { none: 0 }).every((load) => load === null)).toBe(true);
  await world.observe();
});

test('reads a few instances fresh: what changed a moment ago is known', async () => {
  const instance = world.instance('legacy-app-01');
  world.demo.control.setInstance(instance.id, { vmState: 'stopped', powerState: 4 });
  const { instances } = await preflight([instance]);
  expect(instances[0]?.obstacles).toMatchObject([{ code: 'wrong-state' }]);
  world.demo.control.setInstance(instance.id, { vmState: 'active', powerState: 1 });
});

test('a cloud that hangs does not hold it up: it says how old the facts are', async () => {
  const instance = world.instance('legacy-app-01');
  await preflight([instance]);
  const earlier = new Date(Date.now() - 90_500);
  await world.db.updateTable('instances').set({ observed_at: earlier }).execute();
  await world.db.updateTable('providers').set({ last_good_at: earlier }).execute();
  world.demo.control.fault({ kind: 'slow', milliseconds: 3_000, path: '/servers' });
  const hasty = world.runner({ timing: { freshMs: 50 } });
  const { instances, hosts } = await hasty.preflight({
    instances: [{ providerId: instance.providerId, id: instance.id }],
    options: { host: null, blockMigration: 'auto', diskOverCommit: false },
  });
  expect(instances[0]?.obstacles).toEqual([
    {
      ...{ code: 'seen-earlier', severity: 'warning' },
      message: 'Demo north does not answer now; this is how legacy-app-01 was seen 1 minute ago.',
    },
  ]);
  expect(hosts).toHaveLength(6);
  world.demo.control.clearFaults();
  await world.observe();
});

test('an unknown instance is refused as not found', async () => {
  const unknown = { providerId: world.north, id: 'nothing' };
  await expect(preflight([unknown])).rejects.toMatchObject({ code: 'instance-unknown', status: 404 });
});

test('judges a thousand instances, each and all together', async () => {
  const ids = world.demo.control.addInstances({
    name: 'crowd',
    flavor: 'm1.tiny',
    host: 'north-compute-04',
    count: 970,
  });
  await world.observe();
  const instances = ids.map((id) => ({ providerId: world.north, id }));
  const { instances: judged, hosts } = await preflight(instances);
  expect(judged).toHaveLength(970);
  expect(judged.map(({ id }) => id)).toEqual(ids);
  expect(hosts.find(({ host }) => host === 'north-compute-01')).toMatchObject({
    answer: 'no',
    reasons: [{ code: 'vcpus-short' }],
  });
});
