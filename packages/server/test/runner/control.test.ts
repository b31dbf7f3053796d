/** What a person asks for at the worst moment: between two writes of the runner, or while no process runs. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { askAbort } from '../../src/db/move-control.ts';
import { changeLimits } from '../../src/db/provider-limits.ts';
import { cancelRun, pauseRun, resumeRun } from '../../src/db/run-control.ts';
import { ended, startWorld, until, type World, wish } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

async function addCopyThatLasts(): Promise<{ providerId: string; id: string }> {
  const [id = ''] = world.demo.control.addInstances({
    name: 'lasting-1',
    metadata: { demo: 'never-converges' },
  });
  await world.observe();
  return { providerId: world.north, id };
}

const firstOf = async (runId: string) =>
  world.db.selectFrom('moves').selectAll().where('run_id', '=', runId).executeTakeFirstOrThrow();

test.each([
  ['cancelled with its run', (runId: string) => cancelRun(world.db, runId, false, 'grace')],
  ['cancelled by itself', async (runId: string) => askAbort(world.db, (await firstOf(runId)).id, 'grace')],
])('%s while the runner is about to send: nothing is sent', async (_how, cancel) => {
  const runner = world.runner({
    checkpoint: async (name, moveId) => {
      if (name !== 'before-write-ahead') return;
      const { run_id } = await world.db
        .selectFrom('moves')
        .select('run_id')
        .where('id', '=', moveId)
        .executeTakeFirstOrThrow();
      await cancel(run_id);
    },
  });
  const { run } = await runner.createRun(wish([world.instance('quorum-1')]), 'ada');
  const [move] = await ended(runner, run);
  expect(move).toMatchObject({ outcome: 'cancelled', submittedAt: null });
  expect(move?.reason).toMatch(/^grace cancelled .*Nothing was sent\.$/);
  expect(world.asked()).toEqual({ sent: 0, taken: 0 });
});

test('a pause between the claim and the request holds; resumed, it is sent once', async () => {
  let paused = 0;
  const runner = world.runner({
    checkpoint: async (name) => {
      if (name === 'before-write-ahead' && paused++ === 0) await pauseRun(world.db, run.id);
    },
  });
  const { run } = await runner.createRun(wish([world.instance('quorum-1')]), 'ada');
  await until('it was given back', async () => paused > 0 && (await firstOf(run.id)).lease_owner === null);
  expect(await firstOf(run.id)).toMatchObject({ state: 'waiting', outcome: null });
  expect(world.asked().sent).toBe(0);
  await resumeRun(world.db, run.id);
  expect(await ended(runner, run)).toMatchObject([{ outcome: 'succeeded' }]);
  expect(world.asked()).toEqual({ sent: 1, taken: 1 });
});

test('an abort asked for while no process runs is passed on by the next one', async () => {
  const instance = await addCopyThatLasts();
  const doomed = world.runner({
    checkpoint: (name) => {
      if (name === 'during-copy') throw new Error('kill -9');
    },
  });
  const { run } = await doomed.createRun(wish([instance]), 'ada');
  const copying = until('it copies', async () => {
    const records = world.demo.control.migrations().filter(({ status }) => status === 'running');
    return records.length > 0;
  });
  await copying;
  await doomed.stop();
  // The next one sees that it copies and dies as well, before it does anything.
  const seen = world.runner();
  await until('it is seen to copy', async () => (await firstOf(run.id)).state === 'copying');
  await seen.stop();
  expect(await askAbort(world.db, (await firstOf(run.id)).id, 'grace')).toBe('asked');
  const again = await askAbort(world.db, (await firstOf(run.id)).id, 'ada');
  expect(again).toEqual({ refused: 'grace has asked for it already; Nova has yet to follow.' });
  const [move] = await ended(world.runner(), run);
  expect(move).toMatchObject({ outcome: 'cancelled' });
  expect(world.asked()).toEqual({ sent: 1, taken: 1 });
});

test('an abort that gets no answer is asked for again, and told once', async () => {
  const instance = await addCopyThatLasts();
  const runner = world.runner();
  const { run } = await runner.createRun(wish([instance]), 'ada');
  const { id } = await until('it copies', async () => {
    const move = await firstOf(run.id);
    return move.state === 'copying' && move;
  });
  world.demo.control.fault({ kind: 'status-500', method: 'DELETE', path: '/migrations/', count: 2 });
  await askAbort(world.db, id, 'grace');
  expect(await ended(runner, run)).toMatchObject([{ outcome: 'cancelled' }]);
  const events = await world.db
    .selectFrom('move_events')
    .select('message')
    .where('move_id', '=', id)
    .execute();
  const taken = events.filter(({ message }) => message === 'Nova was asked to abort it, and took it.');
  expect(taken).toHaveLength(1);
});

test('limits of a run hold between two processes', async () => {
  const names = ['quorum-1', 'db-primary', 'locked-vault-01', 'pinned-web-01', 'paused-build-01'];
  let most = 0;
  const checkpoint = async (name: string) => {
    if (name !== 'before-post') return;
    const under = await world.db
      .selectFrom('moves')
      .select('id')
      .where('outcome', 'is', null)
      .where('state', '<>', 'waiting')
      .execute();
    most = Math.max(most, under.length);
  };
  const [one] = [world.runner({ checkpoint }), world.runner({ checkpoint })];
  const limits = { total: 2, perSourceHost: null, perDestinationHost: null, perZone: null };
  const request = {
    ...wish(names.map((name) => world.instance(name))),
    limits,
    order: 'smallest-first' as const,
  };
  const { run } = await one.createRun(request, 'ada');
  const sizes = await world.db
    .selectFrom('moves')
    .select('copy_bytes')
    .where('run_id', '=', run.id)
    .orderBy('turn')
    .execute();
  const bytes = sizes.map(({ copy_bytes }) => copy_bytes as number);
  expect(bytes).toEqual([...bytes].sort((left, right) => left - right));
  expect((await ended(one, run)).map(({ outcome }) => outcome)).toEqual(Array(5).fill('succeeded'));
  expect(most).toBe(2);
});

test('what a provider is given at a time holds from the next move on', async () => {
  const names = ['two-1', 'two-2', 'two-3', 'two-4', 'two-5'];
  const seen = new Map<number, number>();
  const runner = world.runner({
    checkpoint: async (name) => {
      if (name !== 'before-post') return;
      const { rows } = await sql<{ n: number; given: number }>`
        select count(*)::int as n, (select per_source_host from providers where id = ${world.north}) as given from moves
        where outcome is null and state <> 'waiting' group by source_host`.execute(world.db);
      for (const { n, given } of rows) seen.set(given, Math.max(seen.get(given) ?? 0, n));
    },
  });
  for (const name of names) world.demo.control.addInstances({ name, host: 'north-compute-01' });
  await world.observe();
  const ids = names.map((name) => world.instance(name));
  const { run } = await runner.createRun(wish(ids.slice(0, 2)), 'ada');
  await ended(runner, run);
  await changeLimits(world.db, world.north, { perSourceHost: 2 });
  const { run: wider } = await runner.createRun(wish(ids.slice(2)), 'ada');
  expect((await ended(runner, wider)).map(({ outcome }) => outcome)).toEqual(Array(3).fill('succeeded'));
  expect([...seen]).toEqual([
    [1, 1],
    [2, 2],
  ]);
});

test.each([
  [
    'waits for itself by way of another',
    [{ after: [1] }, { after: [0] }],
    'waits, by way of others, for itself',
  ],
  ['names a place that is not there', [{ after: [7] }, {}], 'after the one at 7'],
])('a plan that %s is refused before anything is written', async (_what, own, message) => {
  const runner = world.runner();
  const request = wish([world.instance('quorum-1'), world.instance('db-primary')]);
  const instances = request.instances.map((instance, place) => ({ ...instance, ...own[place] }));
  const refused = runner.createRun({ ...request, instances, idempotencyKey: randomUUID() }, 'ada');
  await expect(refused).rejects.toMatchObject({
    status: 400,
    code: 'bad-plan',
    message: expect.stringContaining(message),
  });
  expect(await world.db.selectFrom('runs').select('id').execute()).toEqual([]);
});
