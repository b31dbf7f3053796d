import { Instance, InstancePage, InstanceSort } from '@evenkeel/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalOf } from './expectations.ts';
import { addInstances, addMoves, addProvider } from './rows.ts';
import { type HttpUnderTest, startHttp } from './set-up.ts';

let http: HttpUnderTest;
let north: string;
let south: string;

beforeAll(async () => {
  http = await startHttp();
  north = await addProvider(http.db, { name: 'North' });
  south = await addProvider(http.db, { name: 'south' });
  await http.db
    .insertInto('projects')
    .values([
      { provider_id: north, id: 'p-web', name: 'Webshop' },
      { provider_id: south, id: 'p-lab', name: 'laboratory' },
    ])
    .execute();
  await addInstances(http.db, north, [
    {
      name: 'Alpha',
      zone: 'az1',
      host: 'n-1',
      project_id: 'p-web',
      ip_addresses: ['10.1.0.5', '2001:db8::5'],
    },
    { name: 'beta', zone: 'az1', host: 'n-2', project_id: 'p-web', ip_addresses: ['10.1.0.50'] },
    { name: 'gamma', zone: 'az2', host: 'n-2', status: 'SHUTOFF', power_state: 'off', vm_state: 'stopped' },
    { name: '100%_done', zone: null, host: null, project_id: 'p-gone' },
    { name: 'moving', zone: 'az2', host: 'n-1', status: 'MIGRATING', task_state: 'migrating' },
  ]);
  await addInstances(http.db, south, [
    { name: 'alpha', zone: 'az1', host: 's-1', project_id: 'p-lab', flavor: null },
    { name: 'delta', zone: '', host: 's-2', locked: true },
    { name: 'asked', zone: 'az1', host: 's-2' },
  ]);
  await addMoves(http.db, south, [
    { instance_id: 'asked', state: 'copying', created_at: '2026-02-01T00:00:00Z' },
  ]);
  await addMoves(http.db, north, [
    {
      ...{ instance_id: 'beta', state: 'ended', outcome: 'rolled-back', reason: 'The copy broke off.' },
      ...{
        migration_id: 9_007_199_254_740,
        created_at: '2026-02-01T00:00:00.123Z',
        ended_at: '2026-02-01T01:00:00Z',
      },
    },
  ]);
  await addMoves(http.db, north, [
    { instance_id: 'beta', state: 'ended', outcome: 'succeeded', created_at: '2026-01-01T00:00:00Z' },
  ]);
});
afterAll(() => http.stop());

async function list(query = ''): Promise<InstancePage> {
  const answer = await http.api.get(`/api/v1/instances?${query}`);
  expect(answer.status).toBe(200);
  return InstancePage.parse(answer.body);
}
const names = async (query = '') => (await list(query)).items.map(({ name }) => name);

test('without a question gives the first twenty by name, in any case', async () => {
  const page = await list();
  expect(page).toMatchObject({ total: 8, page: 1, pageSize: 20 });
  const sorted = page.items.map(({ name }) => name);
  expect([...sorted].sort((a, b) => a.localeCompare(b))).toHaveLength(8);
  expect(sorted.filter((name) => name.toLowerCase() === 'alpha')).toHaveLength(2);
  expect(sorted.indexOf('asked')).toBeLessThan(sorted.indexOf('beta'));
  expect(sorted.indexOf('beta')).toBeLessThan(sorted.indexOf('delta'));
});

describe('filters', () => {
  test('by provider', async () => {
    expect((await names(`provider=${south}`)).sort()).toEqual(['alpha', 'asked', 'delta']);
    expect(await list(`provider=${crypto.randomUUID()}`)).toMatchObject({ items: [], total: 0 });
  });

  test('by zone, where an empty one is none', async () => {
    expect((await names('zone=az2')).sort()).toEqual(['gamma', 'moving']);
    expect((await names('zone=')).sort()).toEqual(['100%_done', 'delta']);
    const page = await list(`zone=&provider=${south}`);
    expect(page.items).toMatchObject([{ name: 'delta', zone: null }]);
    expect(page.total).toBe(1);
  });

  test('by host', async () => {
    expect((await names('host=n-2')).sort()).toEqual(['beta', 'gamma']);
  });

  test('by the power state that is shown: a move under way is migrating', async () => {
    expect((await names('powerState=migrating')).sort()).toEqual(['asked', 'moving']);
    expect(await names('powerState=off')).toEqual(['gamma']);
    expect(await names('powerState=on')).not.toContain('asked');
  });
});

describe('searches', () => {
  test.each([
    ['a part of a name, in any case', 'LPH', ['Alpha', 'alpha']],
    ['an id', 'gamma', ['gamma']],
    ['a part of an address', '2001:db8', ['Alpha']],
    ['a host', 's-2', ['asked', 'delta']],
    ['a project by its name', 'webshop', ['Alpha', 'beta']],
    ['a project by its id where its name is not known', 'p-gone', ['100%_done']],
    ['% as a letter', '%', ['100%_done']],
    ['_ as a letter', '0%_d', ['100%_done']],
    ['\\ as a letter', '\\', []],
    ["' as a letter", "' or 1=1 --", []],
    ['nothing across two columns', 'gamman-2', []],
  ])('%s', async (_what, search, expected) => {
    const page = await list(`search=${encodeURIComponent(search)}`);
    expect(page.items.map(({ name }) => name).sort()).toEqual([...expected].sort());
    expect(page.total).toBe(expected.length);
  });

  test('blanks around it do not count, and only blanks are no search', async () => {
    expect((await names('search=%20lpha%20')).sort()).toEqual(['Alpha', 'alpha']);
    expect((await list('search=%20')).total).toBe(8);
  });
});

describe('sorts and pages', () => {
  const all = async (query: string, pageSize: number) => {
    const pages = [];
    for (let page = 1; page <= Math.ceil(8 / pageSize) + 1; page += 1) {
      const { items, total } = await list(`${query}&pageSize=${pageSize}&page=${page}`);
      expect(total).toBe(8);
      pages.push(...items.map(({ id, providerId }) => `${providerId}/${id}`));
    }
    return pages;
  };

  test.each(InstanceSort.options)(
    'by %s: every page size gives the same order, each instance once',
    async (sort) => {
      for (const order of ['asc', 'desc']) {
        const whole = await all(`sort=${sort}&order=${order}`, 1000);
        expect(new Set(whole).size).toBe(8);
        for (const pageSize of [1, 3])
          expect(await all(`sort=${sort}&order=${order}`, pageSize)).toEqual(whole);
      }
    },
  );

  test('descending is ascending read backwards, but for what is unknown, which stays last', async () => {
    const up = await names('sort=name');
    expect(await names('sort=name&order=desc')).toEqual(up.toReversed());
    const byHost = await list('sort=host&order=desc');
    expect(byHost.items.at(-1)?.host).toBeNull();
    expect(byHost.items[0]?.host).toBe('s-2');
    expect((await list('sort=host')).items.at(-1)?.host).toBeNull();
  });

  test('a page beyond the end is empty and still says how many there are', async () => {
    expect(await list('page=7&pageSize=5')).toEqual({ items: [], total: 8, page: 7, pageSize: 5 });
    expect((await list(`page=${Number.MAX_SAFE_INTEGER}&pageSize=1000`)).items).toEqual([]);
  });
});

describe('an instance', () => {
  const one = (provider: string, id: string) =>
    http.api.get(`/api/v1/providers/${provider}/instances/${encodeURIComponent(id)}`);

  test('is shown whole, with the move that came last', async () => {
    const answer = await one(north, 'beta');
    expect(answer.status).toBe(200);
    expect(Instance.parse(answer.body)).toMatchObject({
      ...{ id: 'beta', providerId: north, provider: 'North', zone: 'az1', host: 'n-2', status: 'ACTIVE' },
      ...{
        powerState: 'on',
        vcpus: 1,
        memoryMb: 2048,
        diskGb: 20,
        ipAddresses: ['10.1.0.50'],
        locked: false,
      },
      ...{ project: 'Webshop', projectId: 'p-web', migrateDisabledReason: null, updatedAt: null },
      createdAt: '2026-01-01T00:00:00.000Z',
      move: {
        ...{ outcome: 'rolled-back', provider: 'North', migrationId: 9_007_199_254_740, progress: null },
        ...{ createdAt: '2026-02-01T00:00:00.123Z', endedAt: '2026-02-01T01:00:00.000Z', submittedAt: null },
      },
    });
  });

  test('says why it can not be migrated', async () => {
    for (const [provider, id] of [
      [north, 'gamma'],
      [south, 'asked'],
      [north, 'moving'],
    ] as const)
      expect(Instance.parse((await one(provider, id)).body).migrateDisabledReason).toMatch(/^\S.+\.$/);
  });

  test('says that Nova does not migrate what its flavor gives it', async () => {
    const give = (extra_specs: Record<string, string> | null) =>
      http.db.updateTable('instances').set({ extra_specs }).where('id', '=', 'beta').execute();
    await give({ 'hw:mem_encryption': 'true' });
    const { migrateDisabledReason } = Instance.parse((await one(north, 'beta')).body);
    expect(migrateDisabledReason).toContain('encrypted memory');
    await give(null);
  });

  test('that is not there is a 404 in a sentence', async () => {
    for (const answer of [await one(north, 'delta'), await one(crypto.randomUUID(), 'beta')]) {
      expect(answer.status).toBe(404);
      expect(refusalOf(answer)).toMatchObject({ code: 'not-found' });
    }
  });
});

test.each([
  ['pageSize=0', 'pageSize'],
  ['pageSize=1001', 'pageSize'],
  ['page=0', 'page'],
  ['page=1.5', 'page'],
  ['page=two', 'page'],
  ['page=1e99', 'page'],
  ['provider=north', 'provider'],
  ['sort=colour', 'sort'],
  ['order=up', 'order'],
  ['powerState=ON', 'powerState'],
  [`search=${'x'.repeat(201)}`, 'search'],
  ['zone=a&zone=b', 'zone'],
  ['host=a%00b', 'host'],
  ['powerstate=on', 'powerstate'],
])('%s is a 400 that names it', async (query, field) => {
  const answer = await http.api.get(`/api/v1/instances?${query}`);
  expect(answer.status).toBe(400);
  expect(refusalOf(answer).message).toContain(`"${field}"`);
});
