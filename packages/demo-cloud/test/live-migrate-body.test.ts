import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DemoCloud, ManualClock, startDemoCloud } from '../src/index.ts';
import { migrateLive, signIn, type TestClient, waitFor } from './client.ts';

let cloud: DemoCloud;
let client: TestClient;
let clock: ManualClock;

beforeAll(async () => {
  clock = new ManualClock();
  cloud = await startDemoCloud({ regions: ['north'], clock });
  client = await signIn(cloud);
});
afterAll(() => cloud.close());

const send = (name: string, version: string, body: unknown) =>
  client.call('POST', `/servers/${client.idOf(name)}/action`, { version, body: { 'os-migrateLive': body } });

/** Bodies, versions and texts as a real Nova answered them (lab recordings 058 to 073). */
test.each([
  [
    '2.1',
    { host: null, block_migration: false },
    "Invalid input for field/attribute os-migrateLive. Value: {'host': None, 'block_migration': False}. 'disk_over_commit' is a required property",
  ],
  [
    '2.25',
    { host: null, block_migration: 'auto', disk_over_commit: false },
    "Invalid input for field/attribute os-migrateLive. Value: {'host': None, 'block_migration': 'auto', 'disk_over_commit': False}. Additional properties are not allowed ('disk_over_commit' was unexpected)",
  ],
  [
    '2.29',
    { host: 'x', block_migration: 'auto', force: true },
    "Invalid input for field/attribute os-migrateLive. Value: {'host': 'x', 'block_migration': 'auto', 'force': True}. Additional properties are not allowed ('force' was unexpected)",
  ],
  [
    '2.68',
    { host: 'x', block_migration: 'auto', force: true },
    "Invalid input for field/attribute os-migrateLive. Value: {'host': 'x', 'block_migration': 'auto', 'force': True}. Additional properties are not allowed ('force' was unexpected)",
  ],
  ['2.30', { host: null, block_migration: 'auto', force: true }, "Can't force to a non-provided destination"],
  [
    '2.93',
    { block_migration: 'auto' },
    "Invalid input for field/attribute os-migrateLive. Value: {'block_migration': 'auto'}. 'host' is a required property",
  ],
  [
    '2.93',
    { host: 5, block_migration: 'auto' },
    "Invalid input for field/attribute host. Value: 5. 5 is not of type 'string', 'null'",
  ],
  [
    '2.93',
    { host: '', block_migration: 'auto' },
    "Invalid input for field/attribute host. Value: . '' is too short",
  ],
  [
    '2.93',
    { host: null },
    "Invalid input for field/attribute os-migrateLive. Value: {'host': None}. 'block_migration' is a required property",
  ],
  [
    '2.93',
    null,
    "Invalid input for field/attribute os-migrateLive. Value: None. None is not of type 'object'",
  ],
  [
    '2.1',
    { host: 'nosuchhost', block_migration: false, disk_over_commit: false },
    'Compute host nosuchhost could not be found.',
  ],
  ['2.93', { host: 'nosuchhost', block_migration: 'auto' }, 'Compute host nosuchhost could not be found.'],
])('at %s the body %j is 400', async (version, body, message) => {
  const answer = await send('quorum-1', version, body);
  expect(answer.status).toBe(400);
  expect(answer.json).toEqual({ badRequest: { code: 400, message } });
});

test('before 2.25 the word auto is refused with the list of words', async () => {
  const answer = await send('quorum-1', '2.1', {
    host: null,
    block_migration: 'auto',
    disk_over_commit: false,
  });
  expect(answer.json.badRequest.message).toContain(
    "'auto' is not one of [True, 'True', 'TRUE', 'true', '1', 'ON'",
  );
});

test.each([
  [
    '2.1',
    { host: 'north-compute-01', block_migration: false, disk_over_commit: false },
    /^Unable to migrate instance \(.*\) to current host \(north-compute-01\)\.$/,
  ],
  [
    '2.30',
    { host: 'north-compute-01', block_migration: 'auto' },
    /^No valid host was found\. There are not enough hosts available\.$/,
  ],
  ['2.33', { host: 'north-compute-06', block_migration: 'auto' }, /^No valid host was found\. $/],
  [
    '2.30',
    { host: 'north-compute-04', block_migration: true },
    /^north-compute-01 is not on local storage: Block migration can not be used with shared storage\.$/,
  ],
])('until 2.33 a failing check is 400 at once: %s %j', async (version, body, message) => {
  const answer = await send('legacy-app-01', version, body);
  expect(answer.status).toBe(400);
  expect(answer.json.badRequest.message).toMatch(message);
});

test('a stopped instance and one already migrating are 409, an unknown one is 404', async () => {
  const stopped = await migrateLive(client, client.idOf('stopped-batch-01'));
  expect(stopped.status).toBe(409);
  expect(stopped.json.conflictingRequest.message).toBe(
    `Cannot 'os-migrateLive' instance ${client.idOf('stopped-batch-01')} while it is in vm_state stopped`,
  );
  const id = client.idOf('busy-cache-01');
  await migrateLive(client, id);
  const again = await migrateLive(client, id);
  expect(again.json.conflictingRequest.message).toBe(
    `Cannot 'os-migrateLive' instance ${id} while it is in task_state migrating`,
  );
  const unknown = await migrateLive(client, '11111111-2222-3333-4444-555555555555');
  expect([unknown.status, unknown.json.itemNotFound.message]).toEqual([
    404,
    'Instance 11111111-2222-3333-4444-555555555555 could not be found.',
  ]);
});

test('an old cloud takes the flags it has', async () => {
  const body = { host: 'north-compute-04', block_migration: false, disk_over_commit: true };
  expect((await send('quorum-3', '2.1', body)).status).toBe(202);
  const found = await waitFor(
    clock,
    () => cloud.control.instances('north').find(({ name }) => name === 'quorum-3'),
    (each) => each?.taskState === null,
  );
  expect(found?.host).toBe('north-compute-04');
});

test('a member may not migrate in the own project and sees no other project', async () => {
  const member = await signIn(cloud, { name: 'member', project: 'web' });
  const own = await migrateLive(member, client.idOf('legacy-app-01'));
  expect(own.json.forbidden.message).toBe(
    "Policy doesn't allow os_compute_api:os-migrate-server:migrate_live to be performed.",
  );
  expect((await migrateLive(member, client.idOf('quorum-1'))).status).toBe(404);
  expect((await member.call('GET', '/servers/detail?all_tenants=1')).status).toBe(403);
});
