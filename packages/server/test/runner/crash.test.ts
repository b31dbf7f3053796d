/** However the process dies and whatever the cloud does to the answer: one request, one migration, the truth at the end. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { askAbort } from '../../src/db/move-control.ts';
import { CHECKPOINTS, type Runner } from '../../src/runner/index.ts';
import { ended, startWorld, until, type World, wish } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

/** Checkpoints that only a second process passes: it has to die there as well. */
const OF_THE_NEXT: ReadonlySet<string> = new Set(['before-adopted']);

describe.each(CHECKPOINTS.map((name) => ({ name })))('killed at $name', ({ name }) => {
  test('the next process goes on: one request, one migration, succeeded', async () => {
    const instance = world.instance('quorum-1');
    const doomed = (at: string): { runner: Runner; died: Promise<void> } => {
      let tell = () => {};
      const died = new Promise<void>((resolve) => {
        tell = resolve;
      });
      const checkpoint = (passed: string) => {
        if (passed !== at) return;
        tell();
        throw new Error('kill -9');
      };
      return { runner: world.runner({ checkpoint }), died };
    };
    const first = doomed(OF_THE_NEXT.has(name) ? 'after-post' : name);
    const { run } = await first.runner.createRun(wish([instance]), 'ada');
    await first.died;
    if (OF_THE_NEXT.has(name)) await doomed(name).died;

    const moves = await ended(world.runner(), run);
    expect(moves).toMatchObject([{ outcome: 'succeeded', destinationHost: world.hostOf('quorum-1') }]);
    expect(world.asked()).toEqual({ sent: 1, taken: 1 });
  });
});

test('two processes on one database ask once for each move', async () => {
  const names = ['quorum-1', 'db-primary', 'locked-vault-01', 'pinned-web-01', 'paused-build-01'];
  const runners = [world.runner(), world.runner()];
  const [one] = runners as [Runner, Runner];
  const { run } = await one.createRun(wish(names.map((name) => world.instance(name))), 'ada');
  const moves = await ended(one, run);
  expect(moves.map(({ instanceName, outcome }) => [instanceName, outcome])).toEqual(
    names.map((name) => [name, 'succeeded']),
  );
  expect(world.asked()).toEqual({ sent: names.length, taken: names.length });
});

test('never has more than one under way from a host, nor more than four of a provider', async () => {
  const most = { host: 0, provider: 0 };
  const count = async (): Promise<void> => {
    const under = await world.db
      .selectFrom('moves')
      .select('source_host')
      .where('outcome', 'is', null)
      .where('state', '<>', 'waiting')
      .execute();
    most.provider = Math.max(most.provider, under.length);
    for (const { source_host: host } of under)
      most.host = Math.max(most.host, under.filter((move) => move.source_host === host).length);
  };
  const movable = (await world.db.selectFrom('instances').selectAll().execute()).filter(
    (row) =>
      row.provider_id === world.north && row.status === 'ACTIVE' && /^(web|api|app|worker)/.test(row.name),
  );
  expect(movable.length).toBeGreaterThan(5);
  const runners = [world.runner(), world.runner()];
  const [one] = runners as [Runner, Runner];
  const { run } = await one.createRun(
    wish(movable.map((row) => ({ providerId: row.provider_id, id: row.id }))),
    'ada',
  );
  await until('the run is done', async () => {
    await count();
    return (await one.getRun(run.id))?.status === 'done';
  });
  expect(most.host).toBe(1);
  expect(most.provider).toBeLessThanOrEqual(4);
  expect(most.provider).toBeGreaterThan(1);
});

test('an answer that is cut off is looked for, found and adopted', async () => {
  const instance = world.instance('quorum-1');
  world.demo.control.fault({ kind: 'cut', method: 'POST', path: '/action', count: 1 });
  const runner = world.runner();
  const { run } = await runner.createRun(wish([instance]), 'ada');
  const [move] = await ended(runner, run);
  expect(move).toMatchObject({ outcome: 'succeeded' });
  expect(move?.requestId).toMatch(/^req-/);
  expect(world.asked()).toEqual({ sent: 1, taken: 1 });
});

test('a request that was lost on the way is sent again, after the grace', async () => {
  const instance = world.instance('quorum-1');
  world.demo.control.fault({ kind: 'unreachable', method: 'POST', path: '/action', count: 1 });
  const runner = world.runner();
  const { run } = await runner.createRun(wish([instance]), 'ada');
  const [move] = await ended(runner, run);
  expect(move).toMatchObject({ outcome: 'succeeded' });
  expect(world.asked()).toEqual({ sent: 2, taken: 1 });
  const posts = world.demo.control.requests().entries.filter(({ action }) => action === 'os-migrateLive');
  expect((posts[1]?.at ?? 0) - (posts[0]?.at ?? 0)).toBeGreaterThanOrEqual(1500);
});

test('an earlier migration of the same instance is not taken for the one that was never sent', async () => {
  const first = world.runner();
  const there = await first.createRun(
    wish([world.instance('quorum-1')], { host: 'north-compute-04' }),
    'ada',
  );
  expect(await ended(first, there.run)).toMatchObject([{ outcome: 'succeeded' }]);
  await first.stop();
  const doomed = world.runner({
    checkpoint: (name) => {
      if (name === 'before-post') throw new Error('kill -9');
    },
  });
  const back = await doomed.createRun(
    wish([world.instance('quorum-1')], { host: 'north-compute-05' }),
    'ada',
  );
  await until('it died', async () => {
    const { sends } = await world.db
      .selectFrom('moves')
      .select('sends')
      .where('run_id', '=', back.run.id)
      .executeTakeFirstOrThrow();
    return sends > 0;
  });
  expect(await ended(world.runner(), back.run)).toMatchObject([
    { outcome: 'succeeded', destinationHost: 'north-compute-05' },
  ]);
  expect(world.asked()).toEqual({ sent: 2, taken: 2 });
});

test('a cloud that only fails to take requests is asked three times; then it is looked for until a person gives it up', async () => {
  const instance = world.instance('quorum-1');
  world.demo.control.fault({ kind: 'status-500', method: 'POST', path: '/action' });
  const runner = world.runner();
  const { run } = await runner.createRun(wish([instance]), 'ada');
  const move = await until('it is asked no more', async () => {
    const [now] = (await runner.getRun(run.id))?.moves ?? [];
    return now?.nextStep ? now : null;
  });
  expect(move).toMatchObject({ outcome: null, state: 'requesting', controls: { abort: { allowed: true } } });
  expect(move.nextStep).toContain('Abort the move to give it up');
  expect(world.asked()).toEqual({ sent: 3, taken: 0 });
  // It takes no place any more: another from the same host goes.
  world.demo.control.clearFaults();
  const neighbour = world.instance('legacy-app-01');
  expect(neighbour.host).toBe(instance.host);
  const other = await runner.createRun(wish([neighbour]), 'ada');
  expect(await ended(runner, other.run)).toMatchObject([{ outcome: 'succeeded' }]);
  expect((await runner.getRun(run.id))?.moves[0]?.outcome).toBeNull();
  expect(await askAbort(world.db, move.id, 'grace')).toBe('asked');
  const [last] = await ended(runner, run);
  expect(last).toMatchObject({ outcome: 'cancelled' });
  expect(last?.reason).toContain('grace gave it up');
  expect(world.hostOf('quorum-1')).toBe(instance.host);
});

test('a cloud that is away while it moves ends nothing; the end is seen when it is back', async () => {
  const instance = world.instance('quorum-1');
  const runner = world.runner({
    checkpoint: (name) => {
      if (name === 'after-submitted') world.demo.control.fault({ kind: 'status-503' });
    },
  });
  const { run } = await runner.createRun(wish([instance]), 'ada');
  const said = await until('the move says that the cloud is away', async () => {
    const events = await world.db.selectFrom('move_events').select('message').execute();
    return events.find(({ message }) => message.includes('does not answer')) ?? null;
  });
  expect(said.message).toContain('503');
  expect((await runner.getRun(run.id))?.moves[0]?.outcome).toBeNull();
  world.demo.control.clearFaults();
  expect(await ended(runner, run)).toMatchObject([{ outcome: 'succeeded' }]);
  expect(world.asked()).toEqual({ sent: 1, taken: 1 });
});

test('tokens revoked meanwhile are nothing to anybody', async () => {
  const instance = world.instance('quorum-1');
  const runner = world.runner({ checkpoint: () => world.demo.control.revokeTokens() });
  const { run } = await runner.createRun(wish([instance]), 'ada');
  expect(await ended(runner, run)).toMatchObject([{ outcome: 'succeeded' }]);
  expect(world.asked().taken).toBe(1);
});

test('a process that was stopped too long does not send late', async () => {
  const instance = world.instance('quorum-1');
  let wakeUp = () => {};
  const asleep = new Promise<void>((resolve) => {
    wakeUp = resolve;
  });
  // Between the permit and the request the first process stands still, for longer than its lease.
  const slow = world.runner({ checkpoint: (name) => (name === 'before-post' ? asleep : undefined) });
  const { run } = await slow.createRun(wish([instance]), 'ada');
  await until('the permit was given', async () => {
    const move = await world.db.selectFrom('moves').select('sends').executeTakeFirst();
    return (move?.sends ?? 0) > 0;
  });
  // A process that stands still claims nothing and renews no lease.
  const stopping = slow.stop();
  await world.db
    .updateTable('moves')
    .set({ lease_until: new Date(0) })
    .execute();
  const moves = await ended(world.runner(), run).finally(wakeUp);
  await stopping;
  expect(moves).toMatchObject([{ outcome: 'succeeded' }]);
  expect(world.asked()).toEqual({ sent: 1, taken: 1 });
});

test('stopped in the middle, it gives its leases back, and the next goes on at once', async () => {
  const instance = world.instance('db-primary');
  const first = world.runner();
  const { run } = await first.createRun(wish([instance]), 'ada');
  await until('it copies', async () => (await first.getRun(run.id))?.moves[0]?.state === 'copying');
  await first.stop();
  const { lease_owner } = await world.db.selectFrom('moves').select('lease_owner').executeTakeFirstOrThrow();
  expect(lease_owner).toBeNull();
  expect(await ended(world.runner(), run)).toMatchObject([{ outcome: 'succeeded' }]);
  expect(world.asked()).toEqual({ sent: 1, taken: 1 });
});
