import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createCloud } from './cloud.ts';
import type { Cloud, CloudConnection } from './types.ts';

const opened: { server: Server; cloud: Cloud }[] = [];
afterEach(async () => {
  for (const { server, cloud } of opened.splice(0)) {
    await cloud.close();
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

interface Reply {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}
interface Seen {
  call: string;
  version: string | undefined;
  body: string;
}

/** A cloud over real HTTP; `answer` may take any call but the sign-in, and leaves the rest to a plain Nova. */
async function cloudThat(options: {
  maximum?: string;
  computePath?: string;
  tokenSeconds?: number;
  connection?: Partial<CloudConnection>;
  answer?: (request: IncomingMessage, url: URL) => Reply | undefined;
}) {
  const { maximum = '2.93', computePath = '/compute/v2.1', tokenSeconds = 3600 } = options;
  const seen: Seen[] = [];
  const reply = (request: IncomingMessage, url: URL): Reply => {
    if (url.pathname === '/v3/auth/tokens') {
      const endpoint = (path: string) => [{ interface: 'public', region: 'north', url: origin() + path }];
      const catalog = [
        { type: 'compute', endpoints: endpoint(computePath) },
        { type: 'placement', endpoints: endpoint('/placement/') },
        { type: 'identity', endpoints: endpoint('') },
      ];
      const expires_at = new Date(Date.now() + tokenSeconds * 1000).toISOString();
      const token = { expires_at, issued_at: new Date().toISOString(), user: { id: 'u' }, catalog };
      return { status: 201, body: { token }, headers: { 'x-subject-token': 'token' } };
    }
    const own = options.answer?.(request, url);
    if (own) return own;
    if (/\/v2\.1\/?$/.test(url.pathname))
      return { body: { version: { version: maximum, min_version: '2.1' } } };
    if (request.method === 'POST') return { status: 202, headers: { 'x-compute-request-id': 'req-1' } };
    return { status: 404, body: { itemNotFound: { message: 'nothing here' } } };
  };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const url = new URL(request.url ?? '/', 'http://x');
    const version = request.headers['openstack-api-version'] as string | undefined;
    seen.push({ call: `${request.method} ${url.pathname}${url.search}`, version, body });
    const { status = 200, body: answer, headers } = reply(request, url);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(answer === undefined ? '' : JSON.stringify(answer));
  });
  const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const cloud = createCloud({
    authUrl: origin(),
    region: null,
    interface: 'public',
    verify: true,
    caCertificate: null,
    auth: { type: 'application-credential', id: 'i', secret: 's' },
    ...options.connection,
  });
  opened.push({ server, cloud });
  return { cloud, seen, calls: () => seen.map(({ call }) => call) };
}

const request = { host: null, blockMigration: 'auto' as const, diskOverCommit: true };

it('names the region that it found, and signs in with the ids of domains where it has them', async () => {
  const auth = {
    type: 'password' as const,
    username: 'u',
    password: 'p',
    userDomain: 'Default',
    userDomainId: 'd1',
    projectName: 'admin',
    projectId: null,
    projectDomain: 'Default',
  };
  const { cloud, seen } = await cloudThat({ connection: { auth } });
  expect(await cloud.identify()).toMatchObject({ region: 'north', computeMaximum: '2.93' });
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
    auth: {
      identity: {
        methods: ['password'],
        password: { user: { name: 'u', password: 'p', domain: { id: 'd1' } } },
      },
      scope: { project: { name: 'admin', domain: { name: 'Default' } } },
    },
  });
});

it('asks each call for its own version, and migrates on an old cloud with the flags that it has', async () => {
  const recent = await cloudThat({
    maximum: '2.104',
    answer: (_request, url) =>
      url.pathname.endsWith('/os-hypervisors/detail') ? { body: { hypervisors: [] } } : undefined,
  });
  await recent.cloud.listHypervisors();
  expect(await recent.cloud.liveMigrate('a', request)).toEqual({ requestId: 'req-1' });
  expect(recent.seen.slice(-2).map(({ version }) => version)).toEqual(['compute 2.87', 'compute 2.98']);
  expect(recent.seen.at(-1)?.body).toBe('{"os-migrateLive":{"host":null,"block_migration":"auto"}}');

  const old = await cloudThat({ maximum: '2.12' });
  await old.cloud.liveMigrate('a', request);
  expect(old.seen.at(-1)).toMatchObject({
    version: 'compute 2.12',
    body: '{"os-migrateLive":{"host":null,"block_migration":false,"disk_over_commit":true}}',
  });
  expect(await old.cloud.listServerMigrations('a')).toEqual([]);
});

it('sends a migration once, also when the cloud is too busy', async () => {
  const { cloud, calls } = await cloudThat({
    answer: ({ method }) => (method === 'POST' ? { status: 503 } : undefined),
  });
  await expect(cloud.liveMigrate('a', request)).rejects.toMatchObject({ status: 503, maybeSent: true });
  expect(calls().filter((call) => call.includes('/action'))).toHaveLength(1);
});

it.each([
  ['ends in the id of a project', '/compute/v2.1/p1/', '/compute/v2.1/p1'],
  ['leaves the version out', '/compute/', '/compute/v2.1'],
])('finds the versions where the catalog %s', async (_case, computePath, base) => {
  const versions = [
    { id: 'v2.0', version: '', min_version: '' },
    { id: 'v2.1', version: '2.90', min_version: '2.1' },
  ];
  const { cloud, calls } = await cloudThat({
    computePath,
    answer: (_request, url) => {
      // An old Nova wants a token that is scoped otherwise for the one document, and gives the list to everybody.
      if (url.pathname === '/compute/v2.1/') return { status: 401 };
      return url.pathname === '/compute/' ? { status: 300, body: { versions } } : undefined;
    },
  });
  expect(await cloud.identify()).toMatchObject({ computeMaximum: '2.90' });
  await cloud.liveMigrate('a', request);
  expect(calls().at(-1)).toBe(`POST ${base}/servers/a/action`);
});

it('gives so many migrations as asked for, and tells those of two cells with one number apart', async () => {
  const record = (id: number, uuid: string, created_at: string) => ({
    id,
    uuid,
    instance_uuid: 'i',
    status: 'completed',
    migration_type: 'live-migration',
    created_at,
  });
  const first = [record(7, 'a', '2026-11-01T00:00:02'), record(7, 'b', '2026-11-01T00:00:01')];
  const { cloud, calls } = await cloudThat({
    answer: (_request, url) => {
      if (!url.pathname.endsWith('/os-migrations')) return undefined;
      const href = `http://proxy/os-migrations?limit=2&marker=b`;
      return url.searchParams.has('marker')
        ? { body: { migrations: [record(9, 'c', '2026-11-01T00:00:03')] } }
        : { body: { migrations: first, migrations_links: [{ rel: 'next', href }] } };
    },
  });
  expect((await cloud.listMigrations({ limit: 2 })).map(({ uuid }) => uuid)).toEqual(['a', 'b']);
  expect(calls().filter((call) => call.includes('os-migrations'))).toHaveLength(1);
  expect((await cloud.listMigrations()).map(({ uuid }) => uuid)).toEqual(['c', 'a', 'b']);
});

it('reads server groups beyond the first page, though Nova gives no links there', async () => {
  const all = ['a', 'b', 'c'].map((id) => ({ id, name: id, policy: 'affinity', members: [] }));
  const { cloud } = await cloudThat({
    answer: (_request, url) => {
      if (!url.pathname.endsWith('/os-server-groups')) return undefined;
      const offset = Number(url.searchParams.get('offset'));
      return { body: { server_groups: all.slice(offset, offset + 2) } };
    },
  });
  expect((await cloud.listServerGroups()).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
});

it('ends a list whose links go in a circle', async () => {
  const { cloud } = await cloudThat({
    answer: (_request, url) =>
      url.pathname.endsWith('/servers/detail')
        ? { body: { servers: [], servers_links: [{ rel: 'next', href: 'http://x/?marker=a' }] } }
        : undefined,
  });
  await expect(cloud.listServers()).rejects.toMatchObject({ kind: 'unexpected-answer' });
});

it('joins the inventories and usages of placement, with a new token after a 401', async () => {
  let refused = false;
  const { cloud, calls } = await cloudThat({
    answer: (_request, url) => {
      if (!refused && url.pathname.includes('/placement/')) {
        refused = true;
        return { status: 401 };
      }
      if (url.pathname.endsWith('/inventories'))
        return { body: { inventories: { VCPU: { total: 16, reserved: 2, allocation_ratio: 4 } } } };
      return url.pathname.endsWith('/usages') ? { body: { usages: { VCPU: 5 } } } : undefined;
    },
  });
  expect(await cloud.getPlacementInventory('h')).toEqual([
    { resourceClass: 'VCPU', total: 16, reserved: 2, allocationRatio: 4, used: 5 },
  ]);
  expect(calls().filter((call) => call === 'POST /v3/auth/tokens')).toHaveLength(2);
});

it('signs in once, also where tokens live for a minute only', async () => {
  const { cloud, calls } = await cloudThat({ tokenSeconds: 60 });
  await cloud.identify();
  await cloud.identify();
  expect(calls().filter((call) => call === 'POST /v3/auth/tokens')).toHaveLength(1);
});

it('keeps an id inside its path', async () => {
  const { cloud, calls } = await cloudThat({});
  await expect(cloud.getServer('../os-services')).rejects.toMatchObject({ status: 404 });
  expect(calls().at(-1)).toBe('GET /compute/v2.1/servers/..%2Fos-services');
});

it('calls an address that is none a matter of configuration', async () => {
  const { cloud } = await cloudThat({ connection: { authUrl: 'keystone' } });
  await expect(cloud.identify()).rejects.toMatchObject({ kind: 'configuration' });
});

it('aborts and forces a live migration, and tells an old cloud apart without asking it', async () => {
  const answer = (request: IncomingMessage): Reply | undefined =>
    request.method === 'DELETE' ? { status: 202, headers: { 'x-compute-request-id': 'req-2' } } : undefined;
  const { cloud, seen } = await cloudThat({ answer });
  expect(await cloud.abortLiveMigration('vm', 7)).toEqual({ requestId: 'req-2' });
  expect(await cloud.forceCompleteLiveMigration('vm', 7)).toEqual({ requestId: 'req-1' });
  const changes = seen.filter(({ call }) => call.includes('/migrations/7'));
  expect(changes.map(({ call, body }) => [call, body])).toEqual([
    [expect.stringMatching(/^DELETE .*\/servers\/vm\/migrations\/7$/), ''],
    [expect.stringMatching(/^POST .*\/servers\/vm\/migrations\/7\/action$/), '{"force_complete":null}'],
  ]);
  expect(await cloud.resetState('vm')).toEqual({ requestId: 'req-1' });
  expect(seen.at(-1)).toMatchObject({ body: '{"os-resetState":{"state":"active"}}' });
  const old = await cloudThat({ maximum: '2.21' });
  await expect(old.cloud.abortLiveMigration('vm', 7)).rejects.toThrow('needs 2.24');
  await expect(old.cloud.forceCompleteLiveMigration('vm', 7)).rejects.toThrow('needs 2.22');
  expect(old.seen.some(({ call }) => call.includes('/migrations/'))).toBe(false);
});

it('reads what a flavor asks for, what an image is, and the traits of a host', async () => {
  const server = {
    ...{ id: 'a', name: 'a', status: 'ACTIVE', tenant_id: 'p' },
    flavor: { vcpus: 1, ram: 512, disk: 1, extra_specs: { 'hw:cpu_policy': 'dedicated' } },
    image: { id: 'i', properties: { os_distro: 'debian', min_ram: 0 } },
  };
  const { cloud } = await cloudThat({
    answer: (_request, url) => {
      if (url.pathname.endsWith('/servers/a')) return { body: { server } };
      if (url.pathname.endsWith('/flavors/f/os-extra_specs')) return { body: { extra_specs: { a: 'b' } } };
      return url.pathname.endsWith('/resource_providers/h/traits')
        ? { body: { traits: ['HW_CPU_X86_AVX2'] } }
        : undefined;
    },
  });
  expect(await cloud.getServer('a')).toMatchObject({
    flavor: { extraSpecs: { 'hw:cpu_policy': 'dedicated' } },
    imageProperties: { os_distro: 'debian', min_ram: '0' },
  });
  expect(await cloud.getFlavorExtraSpecs('f')).toEqual({ a: 'b' });
  expect(await cloud.getPlacementTraits('h')).toEqual(['HW_CPU_X86_AVX2']);
});
