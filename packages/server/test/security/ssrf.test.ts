/** Server-side request forgery: addresses that somebody gave, and what the server does not speak to for anybody. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createCloud } from '@evenkeel/openstack';
import { afterEach, describe, expect, it } from 'vitest';
import {
  checkUrl,
  cloudConnector,
  firstNoNetwork,
  guardedFetch,
  type Networks,
  NoAnswer,
} from '../../src/net/index.ts';
import { refusalOf } from '../../src/net/networks.ts';
import { DomainRefusal } from '../../src/runner/refusal.ts';

const STRICT: Networks = { allowed: [], loopback: false, ownPort: 8480 };
const DEMO: Networks = { ...STRICT, loopback: true };

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server on loopback that counts what comes. */
async function listening(
  answer: RequestListener,
): Promise<{ url: string; port: number; asked: () => number }> {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    answer(request, response);
  });
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, port, asked: () => asked };
}

const failureOf = (promise: Promise<unknown>): Promise<Error & { code?: string }> =>
  promise.then(
    () => new Error('it went through'),
    (error) => error,
  );
const prometheus = (networks: Networks) => ({ purpose: 'Prometheus', networks }) as const;

describe('an address that somebody gave', () => {
  it.each([
    ...['127.0.0.1', '127.9.9.9', '::1', '0.0.0.0', '::', '169.254.169.254', 'fe80::1', 'fe80::1%eth0'],
    ...['fd00:ec2::254', 'fd20:ce::254', '100.100.100.200', '168.63.129.16', '224.0.0.1', '255.255.255.255'],
    ...['::ffff:127.0.0.1', '::ffff:a9fe:a9fe', '::127.0.0.1', '64:ff9b::a9fe:a9fe', '2002:7f00:1::'],
    ...[
      '::ffff:0.0.0.0',
      '::ffff:0:7f00:1',
      '::ffff:0:a9fe:a9fe',
      '64:ff9b:1:a9fe:a9:fe00::',
      '64:ff9b:1::7f00:1',
    ],
  ])('is refused: %s', (address) => {
    expect(refusalOf(address, 80, STRICT)).toMatch(/^(is|belongs to) /);
  });

  it.each([
    ...['10.0.0.5', '172.16.3.4', '192.168.1.10', '203.0.113.7', 'fd12:3456::7', '2001:db8::5'],
    ...['::ffff:10.0.0.5', '64:ff9b::cb00:7107', '2002:cb00:7107::1'],
  ])('is spoken to: %s', (address) => {
    expect(refusalOf(address, 5000, STRICT)).toBeNull();
  });

  it('may be allowed by name, but never where Evenkeel itself listens', () => {
    const networks = { ...STRICT, allowed: ['127.0.0.0/8', '169.254.169.254', 'fe80::/10'] };
    for (const address of ['127.0.0.1', '169.254.169.254', 'fe80::7'])
      expect(refusalOf(address, 5000, networks)).toBeNull();
    expect(refusalOf('169.254.169.253', 5000, networks)).not.toBeNull();
    for (const own of ['127.0.0.1', '127.0.0.2', '::1', '0.0.0.0'])
      expect(refusalOf(own, 8480, { ...networks, loopback: true }), own).toBe('is Evenkeel itself');
    expect(firstNoNetwork(['10.0.0.0/8', '::1', 'fd00::/8'])).toBeNull();
    for (const wrong of ['10.0.0.0/33', 'example.org', '10.0.0.0/8/8', '::/129', '10.0.0.0/', ''])
      expect(firstNoNetwork(['10.0.0.1', wrong]), wrong).toBe(wrong);
  });

  it.each([
    ...[
      'file:///etc/passwd',
      'gopher://10.0.0.5/',
      'ftp://10.0.0.5/',
      'javascript:1',
      '//10.0.0.5',
      'no address',
    ],
    ...['http://user@10.0.0.5/', 'http://:password@10.0.0.5/', 'http://localhost:9090', 'http://[::1]:9090/'],
    ...[
      'http://2130706433/',
      'http://0x7f.1/',
      'http://0177.0.0.1/',
      'http://127.1/',
      'http://[::ffff:7f00:1]/',
    ],
    ...['http://169.254.169.254/latest/meta-data', 'http://①②⑦.0.0.1/'],
  ])('is refused before it is stored: %s', async (url) => {
    const error = await failureOf(checkUrl(url, 'webhook', STRICT));
    expect(error).toBeInstanceOf(DomainRefusal);
    expect(error).toMatchObject({ code: 'address-not-allowed', status: 400 });
    expect(error.message).not.toContain('password@');
  });

  it('whose name is not known yet is judged when it is connected to', async () => {
    await expect(checkUrl('https://evenkeel.invalid/hook', 'webhook', STRICT)).resolves.toBeInstanceOf(URL);
  });
});

describe('the guarded fetch', () => {
  it('gives an answer with its status, headers and body', async () => {
    const { url } = await listening((request, response) => {
      response.writeHead(201, { 'x-said': request.headers['x-asked'] as string, 'content-encoding': 'gzip' });
      response.end(gzipSync('unpacked'));
    });
    const answer = await guardedFetch(url, { headers: { 'x-asked': 'yes' } }, prometheus(DEMO));
    expect([answer.status, answer.headers.get('x-said'), await answer.text()]).toEqual([
      201,
      'yes',
      'unpacked',
    ]);
  });

  it('sends nothing to a refused address, neither by number nor by name', async () => {
    const { port, asked } = await listening((_request, response) => response.end());
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]']) {
      const error = await failureOf(guardedFetch(`http://${host}:${port}/`, {}, prometheus(STRICT)));
      expect(error, host).toBeInstanceOf(DomainRefusal);
    }
    expect(asked()).toBe(0);
  });

  it('does not follow a redirect', async () => {
    const inner = await listening((_request, response) => response.end('the secret of the machine'));
    const outer = await listening((_request, response) => {
      response.writeHead(302, { location: inner.url }).end();
    });
    const answer = await guardedFetch(outer.url, {}, prometheus(DEMO));
    expect(answer.status).toBe(302);
    expect(inner.asked()).toBe(0);
  });

  it('stops at an answer that is too long, also when it is packed', async () => {
    const bomb = gzipSync(Buffer.alloc(8 * 1024 ** 2));
    const { url } = await listening((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    });
    expect(bomb.length).toBeLessThan(20_000);
    const error = await failureOf(guardedFetch(url, {}, { ...prometheus(DEMO), maxBytes: 100_000 }));
    expect(error).toMatchObject({ name: 'NoAnswer', code: 'too-large' });
  });

  it('gives up on what does not answer, and on an answer that does not end', async () => {
    const silent = await listening(() => undefined);
    const endless = await listening((_request, response) => response.writeHead(200).write('and'));
    for (const { url } of [silent, endless]) {
      const error = await failureOf(guardedFetch(url, {}, { ...prometheus(DEMO), timeoutMs: 200 }));
      expect(error).toMatchObject({ code: 'timeout', message: 'it did not answer within 0.2 s' });
    }
  });

  it('says why there is no answer, and nothing of what was sent', async () => {
    const { url } = await listening(() => undefined);
    servers[0]?.closeAllConnections();
    await new Promise((done) => servers[0]?.close(done));
    const headers = { authorization: 'Bearer planted-secret' };
    const error = await failureOf(guardedFetch(url, { headers }, prometheus(DEMO)));
    expect(error).toBeInstanceOf(NoAnswer);
    expect(error.message).toBe('it can not be reached (ECONNREFUSED)');
    expect(`${error.stack} ${JSON.stringify(error)} ${error.cause}`).not.toContain('planted');
  });
});

describe('a cloud that was added by the API', () => {
  /** A Keystone whose catalog sends its readers on. */
  const keystone = (nova: string) =>
    listening((request, response) => {
      const catalog = [
        { type: 'compute', name: 'nova', endpoints: [{ interface: 'public', region_id: 'r', url: nova }] },
      ];
      const token = {
        catalog,
        expires_at: '2099-01-01T00:00:00Z',
        user: { id: 'u' },
        project: { id: 'p' },
        roles: [],
      };
      response.writeHead(request.method === 'POST' ? 201 : 300, {
        'content-type': 'application/json',
        'x-subject-token': 'token',
      });
      response.end(JSON.stringify({ token }));
    });
  const connection = (authUrl: string) => ({
    ...{ authUrl, region: null, interface: 'public' as const, verify: true, caCertificate: null },
    auth: { type: 'application-credential' as const, id: 'id', secret: 'planted-secret' },
  });

  it('is not followed to where its catalog should not lead', async () => {
    const { url, asked } = await keystone('http://169.254.169.254/latest/');
    const connector = cloudConnector({ ...STRICT, allowed: ['127.0.0.1'] });
    const cloud = createCloud(connection(`${url}v3`), { connector });
    const error = await failureOf(cloud.identify());
    expect(error).toMatchObject({ name: 'CloudError', kind: 'configuration', maybeSent: false });
    expect(error.message).toContain('169.254.169.254 belongs to the link of the machine');
    expect(asked()).toBe(1);
    await cloud.close();
  });

  it('is sent no password at a refused address', async () => {
    const { url, asked } = await keystone('http://10.0.0.1/');
    const cloud = createCloud(connection(`${url}v3`), { connector: cloudConnector(STRICT) });
    expect(await failureOf(cloud.identify())).toMatchObject({ kind: 'configuration' });
    expect(asked()).toBe(0);
    await cloud.close();
  });
});
