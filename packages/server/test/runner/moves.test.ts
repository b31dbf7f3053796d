import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Runner } from '../../src/runner/index.ts';
import { ended, startWorld, type World, wish } from './world.ts';

let world: World;
let runner: Runner;

beforeAll(async () => {
  world = await startWorld();
  runner = world.runner();
});
afterAll(() => world.stop());

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
});
