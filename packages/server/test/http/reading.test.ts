/** Providers, hosts, migrations and moves as the API shows them. */
import { Host, Migration, Move, Provider } from '@evenkeel/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { refusalOf } from './expectations.ts';
import { addHosts, addInstances, addMigrations, addMoves, addProvider } from './rows.ts';
import { type HttpUnderTest, startHttp } from './set-up.ts';

let http: HttpUnderTest;
let north: string;
let south: string;
let moves: string[];

beforeAll(async () => {
  http = await startHttp();
  north = await addProvider(http.db, {
    ...{ name: 'North', region: 'north', compute_version: '2.96', last_good_at: '2026-03-01T12:00:00.5Z' },
    secret: Buffer.from('hidden-secret'),
    settings: JSON.stringify({ caCertificate: 'hidden-certificate' }),
  });
  south = await addProvider(http.db, {
    ...{ name: 'South', demo: true, health: 'down', health_message: 'The cloud does not answer.' },
  });
  await addInstances(http.db, north, [
    { name: 'a', zone: 'az1', host: 'n-1' },
    { name: 'b', zone: 'az1', host: 'n-1', status: 'MIGRATING' },
    { name: 'c', zone: null, host: 'n-2' },
    { name: 'd', zone: '', host: null },
  ]);
  await http.db
    .insertInto('zones')
    .values([
      { provider_id: north, name: 'az1', available: true },
      { provider_id: north, name: 'empty', available: true },
    ])
    .execute();
  await addHosts(http.db, north, [
    {
      ...{ name: 'n-2', zone: 'az1', hypervisor_type: 'QEMU', hypervisor_version: 8_002_002 },
      ...{
        vcpus: 64,
        vcpus_used: 1,
        memory_mb: 3_000_000_000,
        memory_mb_used: 512,
        disk_gb: 100,
        disk_gb_used: 1,
      },
      disk_available_least_gb: -5,
      placement: JSON.stringify([
        { resourceClass: 'VCPU', total: 64, reserved: 1, allocationRatio: 4.5, used: 3 },
      ]),
    },
    { name: 'n-1', status: 'disabled', disabled_reason: 'new fan', state: 'down' },
  ]);
  await addHosts(http.db, south, [{ name: 's-1' }]);
  moves = await addMoves(http.db, north, [
    {
      ...{ instance_id: 'a', state: 'ended', outcome: 'succeeded', migration_id: 7 },
      ...{ source_host: 'n-2', destination_host: 'n-1', created_at: '2026-02-01T00:00:00Z' },
    },
    { instance_id: 'b', state: 'copying', migration_id: 8, created_at: '2026-02-02T00:00:00Z' },
    { instance_id: 'c', state: 'planned', created_at: '2026-02-03T00:00:00Z' },
  ]);
  await addMigrations(http.db, north, [
    {
      id: 7,
      instance_id: 'a',
      created_at: '2026-02-01T00:00:01Z',
      source_host: 'n-2',
      destination_host: 'n-1',
    },
    {
      ...{ id: 8, instance_id: 'b', status: 'running', created_at: '2026-02-02T00:00:01Z' },
      ...{
        memory_total_bytes: 8 * 1024 ** 4,
        memory_remaining_bytes: 2 * 1024 ** 4,
        memory_processed_bytes: 9 * 1024 ** 4,
      },
    },
    { id: 6, instance_id: 'deleted-since', status: 'error', created_at: '2026-01-01T00:00:00Z' },
  ]);
  await addMigrations(http.db, south, [{ id: 7, instance_id: 'a', created_at: '2026-02-04T00:00:00Z' }]);
});
afterAll(() => http.stop());

async function read<Shape>(path: string, shape: z.ZodType<Shape>): Promise<Shape> {
  const answer = await http.api.get(path);
  expect(answer.status).toBe(200);
  return shape.parse(answer.body);
}

describe('providers', () => {
  test('come with their counts, zones and health', async () => {
    const [first, second, ...others] = await read('/api/v1/providers', z.array(Provider));
    expect(others).toEqual([]);
    expect(first).toEqual({
      ...{ id: north, name: 'North', region: 'north', authUrl: 'https://cloud.example:5000/v3', demo: false },
      ...{
        health: 'ok',
        healthMessage: null,
        lastGoodAt: '2026-03-01T12:00:00.500Z',
        computeVersion: '2.96',
      },
      ...{ instanceCount: 4, migratingCount: 1, hostCount: 2 },
      zones: [
        { name: 'az1', instanceCount: 2 },
        { name: 'empty', instanceCount: 0 },
        { name: null, instanceCount: 2 },
      ],
    });
    expect(second).toMatchObject({
      ...{ name: 'South', demo: true, health: 'down', healthMessage: 'The cloud does not answer.' },
      ...{ lastGoodAt: null, computeVersion: null, instanceCount: 0, migratingCount: 0, zones: [] },
    });
  });

  test('show nothing of what is secret', async () => {
    const { text } = await http.api.get('/api/v1/providers');
    expect(text).not.toContain('hidden');
    expect(text).not.toContain(Buffer.from('hidden-secret').toString('hex'));
  });
});

describe('hosts', () => {
  test('come by name with what is known of them', async () => {
    const [first, second] = await read(`/api/v1/hosts?provider=${north}`, z.array(Host));
    expect(first).toMatchObject({
      ...{ id: `${north}/n-1`, name: 'n-1', provider: 'North', providerId: north, zone: null },
      ...{ status: 'disabled', state: 'down', disabledReason: 'new fan', vcpus: null, memoryMb: null },
      instanceCount: 2,
    });
    expect(second).toMatchObject({
      ...{
        name: 'n-2',
        zone: 'az1',
        hypervisorType: 'QEMU',
        hypervisorVersion: 8_002_002,
        vcpus: 283,
        vcpusUsed: 3,
      },
      // Where placement tells nothing, the hypervisor's own.
      ...{ memoryMb: 3_000_000_000, memoryMbUsed: 512, diskAvailableLeastGb: -5, instanceCount: 1 },
    });
  });

  test('of every provider where none is named', async () => {
    const hosts = await read('/api/v1/hosts', z.array(Host));
    expect(hosts.map(({ name }) => name)).toEqual(['n-1', 'n-2', 's-1']);
  });
});

describe('migrations', () => {
  test('come newest first, each with the move that owns it', async () => {
    const list = await read('/api/v1/migrations', z.array(Migration));
    expect(list.map(({ id }) => id)).toEqual([`${south}/7`, `${north}/8`, `${north}/7`, `${north}/6`]);
    expect(list[0]).toMatchObject({ moveId: null, outcome: null, instanceName: null, provider: 'South' });
    expect(list[1]).toMatchObject({
      ...{
        migrationId: 8,
        instanceName: 'b',
        moveId: moves[1],
        outcome: null,
        status: 'running',
        updatedAt: null,
      },
      progress: { percent: 75, memoryTotalBytes: 8 * 1024 ** 4, diskTotalBytes: null },
    });
    expect(list[2]).toMatchObject({
      ...{
        moveId: moves[0],
        outcome: 'succeeded',
        sourceHost: 'n-2',
        destinationHost: 'n-1',
        progress: null,
      },
      createdAt: '2026-02-01T00:00:01.000Z',
    });
  });

  test('of one provider, of one instance, and so many', async () => {
    const ids = async (path: string) =>
      (await read(path, z.array(Migration))).map(({ migrationId }) => migrationId);
    expect(await ids(`/api/v1/migrations?provider=${north}&limit=2`)).toEqual([8, 7]);
    expect(await ids(`/api/v1/providers/${north}/instances/a/migrations`)).toEqual([7]);
    expect(await ids(`/api/v1/providers/${north}/instances/deleted-since/migrations`)).toEqual([6]);
    expect(await ids(`/api/v1/providers/${north}/instances/d/migrations`)).toEqual([]);
  });
});

describe('moves', () => {
  test('come newest first, open ones, ended ones, and so many', async () => {
    const instances = async (query: string) =>
      (await read(`/api/v1/moves?${query}`, z.array(Move))).map(({ instanceId }) => instanceId);
    expect(await instances('')).toEqual(['c', 'b', 'a']);
    expect(await instances('state=active')).toEqual(['c', 'b']);
    expect(await instances('state=ended')).toEqual(['a']);
    expect(await instances('limit=1')).toEqual(['c']);
  });

  test('show what is known of them', async () => {
    const [move] = await read('/api/v1/moves?state=ended', z.array(Move));
    expect(move).toMatchObject({
      ...{
        id: moves[0],
        provider: 'North',
        providerId: north,
        instanceName: 'a',
        state: 'ended',
        reason: null,
      },
      ...{
        sourceHost: 'n-2',
        destinationHost: 'n-1',
        requestedHost: null,
        migrationId: 7,
        diskOverCommit: false,
      },
      createdAt: '2026-02-01T00:00:00.000Z',
    });
  });
});

test.each([
  ['/api/v1/hosts?provider=x', 'provider'],
  ['/api/v1/migrations?limit=0', 'limit'],
  ['/api/v1/migrations?limit=1001', 'limit'],
  ['/api/v1/moves?state=open', 'state'],
  ['/api/v1/runs/7', 'runId'],
  ['/api/v1/providers/x/instances/y', 'providerId'],
])('%s is a 400 that names it', async (path, field) => {
  const answer = await http.api.get(path);
  expect(answer.status).toBe(400);
  expect(refusalOf(answer).message).toContain(`"${field}"`);
});
