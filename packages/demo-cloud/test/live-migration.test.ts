import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DemoCloud, ManualClock, startDemoCloud } from '../src/index.ts';
import { endedMigration, migrateLive, signIn, type TestClient, waitFor } from './client.ts';

let cloud: DemoCloud;
let client: TestClient;
let clock: ManualClock;

beforeEach(async () => {
  clock = new ManualClock();
  cloud = await startDemoCloud({ regions: ['north'], clock });
  client = await signIn(cloud);
});
afterEach(() => cloud.close());

const server = async (id: string) => (await client.call('GET', `/servers/${id}`)).json.server;
const record = async (id: string) =>
  (await client.call('GET', `/os-migrations?instance_uuid=${id}`)).json.migrations[0];
const inProgress = async (id: string) =>
  (await client.call('GET', `/servers/${id}/migrations`)).json.migrations[0];

/** Every different (server, record) pair that could be seen, in order. */
async function watch(
  id: string,
): Promise<{ task: string | null; host: string; status: string | undefined }[]> {
  const seen: { task: string | null; host: string; status: string | undefined }[] = [];
  await waitFor(
    clock,
    () => {
      const instance = cloud.control.instances('north').find((each) => each.id === id);
      const migration = cloud.control.migrations('north').findLast(({ instanceId }) => instanceId === id);
      const now = {
        task: instance?.taskState ?? null,
        host: instance?.host ?? '',
        status: migration?.status,
      };
      if (JSON.stringify(now) !== JSON.stringify(seen.at(-1))) seen.push(now);
      return now;
    },
    ({ status }) => ['completed', 'failed', 'error'].includes(status ?? ''),
  );
  return seen;
}

test('goes from accepted to completed, the host written before the record', async () => {
  const id = client.idOf('quorum-1');
  const source = (await server(id))['OS-EXT-SRV-ATTR:host'];
  const answer = await migrateLive(client, id, 'north-compute-04');
  expect([answer.status, answer.json]).toEqual([202, null]);
  expect((await server(id)).status).toBe('MIGRATING');
  expect(await record(id)).toBeUndefined();
  const seen = await watch(id);
  expect(seen).toEqual([
    { task: 'migrating', host: source, status: undefined },
    ...['accepted', 'queued', 'preparing', 'running'].map((status) => ({
      task: 'migrating',
      host: source,
      status,
    })),
    { task: null, host: 'north-compute-04', status: 'running' },
    { task: null, host: 'north-compute-04', status: 'completed' },
  ]);
  expect(await inProgress(id)).toBeUndefined();
  expect((await server(id))['OS-EXT-AZ:availability_zone']).toBe('north-b');
  const action = (await client.call('GET', `/servers/${id}/os-instance-actions/${answer.requestId}`)).json
    .instanceAction;
  expect(action.action).toBe('live-migration');
  expect(action.message).toBeNull();
});

test('counts bytes only while it runs and holds both sides in placement', async () => {
  const id = client.idOf('db-primary');
  await migrateLive(client, id);
  const waiting = await waitFor(
    clock,
    () => inProgress(id),
    (each) => each?.status === 'queued' || each?.status === 'preparing',
  );
  expect(waiting.memory_total_bytes).toBeNull();
  const running = await waitFor(
    clock,
    () => inProgress(id),
    (each) => each?.memory_total_bytes > 0,
  );
  expect(running.status).toBe('running');
  expect(running.memory_total_bytes).toBe(16 * 1024 ** 3);
  const { uuid } = await record(id);
  expect(await record(id)).not.toHaveProperty('memory_total_bytes');
  const held = await Promise.all([id, uuid].map((consumer) => client.placement(`/allocations/${consumer}`)));
  const providers = held.map(({ json }) => Object.keys(json.allocations)[0]);
  expect(new Set(providers).size).toBe(2);
  await endedMigration(clock, cloud, id);
  expect((await client.placement(`/allocations/${uuid}`)).json).toEqual({ allocations: {} });
});

test('a copy that fails clears the task first, then fails the record, and tells no reason', async () => {
  const id = client.idOf('copy-fails-01');
  const { requestId } = await migrateLive(client, id);
  const seen = await watch(id);
  expect(seen.slice(-2)).toEqual([
    { task: null, host: 'north-compute-01', status: 'running' },
    { task: null, host: 'north-compute-01', status: 'failed' },
  ]);
  const action = (await client.call('GET', `/servers/${id}/os-instance-actions/${requestId}`)).json
    .instanceAction;
  const names = action.events.map(({ event }: { event: string }) => event);
  expect(names).toContain('compute_rollback_live_migration_at_destination');
  expect(action.events.every(({ details }: { details: string | null }) => details === null)).toBe(true);
});

test.each([
  ['precheck-fails-01', null, 'No valid host was found. There are not enough hosts available.'],
  ['quorum-1', 'north-compute-01', 'No valid host was found. There are not enough hosts available.'],
  ['quorum-1', 'north-compute-02', 'No valid host was found. '],
  ['quorum-1', 'north-compute-06', 'No valid host was found. '],
  ['pinned-web-01', 'north-compute-04', 'No valid host was found. '],
])(
  '%s to %s is taken with 202 and ends in error with its reason in the event',
  async (name, host, reason) => {
    const id = client.idOf(name);
    const answer = await migrateLive(client, id, host);
    expect(answer.status).toBe(202);
    expect((await endedMigration(clock, cloud, id))?.status).toBe('error');
    expect((await server(id)).status).toBe('ACTIVE');
    const path = `/servers/${id}/os-instance-actions/${answer.requestId}`;
    const { instanceAction } = (await client.call('GET', path)).json;
    expect(instanceAction.message).toBe('Error');
    expect(instanceAction.events.at(-1)).toMatchObject({
      event: 'conductor_live_migrate_instance',
      result: 'Error',
      details: reason,
    });
    const old = (await client.call('GET', path, { version: '2.83' })).json.instanceAction;
    expect(old.events.at(-1)).not.toHaveProperty('details');
  },
);

test('one leaves a host at a time; a queued one can be aborted from 2.65 on', async () => {
  const [busy, waiting] = [client.idOf('busy-cache-01'), client.idOf('quorum-2')];
  await migrateLive(client, busy);
  await waitFor(
    clock,
    () => inProgress(busy),
    (each) => each?.status === 'running',
  );
  await migrateLive(client, waiting);
  const queued = await waitFor(
    clock,
    () => inProgress(waiting),
    (each) => each?.status === 'queued',
  );
  const path = `/servers/${waiting}/migrations/${queued.id}`;
  const refused = await client.call('DELETE', path, { version: '2.64' });
  expect(refused.status).toBe(400);
  expect(refused.json.badRequest.message).toContain('is queued. Cannot abort live migration');
  expect((await client.call('DELETE', path)).status).toBe(202);
  expect((await endedMigration(clock, cloud, waiting))?.status).toBe('cancelled');
  expect((await client.call('GET', path)).status).toBe(404);
  const late = await client.call('DELETE', path);
  expect([late.status, late.json.conflictingRequest.message]).toEqual([
    409,
    `Instance ${waiting} is in an invalid state for 'abort live migration'`,
  ]);
});

test('one that never converges ends by force, and the next in the queue follows', async () => {
  const [busy, waiting] = [client.idOf('busy-cache-01'), client.idOf('quorum-2')];
  await migrateLive(client, busy);
  const running = await waitFor(
    clock,
    () => inProgress(busy),
    (each) => each?.memory_processed_bytes > each?.memory_total_bytes,
  );
  await migrateLive(client, waiting);
  await waitFor(
    clock,
    () => inProgress(waiting),
    (each) => each?.status === 'queued',
  );
  const forced = await client.call('POST', `/servers/${busy}/migrations/${running.id}/action`, {
    body: { force_complete: null },
  });
  expect(forced.status).toBe(202);
  expect((await endedMigration(clock, cloud, busy))?.status).toBe('completed');
  expect((await endedMigration(clock, cloud, waiting))?.status).toBe('completed');
});

test('a running one that is aborted ends cancelled on its source', async () => {
  const id = client.idOf('busy-cache-01');
  await migrateLive(client, id);
  const running = await waitFor(
    clock,
    () => inProgress(id),
    (each) => each?.status === 'running',
  );
  await client.call('DELETE', `/servers/${id}/migrations/${running.id}`);
  expect((await endedMigration(clock, cloud, id))?.status).toBe('cancelled');
  expect((await server(id))['OS-EXT-SRV-ATTR:host']).toBe('north-compute-02');
});
