/** A big cloud is planned in a thread of its own, with the answer that it gets without one. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPlanning, createPlanningFor } from '../../src/maintenance/planning.ts';
import { startWorld, type World } from '../runner/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ instancesPerRegion: 30 });
});
afterAll(() => world?.stop());

test('the plan of a big cloud is the same, and comes while this thread goes on', async () => {
  // Stopped ones on a host that is not there: they are read and counted, and move nothing.
  await sql`
    insert into instances (provider_id, id, name, status, power_state, vm_state, host, vcpus, memory_mb, disk_gb, observed_at)
    select ${world.north}, 'many-' || n, 'many-' || n, 'SHUTOFF', 'off', 'stopped', 'elsewhere', 1, 1024, 10, now()
    from generate_series(1, 4000) n`.execute(world.db);
  const request = [{ host: 'north-compute-03', choices: { others: 'leave' as const, instances: [] } }];
  const here = await createPlanning(world.db).drains(world.north, request);
  const planning = createPlanningFor(world.db, world.url, async () => null);
  let beats = 0;
  const beat = setInterval(() => {
    beats += 1;
  }, 10);
  const there = await planning.drains(world.north, request);
  clearInterval(beat);
  await planning.stop();
  expect(there).toEqual(here);
  expect(here[0]?.steps.length).toBeGreaterThan(0);
  expect(beats).toBeGreaterThan(3);
});
