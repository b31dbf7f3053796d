/** What is asked for: taken whole, taken once, or refused whole in words. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Runner } from '../../src/runner/index.ts';
import { ended, startWorld, type World, wish } from './world.ts';

let world: World;
/** Stopped: it writes what is wanted and carries nothing out, so that moves stay open. */
let runner: Runner;

beforeAll(async () => {
  world = await startWorld();
  runner = world.runner();
  await runner.stop();
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.deleteFrom('move_events').execute();
  await world.db.deleteFrom('moves').execute();
  await world.db.deleteFrom('runs').execute();
});

async function refusal(request: ReturnType<typeof wish>): Promise<Record<string, unknown>> {
  const error = await runner.createRun(request, 'ada').then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ name: 'DomainRefusal' });
  expect(await world.db.selectFrom('runs').select('id').execute()).toHaveLength(0);
  const { code, status, message, nextStep } = error as Record<string, unknown>;
  expect(nextStep).toMatch(/\w+ \w+/);
  return { code, status, message };
}

test('the same key and the same wish is the same run; another wish is refused', async () => {
  const request = wish([world.instance('quorum-1'), world.instance('quorum-2')]);
  const first = await runner.createRun(request, 'ada');
  const second = await runner.createRun({ ...request, instances: [...request.instances].reverse() }, 'ada');
  expect(first.created).toBe(true);
  expect(second).toEqual({ run: first.run, created: false });
  const other = { ...request, instances: request.instances.slice(0, 1) };
  await expect(runner.createRun(other, 'ada')).rejects.toMatchObject({ code: 'key-reused', status: 409 });
  const otherOptions = { ...request, options: { ...request.options, diskOverCommit: true } };
  await expect(runner.createRun(otherOptions, 'ada')).rejects.toMatchObject({ code: 'key-reused' });
});

test('ten presses at once are one run', async () => {
  const request = wish([world.instance('quorum-1')]);
  const results = await Promise.all(Array.from({ length: 10 }, () => runner.createRun(request, 'ada')));
  expect(new Set(results.map(({ run }) => run.id)).size).toBe(1);
  expect(results.filter(({ created }) => created)).toHaveLength(1);
});

test('two people who ask for the same: one gets it, the other is told who', async () => {
  const instances = [world.instance('quorum-1'), world.instance('quorum-2')];
  const results = await Promise.allSettled([
    runner.createRun(wish(instances), 'ada'),
    runner.createRun(wish([...instances].reverse()), 'grace'),
  ]);
  const taken = results.filter((result) => result.status === 'fulfilled');
  expect(taken).toHaveLength(1);
  const { reason } = results.find((result) => result.status === 'rejected') as PromiseRejectedResult;
  expect(reason).toMatchObject({ code: 'move-open', status: 409 });
  expect(reason.message).toMatch(/already being moved, asked for by (ada|grace) \(run [0-9a-f-]{36}\)/);
  expect(await world.db.selectFrom('moves').select('id').execute()).toHaveLength(2);
});

test('an instance named twice is moved once', async () => {
  const instance = world.instance('quorum-1');
  const { run } = await runner.createRun(wish([instance, instance]), 'ada');
  expect(run.moves).toHaveLength(1);
});

test('refuses what can not be done, in words, and writes nothing', async () => {
  const good = world.instance('quorum-1');
  const unknown = { providerId: world.north, id: '00000000-0000-4000-8000-000000000000' };
  expect(await refusal(wish([good, unknown]))).toMatchObject({ code: 'instance-unknown', status: 404 });
  expect(await refusal(wish([{ providerId: 'nonsense', id: good.id }]))).toMatchObject({ status: 404 });
  expect(await refusal(wish([good, world.instance('stopped-batch-01')]))).toEqual({
    ...{ code: 'wrong-state', status: 409 },
    message: 'stopped-batch-01 is SHUTOFF. Only a running or paused instance can be live-migrated.',
  });
  expect(await refusal(wish([good], { host: 'nowhere' }))).toEqual({
    ...{ code: 'host-unknown', status: 404 },
    message: 'There is no host nowhere in Demo north.',
  });
  expect(await refusal(wish([good], { host: good.host }))).toEqual({
    ...{ code: 'same-host', status: 409 },
    message: `quorum-1 already runs on ${good.host}.`,
  });
  expect(await refusal(wish([good], { host: 'north-compute-06' }))).toEqual({
    ...{ code: 'host-disabled', status: 409 },
    message: 'north-compute-06 is disabled (Memory errors, ticket 4711).',
  });
  const south = world.demo.control.instances('south').find(({ name }) => name === 'quorum-1');
  expect(
    await refusal(wish([{ providerId: world.south, id: south?.id ?? '' }], { host: 'south-compute-05' })),
  ).toMatchObject({ code: 'host-down' });
  expect(
    await refusal(
      wish([good, { providerId: world.south, id: south?.id ?? '' }], { host: 'north-compute-04' }),
    ),
  ).toMatchObject({ code: 'several-providers', status: 409 });
});

test('one that Nova is migrating already is refused as it is now, not as it was seen last', async () => {
  const [id = ''] = world.demo.control.addInstances({ name: 'already-off' });
  await world.observe();
  world.demo.control.setInstance(id, { taskState: 'migrating' });
  expect(await refusal(wish([{ providerId: world.north, id }]))).toEqual({
    ...{ code: 'already-migrating', status: 409 },
    message: 'already-off is already being migrated.',
  });
});

test('each of them fits on the host, but not all of them', async () => {
  const ids = world.demo.control.addInstances({
    name: 'big',
    flavor: 'm1.xlarge',
    host: 'north-compute-01',
    count: 2,
  });
  world.demo.control.setService('north-compute-05', { memoryMb: 4096 + 24_576 });
  await world.observe();
  const instances = ids.map((id) => ({ providerId: world.north, id }));
  const said = await refusal(wish(instances, { host: 'north-compute-05' }));
  expect(said).toMatchObject({ code: 'memory-short', status: 409 });
  expect(said.message).toMatch(/^big-2 needs 16384 MiB of memory, north-compute-05 has \d+ free\.$/);
  await runner.createRun(wish(instances.slice(0, 1), { host: 'north-compute-05' }), 'ada');
  // The first is not there yet, and its place is taken all the same.
  const second = wish(instances.slice(1), { host: 'north-compute-05' });
  await expect(runner.createRun(second, 'ada')).rejects.toMatchObject({ code: 'memory-short' });
  world.demo.control.setService('north-compute-05', { memoryMb: 131_072 });
  await world.observe();
});

test('Disk Over Commit: not ticked the space is verified, ticked it is not', async () => {
  const [id = ''] = world.demo.control.addInstances({
    name: 'wide',
    flavor: 'm1.large',
    host: 'north-compute-01',
  });
  for (const { name } of world.demo.control.hosts('north'))
    world.demo.control.setService(name, { diskGb: 30 });
  await world.observe();
  const instance = { providerId: world.north, id };
  expect(await refusal(wish([instance], { host: 'north-compute-04' }))).toMatchObject({ code: 'disk-short' });
  expect(await refusal(wish([instance]))).toMatchObject({
    ...{ code: 'no-disk-space', message: 'No host has the disk space for wide.' },
  });
  const { run } = await runner.createRun(
    wish([instance], { host: 'north-compute-04', diskOverCommit: true }),
    'ada',
  );
  expect(run.moves).toMatchObject([{ diskOverCommit: true, requestedHost: 'north-compute-04' }]);
  for (const { name } of world.demo.control.hosts('north'))
    world.demo.control.setService(name, { diskGb: 2048 });
  await world.observe();
});

test('a provider that does not answer is refused with its last good time', async () => {
  await world.db
    .updateTable('providers')
    .set({
      health: 'down',
      health_message: 'Its Keystone can not be reached.',
      last_good_at: new Date(Date.now() - 120_500),
    })
    .where('id', '=', world.north)
    .execute();
  await world.db
    .updateTable('instances')
    .set({ observed_at: new Date(Date.now() - 120_500) })
    .execute();
  world.demo.control.fault({ kind: 'unreachable', path: '/servers' });
  const said = await refusal(wish([world.instance('quorum-1')]));
  world.demo.control.clearFaults();
  expect(said).toMatchObject({ code: 'provider-down', status: 503 });
  expect(said.message).toMatch(
    /^Demo north does not answer\. It last did 2 minutes ago .*Its Keystone can not/,
  );
  // It answers again, and what was read just now counts more than its health of before.
  const { created } = await runner.createRun(wish([world.instance('quorum-1')]), 'ada');
  expect(created).toBe(true);
  await world.observe();
});

test('a run is read with its moves in order, and null when there is none', async () => {
  const names = ['quorum-3', 'quorum-1', 'quorum-2'];
  const { run } = await runner.createRun(wish(names.map((name) => world.instance(name))), 'ada');
  expect(run.moves.map(({ instanceName }) => instanceName)).toEqual(names);
  expect(await runner.getRun(run.id)).toEqual(run);
  expect(await runner.getRun('00000000-0000-4000-8000-000000000000')).toBeNull();
  expect(await runner.getRun('nonsense')).toBeNull();
  const working = world.runner();
  await ended(working, run);
  expect((await runner.getRun(run.id))?.status).toBe('done');
});
