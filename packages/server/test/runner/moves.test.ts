/** How moves end, each seen through the demo cloud: the outcome, the words, and what was sent. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DomainRefusal, type Runner } from '../../src/runner/index.ts';
import { ended, startWorld, until, type World, wish } from './world.ts';

let world: World;
let runner: Runner;

beforeAll(async () => {
  world = await startWorld();
  runner = world.runner();
});
afterAll(() => world.stop());

async function migrate(name: string, options = {}) {
  const { run } = await runner.createRun(wish([world.instance(name)], options), 'ada');
  const [move] = await ended(runner, run);
  if (!move) throw new Error('The run has no move.');
  return move;
}

test('moves an instance to a host that Nova chooses, over shared storage', async () => {
  const instance = world.instance('quorum-1');
  const { run, created } = await runner.createRun(wish([instance]), 'ada');
  expect(created).toBe(true);
  expect(run).toMatchObject({ createdBy: 'ada', status: 'active' });
  const [move] = await ended(runner, run);
  expect(move).toMatchObject({
    outcome: 'succeeded',
    state: 'ended',
    reason: null,
    sourceHost: instance.host,
  });
  expect(move?.destinationHost).toBe(world.hostOf('quorum-1'));
  expect(move?.destinationHost).not.toBe(instance.host);
  expect(move?.requestId).toMatch(/^req-/);
  const row = await world.db
    .selectFrom('instances')
    .select(['host', 'power_state'])
    .where('id', '=', instance.id)
    .executeTakeFirstOrThrow();
  expect(row).toEqual({ host: move?.destinationHost, power_state: 'on' });
  const events = await world.db.selectFrom('move_events').select('state').orderBy('id').execute();
  const states = events.map(({ state }) => state);
  expect(states.slice(0, 3)).toEqual(['waiting', 'requesting', 'submitted']);
  expect(states.at(-1)).toBe('ended');
});

test('moves to the named host, and keeps the bytes it saw', async () => {
  const south = world.demo.control.instances('south').find(({ name }) => name === 'db-primary');
  const { run } = await runner.createRun(
    wish([{ providerId: world.south, id: south?.id ?? '' }], {
      host: 'south-compute-04',
    }),
    'ada',
  );
  const [move] = await ended(runner, run);
  expect(move).toMatchObject({ outcome: 'succeeded', destinationHost: 'south-compute-04' });
  expect(move?.progress?.memoryTotalBytes).toBe(16 * 1024 ** 3);
  expect(move?.progress?.percent).toBeGreaterThanOrEqual(0);
});

test('a copy that fails is rolled back; the log that knows why is named with the request', async () => {
  const { host } = world.instance('copy-fails-01');
  const move = await migrate('copy-fails-01', { host: 'north-compute-04' });
  expect(move).toMatchObject({ outcome: 'rolled-back', destinationHost: 'north-compute-04' });
  expect(move.reason).toContain(`nova-compute on ${host} (request ${move.requestId})`);
  expect(world.hostOf('copy-fails-01')).toBe(host);
});

test('a failed check is not placed, in the words of the host that checked', async () => {
  const move = await migrate('precheck-fails-01');
  expect(move).toMatchObject({ outcome: 'not-placed', nextStep: expect.stringContaining('CPU model') });
  expect(move.cloudMessage).toContain('Unacceptable CPU info');
});

test('a wrong block flag is said in our words and in those of the cloud', async () => {
  const move = await migrate('legacy-app-01', { blockMigration: 'yes' });
  expect(move).toMatchObject({ outcome: 'not-placed', nextStep: 'Choose Block Migration "automatic".' });
  expect(move.cloudMessage).toContain('is not on local storage');
});

test('a host that filled up meanwhile does not take it', async () => {
  const wanted = wish([world.instance('paused-build-01')], { host: 'north-compute-05' });
  world.demo.control.setService('north-compute-05', { memoryMb: 4200 });
  const { run } = await runner.createRun(wanted, 'ada');
  const [move] = await ended(runner, run);
  world.demo.control.setService('north-compute-05', { memoryMb: 131_072 });
  expect(move).toMatchObject({ outcome: 'not-placed' });
  expect(move?.cloudMessage).toContain('No valid host');
});

test('an instance that was deleted while it waited is lost, and nothing was sent', async () => {
  const [id = ''] = world.demo.control.addInstances({ name: 'short-lived' });
  await world.observe();
  const sent = world.asked().sent;
  const sleeping = world.runner({ timing: { pollMs: 3_600_000 } });
  await sleeping.stop();
  await runner.stop();
  const { run } = await sleeping.createRun(wish([{ providerId: world.north, id }]), 'ada');
  world.demo.control.deleteInstance(id);
  runner = world.runner();
  const [move] = await ended(runner, run);
  expect(move).toMatchObject({ outcome: 'lost', nextStep: 'Find out who deleted it.' });
  expect(move?.reason).toContain('Nothing was sent');
  expect(world.asked().sent).toBe(sent);
});

test('an instance that is deleted while it moves is lost', async () => {
  const instance = world.instance('busy-cache-01');
  const { run } = await runner.createRun(wish([instance]), 'ada');
  await until('it copies', async () => (await runner.getRun(run.id))?.moves[0]?.state === 'copying');
  world.demo.control.deleteInstance(instance.id);
  expect(await ended(runner, run)).toMatchObject([{ outcome: 'lost' }]);
});

test("a person's abort is told as such", async () => {
  const [id = ''] = world.demo.control.addInstances({
    name: 'aborted-01',
    metadata: { demo: 'never-converges' },
  });
  await world.observe();
  const { run } = await runner.createRun(wish([{ providerId: world.north, id }]), 'ada');
  const move = await until('it copies', async () => {
    const now = (await runner.getRun(run.id))?.moves[0];
    return now?.state === 'copying' && now.progress !== null && now;
  });
  await abort(id, move.migrationId as number);
  const [last] = await ended(runner, run);
  expect(last).toMatchObject({ outcome: 'cancelled' });
  expect(last?.reason).toContain('was aborted');
});

/** As an operator does it, beside Evenkeel. */
async function abort(instanceId: string, migrationId: number): Promise<void> {
  const { authUrl, username, password, projectName } = world.demo;
  const user = { name: username, password, domain: { name: 'Default' } };
  const signIn = await fetch(`${authUrl}/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      auth: {
        identity: { methods: ['password'], password: { user } },
        scope: { project: { name: projectName, domain: { name: 'Default' } } },
      },
    }),
  });
  const token = signIn.headers.get('x-subject-token') ?? '';
  const origin = new URL(authUrl).origin;
  const answer = await fetch(`${origin}/north/compute/v2.1/servers/${instanceId}/migrations/${migrationId}`, {
    method: 'DELETE',
    headers: { 'x-auth-token': token, 'openstack-api-version': 'compute 2.65' },
  });
  expect(answer.status).toBe(202);
}

test('a record that says completed while the host stays is inconsistent, said after a while', async () => {
  const [id = ''] = world.demo.control.addInstances({
    name: 'two-truths',
    metadata: { demo: 'never-converges' },
  });
  await world.observe();
  const { run } = await runner.createRun(wish([{ providerId: world.north, id }]), 'ada');
  await until('it copies', async () => (await runner.getRun(run.id))?.moves[0]?.state === 'copying');
  const record = world.demo.control.migrations('north').find((one) => one.instanceId === id);
  world.demo.control.setInstance(id, { taskState: null });
  world.demo.control.setMigration(record?.uuid ?? '', { status: 'completed' });
  await until('the disagreement is noticed', async () => {
    const seen = await world.db.selectFrom('moves').select('disagrees_since').where('instance_id', '=', id);
    return (await seen.executeTakeFirstOrThrow()).disagrees_since !== null;
  });
  expect((await runner.getRun(run.id))?.moves[0]).toMatchObject({ state: 'verifying', outcome: null });
  // A minute is long for a test: it is put back instead.
  await world.db
    .updateTable('moves')
    .set({ disagrees_since: new Date(Date.now() - 61_000) })
    .where('instance_id', '=', id)
    .execute();
  const [move] = await ended(runner, run);
  expect(move).toMatchObject({ outcome: 'inconsistent' });
  expect(move?.reason).toContain("Nova's record says completed");
});

test('what changed between the request and its turn is seen before anything is sent', async () => {
  const cases: {
    name: string;
    change: Parameters<World['demo']['control']['setInstance']>[1];
    said: RegExp;
  }[] = [
    { name: 'stops', change: { vmState: 'stopped', powerState: 4 }, said: /SHUTOFF/ },
    { name: 'locks', change: { locked: true }, said: /was locked by its owner after/ },
    { name: 'migrates', change: { taskState: 'migrating' }, said: /already being migrated/ },
    { name: 'wanders', change: { host: 'north-compute-04' }, said: /somebody else moved it/ },
    { name: 'arrives', change: { host: 'north-compute-05' }, said: /already runs on north-compute-05/ },
  ];
  const ids = cases.map(
    ({ name }) => world.demo.control.addInstances({ name, host: 'north-compute-03' })[0] ?? '',
  );
  await world.observe();
  const sent = world.asked().sent;
  await runner.stop();
  const runs = [];
  for (const id of ids) {
    const wanted = wish([{ providerId: world.north, id }], { host: 'north-compute-05' });
    runs.push((await runner.createRun(wanted, 'ada')).run);
  }
  cases.forEach(({ change }, index) => world.demo.control.setInstance(ids[index] as string, change));
  runner = world.runner();
  for (const [index, run] of runs.entries()) {
    const [move] = await ended(runner, run);
    expect(move?.outcome).toBe('rejected');
    expect(move?.reason).toMatch(cases[index]?.said as RegExp);
    expect(move?.reason).toContain('Nothing was sent.');
  }
  expect(world.asked().sent).toBe(sent);
});

test('a refusal at once is rejected with the words of the cloud and a next step', async () => {
  const racing = world.runner({
    checkpoint: (name) => {
      // Between our last look and the request somebody stops it.
      if (name === 'before-post') world.demo.control.setInstance(id, { vmState: 'stopped', powerState: 4 });
    },
  });
  await runner.stop();
  const [id = ''] = world.demo.control.addInstances({ name: 'stopped-in-between' });
  await world.observe();
  const { run } = await racing.createRun(wish([{ providerId: world.north, id }]), 'ada');
  const [move] = await ended(racing, run);
  expect(move).toMatchObject({
    outcome: 'rejected',
    cloudMessage: `Cannot 'os-migrateLive' instance ${id} while it is in vm_state stopped`,
    reason: 'The instance is not in a state in which it can be live-migrated.',
  });
  expect(move?.requestId).toMatch(/^req-/);
  expect(move?.nextStep).toMatch(/try again/);
  runner = world.runner();
});

test('the refusal is one that the HTTP part knows', () => {
  expect(new DomainRefusal(409, 'move-open', 'No.')).toMatchObject({ name: 'DomainRefusal', status: 409 });
});

test("a cloud of 2015 moves too, and its refusals at once are the move's end", async () => {
  const old = await startWorld({ maxMicroversion: '2.12' });
  try {
    const mover = old.runner();
    const { run } = await mover.createRun(wish([old.instance('quorum-1')]), 'ada');
    expect(await ended(mover, run)).toMatchObject([
      { outcome: 'succeeded', destinationHost: old.hostOf('quorum-1') },
    ]);
    const wrong = await mover.createRun(
      wish([old.instance('quorum-2')], { host: 'north-compute-05', blockMigration: 'yes' }),
      'ada',
    );
    const [move] = await ended(mover, wrong.run);
    expect(move).toMatchObject({ outcome: 'rejected', nextStep: 'Choose Block Migration "automatic".' });
    expect(move?.cloudMessage).toContain('is not on local storage');
  } finally {
    await old.stop();
  }
});
