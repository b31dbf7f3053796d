import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DemoCloud, ManualClock, startDemoCloud } from '../src/index.ts';
import { endedMigration, migrateLive, signIn, type TestClient } from './client.ts';

/** What keeps an instance from a host, one reason at a time; without it the host would be taken. */
let cloud: DemoCloud;
let client: TestClient;
let clock: ManualClock;
const TARGET = 'north-compute-04';
const NO_VALID_HOST = 'No valid host was found. ';
const NOT_ENOUGH = 'No valid host was found. There are not enough hosts available.';

beforeEach(async () => {
  clock = new ManualClock();
  cloud = await startDemoCloud({ regions: ['north'], clock, instancesPerRegion: 30 });
  client = await signIn(cloud);
});
afterEach(() => cloud.close());

/** How the move of `quorum-1` to the target ended, with the reason of the conductor's event. */
async function moved(id: string, host: string | null = TARGET): Promise<[string | undefined, string | null]> {
  const { requestId } = await migrateLive(client, id, host);
  const ended = await endedMigration(clock, cloud, id);
  const action = cloud.control
    .instances()
    .find((each) => each.id === id)
    ?.actions.find((each) => each.requestId === requestId);
  const event = action?.events.find((each) => each.event === 'conductor_live_migrate_instance');
  return [ended?.status, event?.details ?? null];
}
const plain = () => cloud.control.addInstances({ name: 'plain', host: 'north-compute-01' })[0] as string;

test('nothing in the way: it is taken', async () => {
  expect(await moved(plain())).toEqual(['completed', null]);
});

test.each([
  ['disabled', { enabled: false }],
  ['down', { up: false }],
  ['forced down', { forcedDown: true }],
  ['in another cell', { cell: 'cell2' }],
  ['full by its ratio of memory', { memoryRatio: 0.001 }],
  ['full by its ratio of processors', { vcpuRatio: 0.001 }],
  ['full by its ratio of disk', { diskRatio: 0.001 }],
  ['full since it keeps its memory for itself', { reservedMemoryMb: 10_000_000 }],
] as const)('a host that is %s is not a valid one', async (_, patch) => {
  cloud.control.setService(TARGET, patch);
  expect(await moved(plain())).toEqual(['error', NO_VALID_HOST]);
});

test.each([
  ['has an older hypervisor', { hypervisorVersion: 7_002_000 }],
  ['has an older processor', { cpuModel: 'Haswell-noTSX' }],
  ['has a processor nobody knows', { cpuModel: 'EPYC-Rome' }],
  ['fails its checks', { preCheckFailure: 'Binding failed for port' }],
] as const)('a host that %s passes the scheduler and fails in the pre-check', async (_, patch) => {
  cloud.control.setService(TARGET, patch);
  expect(await moved(plain())).toEqual(['error', NOT_ENOUGH]);
});

test('the traits and aggregates that the flavor asks for decide', async () => {
  cloud.control.setExtraSpecs('m1.small', {
    'trait:CUSTOM_SSD': 'required',
    'trait:CUSTOM_OLD': 'forbidden',
    'aggregate_instance_extra_specs:disk': 'ssd',
  });
  const id = plain();
  expect(await moved(id)).toEqual(['error', NO_VALID_HOST]);
  cloud.control.setService(TARGET, { traits: ['CUSTOM_SSD'] });
  expect(await moved(id)).toEqual(['error', NO_VALID_HOST]);
  cloud.control.addAggregate('fast', [TARGET], { disk: 'ssd' });
  cloud.control.setService(TARGET, { traits: ['CUSTOM_SSD', 'CUSTOM_OLD'] });
  expect(await moved(id)).toEqual(['error', NO_VALID_HOST]);
  cloud.control.setService(TARGET, { traits: ['CUSTOM_SSD'] });
  expect(await moved(id)).toEqual(['completed', null]);
});

test('a newer processor takes the guest, and the way back is closed', async () => {
  cloud.control.setService(TARGET, { cpuModel: 'SapphireRapids' });
  const id = plain();
  expect(await moved(id)).toEqual(['completed', null]);
  expect(await moved(id, 'north-compute-01')).toEqual(['error', NOT_ENOUGH]);
});

test('the reason of each refused host stands in the events of the checks', async () => {
  for (const host of cloud.control.hosts())
    cloud.control.setService(host.name, { preCheckFailure: `no room in ${host.name}` });
  const id = plain();
  expect(await moved(id, null)).toEqual(['error', NOT_ENOUGH]);
  const events =
    cloud.control
      .instances()
      .find((each) => each.id === id)
      ?.actions.at(-1)?.events ?? [];
  const checks = events.filter(({ event }) => event === 'compute_check_can_live_migrate_destination');
  expect(checks.map(({ details }) => details).sort()).toEqual(
    [2, 3, 4, 5].map((n) => `Migration pre-check error: no room in north-compute-0${n}`),
  );
});

test('migrate_max_retries ends the search', async () => {
  cloud.control.configure({ migrateMaxRetries: 1 });
  for (const host of cloud.control.hosts()) cloud.control.setService(host.name, { preCheckFailure: 'no' });
  const [status, reason] = await moved(plain(), null);
  expect(status).toBe('error');
  expect(reason).toMatch(/Exceeded max scheduling retries 2 for instance .* during live migration/);
});

test('two members on their way to one host: the second fails in the late check', async () => {
  const [first, second] = [client.idOf('quorum-1'), client.idOf('quorum-2')];
  await migrateLive(client, first, TARGET);
  await migrateLive(client, second, TARGET);
  expect((await endedMigration(clock, cloud, second))?.status).toBe('error');
  expect((await endedMigration(clock, cloud, first))?.status).toBe('completed');
  expect(await moved(second)).toEqual(['error', NO_VALID_HOST]);
});

test('placement holds both sides while it moves, and candidates count both', async () => {
  const id = plain();
  const room = async () =>
    (await client.placement('/allocation_candidates?resources=VCPU:1')).json.provider_summaries;
  const hosts = cloud.control.hosts();
  const used = async (name: string) => {
    const provider = hosts.find((host) => host.name === name)?.hypervisorId ?? '';
    return (await room())[provider]?.resources.MEMORY_MB.used as number;
  };
  const [from, to] = [await used('north-compute-01'), await used(TARGET)];
  await migrateLive(client, id, TARGET);
  clock.advance(3000);
  expect([await used('north-compute-01'), await used(TARGET)]).toEqual([from, to + 2048]);
  await endedMigration(clock, cloud, id);
  expect([await used('north-compute-01'), await used(TARGET)]).toEqual([from - 2048, to + 2048]);
});

test('candidates keep to limit, traits, aggregates and the tree of one provider', async () => {
  const ask = async (query: string) => {
    const { json } = await client.placement(`/allocation_candidates?resources=VCPU:1${query}`);
    return json.allocation_requests?.length ?? json.errors[0].status;
  };
  const [first] = cloud.control.hosts();
  const zone = (await client.call('GET', '/os-aggregates')).json.aggregates[0].uuid;
  expect(await ask('')).toBe(6);
  expect(await ask('&limit=2')).toBe(2);
  expect(await ask('&required=COMPUTE_STATUS_DISABLED')).toBe(1);
  expect(await ask('&required=!COMPUTE_STATUS_DISABLED')).toBe(5);
  expect(await ask(`&member_of=${zone}`)).toBe(3);
  expect(await ask(`&in_tree=${first?.hypervisorId}`)).toBe(1);
  expect(await ask('&limit=0')).toBe(400);
  expect(await ask('&nosuch=1')).toBe(400);
});
