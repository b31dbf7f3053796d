/** Ends that Nova brings about by itself, and turns of others: each seen through the demo cloud. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Runner } from '../../src/runner/index.ts';
import { ended, startWorld, until, type World, wish } from './world.ts';

let world: World;
let runner: Runner;

beforeAll(async () => {
  world = await startWorld();
  runner = world.runner();
});
afterAll(() => world.stop());

async function begin(demo: string, host = 'north-compute-01') {
  const [id = ''] = world.demo.control.addInstances({ name: `${demo}-x`, host, metadata: { demo } });
  await world.observe();
  const { run } = await runner.createRun(wish([{ providerId: world.north, id }]), 'ada');
  return { id, run };
}

const copying = (runId: string) =>
  until('it copies', async () => (await runner.getRun(runId))?.moves[0]?.state === 'copying');

test('a conductor that fails before it writes a record is found by its action', async () => {
  const { run } = await begin('fails-before-record');
  const [move] = await ended(runner, run);
  expect(move).toMatchObject({ outcome: 'not-placed', migrationId: null });
  expect(move?.cloudMessage).toContain('DBConnectionError');
});

test('an instance that Nova sets to ERROR is errored, with what to do', async () => {
  const { run } = await begin('ends-in-error');
  const [move] = await ended(runner, run);
  expect(move).toMatchObject({ outcome: 'errored' });
  expect(move?.nextStep).toContain('reset the state');
});

test('a nova-compute that is started again in mid-copy gives it up, which is no refusal', async () => {
  const { run } = await begin('never-converges');
  await copying(run.id);
  world.demo.control.setService('north-compute-01', { up: false });
  world.demo.control.setService('north-compute-01', { up: true });
  const [move] = await ended(runner, run);
  expect(move).toMatchObject({ outcome: 'rolled-back', cloudMessage: null });
  expect(move?.reason).toContain('nova-compute on north-compute-01 is started again');
});

test("Nova's own time-out is told from a person's abort", async () => {
  const { id, run } = await begin('never-converges');
  await copying(run.id);
  // The deadline is hours away; it is put into the past, as if they had gone by.
  await sql`update moves set submitted_at = now() - interval '2 hours', deadline_at = now() - interval '1 minute'
    where instance_id = ${id}`.execute(world.db);
  world.demo.control.configure({ completionTimeoutSecondsPerGib: 1 }, 'north');
  const [move] = await ended(runner, run);
  world.demo.control.configure({ completionTimeoutSecondsPerGib: 800 }, 'north');
  expect(move).toMatchObject({ outcome: 'timed-out' });
});

test('a move that takes longer than Nova allows is said to, once, and is watched on', async () => {
  const { id, run } = await begin('never-converges');
  await copying(run.id);
  await sql`update moves set submitted_at = now() - interval '2 hours', deadline_at = now() - interval '1 minute'
    where instance_id = ${id}`.execute(world.db);
  const told = async () =>
    (
      await sql<{ n: number }>`select count(*) as n from move_events e join moves m on m.id = e.move_id
        where m.instance_id = ${id} and e.message like 'This takes longer%'`.execute(world.db)
    ).rows[0]?.n;
  await until('it is told', async () => (await told()) === 1);
  world.demo.control.deleteInstance(id);
  await ended(runner, run);
  expect(await told()).toBe(1);
});

test("somebody else's migration at the same moment is named, and ours is not sent again", async () => {
  const other = await startWorld({ maxMicroversion: '2.100' });
  try {
    const [id = ''] = other.demo.control.addInstances({ name: 'contested', project: 'web' });
    await other.observe();
    const racing = other.runner({
      checkpoint: async (name) => {
        if (name !== 'before-post') return;
        await migrateAsManager(other, id);
        // Ours gets as far as a proxy.
        other.demo.control.fault({ kind: 'status-503', method: 'POST', path: '/action', count: 1 });
      },
    });
    const { run } = await racing.createRun(wish([{ providerId: other.north, id }]), 'ada');
    const [move] = await ended(racing, run);
    expect(move).toMatchObject({ outcome: 'rejected' });
    expect(move?.reason).toContain('Somebody else began to migrate contested');
    expect(other.asked()).toEqual({ sent: 2, taken: 1 });
  } finally {
    await other.stop();
  }
});

/** As a manager of the project does it, beside Evenkeel. */
async function migrateAsManager({ demo }: World, id: string): Promise<void> {
  const domain = { name: 'Default' };
  const user = { name: 'manager', password: demo.password, domain };
  const scope = { project: { name: 'web', domain } };
  const auth = { identity: { methods: ['password'], password: { user } }, scope };
  const post = (url: string, headers: Record<string, string>, body: unknown) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const token =
    (await post(`${demo.authUrl}/auth/tokens`, {}, { auth })).headers.get('x-subject-token') ?? '';
  const address = `${new URL(demo.authUrl).origin}/north/compute/v2.1/servers/${id}/action`;
  const headers = { 'x-auth-token': token, 'openstack-api-version': 'compute 2.100' };
  const answer = await post(address, headers, { 'os-migrateLive': { host: null, block_migration: 'auto' } });
  expect(answer.status).toBe(202);
}

test('two members of an anti-affinity group are never on their way at once', async () => {
  const members = ['quorum-1', 'quorum-2', 'quorum-3'].map((name) => world.instance(name));
  let most = 0;
  const { run } = await runner.createRun(wish(members), 'ada');
  await until('all have ended', async () => {
    const { rows } = await sql<{ n: number; open: number }>`
      select count(*) filter (where state <> 'waiting' and outcome is null) as n, count(*) filter (where outcome is null) as open
      from moves where run_id = ${run.id}`.execute(world.db);
    most = Math.max(most, rows[0]?.n ?? 0);
    return rows[0]?.open === 0;
  });
  expect(most).toBe(1);
  expect((await runner.getRun(run.id))?.moves.map(({ outcome }) => outcome)).toEqual(
    Array(3).fill('succeeded'),
  );
});
