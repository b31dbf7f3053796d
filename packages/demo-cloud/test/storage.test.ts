import { expect, test } from 'vitest';
import { ManualClock, startDemoCloud } from '../src/index.ts';
import { endedMigration, signIn, waitFor } from './client.ts';

/** The first region's disks are shared, the second's local: the wrong flag is refused by every host. */
test.each([
  [0, true, 'error'],
  [0, false, 'completed'],
  [1, true, 'completed'],
  [1, false, 'error'],
  [1, 'auto', 'completed'],
])('in region %i block_migration %s ends %s', async (index, blockMigration, status) => {
  const clock = new ManualClock();
  const cloud = await startDemoCloud({ clock, instancesPerRegion: 20 });
  const region = cloud.regions[index] ?? '';
  const client = await signIn({ ...cloud, regions: [region] });
  const id = client.idOf('quorum-1');
  const body = { 'os-migrateLive': { host: null, block_migration: blockMigration } };
  expect((await client.call('POST', `/servers/${id}/action`, { body })).status).toBe(202);
  const migration = await endedMigration(clock, cloud, id);
  expect(migration?.status).toBe(status);
  if (status === 'completed') expect(migration?.sample?.disk.total).toBe(index === 0 ? 0 : 1024 ** 3);
  await cloud.close();
});

test('counts no memory, not even its size, until the local disks are copied', async () => {
  const clock = new ManualClock();
  const cloud = await startDemoCloud({ clock, instancesPerRegion: 20 });
  const client = await signIn({ ...cloud, regions: ['south'] });
  const id = client.idOf('quorum-1');
  await client.call('POST', `/servers/${id}/action`, {
    body: { 'os-migrateLive': { host: null, block_migration: true } },
  });
  const newest = () => cloud.control.migrations().findLast(({ instanceId }) => instanceId === id);
  const first = await waitFor(clock, newest, (one) => one?.sample != null);
  expect(first?.sample?.disk.remaining).toBeGreaterThan(0);
  expect(first?.sample?.memory).toEqual({ total: 0, processed: 0, remaining: 0 });
  const later = await waitFor(clock, newest, (one) => one?.sample?.disk.remaining === 0);
  expect(later?.sample?.memory.total).toBeGreaterThan(0);
  await cloud.close();
});

/** Evidence of the lab in docs/nova-behaviour.md: one destination was asked, and the storage's words are the end's. */
test.each([null, 'south-compute-04'])('a wrong flag ends at the first host, with host %s', async (host) => {
  const clock = new ManualClock();
  const cloud = await startDemoCloud({ clock, instancesPerRegion: 20 });
  const client = await signIn({ ...cloud, regions: ['south'] });
  const id = client.idOf('quorum-1');
  const body = { 'os-migrateLive': { host, block_migration: false } };
  const { requestId } = await client.call('POST', `/servers/${id}/action`, { body });
  expect((await endedMigration(clock, cloud, id))?.status).toBe('error');
  const answer = await client.call('GET', `/servers/${id}/os-instance-actions/${requestId}`);
  const events: { event: string; details: string }[] = answer.json.instanceAction.events;
  expect(events.map(({ event }) => event).sort()).toEqual([
    'compute_check_can_live_migrate_destination',
    'compute_check_can_live_migrate_source',
    'conductor_live_migrate_instance',
  ]);
  for (const { details } of events) expect(details).toContain('is not on shared storage');
  await cloud.close();
});
