import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Compute } from './compute.ts';
import { Identity } from './identity.ts';
import { serverSchema } from './schemas.ts';
import { Transport } from './transport.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

/** A small Keystone and Nova over real HTTP: five servers at two a page, tokens that can be revoked. */
async function smallCloud(maximum = '2.93') {
  const state = {
    tokens: 0,
    valid: '',
    seen: [] as string[],
    versionsAsked: [] as string[],
    deleteMarkerOnce: false,
  };
  const all = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, name: id, status: 'ACTIVE', tenant_id: 'p' }));
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x');
    const answer = (status: number, body: unknown, headers = {}) =>
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(body));
    state.seen.push(`${request.method} ${url.pathname}`);
    if (url.pathname === '/v3/auth/tokens') {
      state.tokens += 1;
      state.valid = `token-${state.tokens}`;
      const endpoint = (region: string, path: string) => ({
        interface: 'public',
        region,
        url: origin() + path,
      });
      const token = {
        expires_at: new Date(Date.now() + 3_600_000).toISOString(),
        user: { id: 'u' },
        catalog: [{ type: 'compute', endpoints: [endpoint('south', '/wrong'), endpoint('north', '/v2.1')] }],
      };
      return answer(201, { token }, { 'x-subject-token': state.valid });
    }
    if (request.headers['x-auth-token'] !== state.valid)
      return answer(401, { error: { message: 'expired' } });
    if (url.pathname === '/v2.1/') return answer(200, { version: { version: maximum, min_version: '2.1' } });
    state.versionsAsked.push(String(request.headers['openstack-api-version']));
    const marker = url.searchParams.get('marker');
    if (marker && state.deleteMarkerOnce) {
      state.deleteMarkerOnce = false;
      return answer(400, { badRequest: { code: 400, message: `marker [${marker}] not found` } });
    }
    const start = marker ? all.findIndex(({ id }) => id === marker) + 1 : 0;
    const page = all.slice(start, start + 2);
    const more = start + 2 < all.length;
    const href = `http://elsewhere.example/v2.1/servers/detail?marker=${page.at(-1)?.id}`;
    return answer(200, { servers: page, ...(more ? { servers_links: [{ rel: 'next', href }] } : {}) });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  servers.push(server);
  const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const transport = new Transport({ verify: true, caCertificate: null, pauseMs: 1 });
  const identity = new Identity(transport, {
    authUrl: origin(),
    region: 'north',
    interface: 'public',
    verify: true,
    caCertificate: null,
    auth: { type: 'application-credential', id: 'i', secret: 's' },
  });
  return { state, compute: new Compute(identity) };
}

const list = { path: '/servers/detail?all_tenants=1', wants: '2.96' };

describe('compute', () => {
  it('reads every page, in the chosen region, at the newest version that the cloud has', async () => {
    const { state, compute } = await smallCloud();
    const found = await compute.list(list, 'servers', serverSchema);
    expect(found.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(new Set(state.versionsAsked)).toEqual(new Set(['compute 2.93']));
    expect(state.seen.some((call) => call.includes('wrong'))).toBe(false);
  });

  it('signs in once for many callers, and once more after a 401', async () => {
    const { state, compute } = await smallCloud();
    await Promise.all([1, 2, 3].map(() => compute.list(list, 'servers', serverSchema)));
    expect(state.tokens).toBe(1);
    state.valid = 'revoked';
    expect(await compute.list(list, 'servers', serverSchema)).toHaveLength(5);
    expect(state.tokens).toBe(2);
  });

  it('starts a list again when a marker was deleted between two pages', async () => {
    const { state, compute } = await smallCloud();
    state.deleteMarkerOnce = true;
    expect(await compute.list(list, 'servers', serverSchema)).toHaveLength(5);
  });

  it('knows what an old cloud lacks', async () => {
    const { compute } = await smallCloud('2.12');
    expect(await compute.has('2.12')).toBe(true);
    expect(await compute.has('2.23')).toBe(false);
  });
});
