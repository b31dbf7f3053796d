/** A Keystone, Nova, Prometheus, webhook's receiver and issuer in one, that repeats in its refusals all that it was sent. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Parrot {
  url: string;
  /** Of its refusals, but for those of tokens while `letsIn`. */
  status: number;
  /** Whether its Keystone gives a token, and its Nova says its version. */
  letsIn: boolean;
  /** All that it was sent. */
  heard: string[];
  stop(): Promise<void>;
}

/** @param token what its Keystone gives. */
export async function startParrot(token: string): Promise<Parrot> {
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const parrot: Parrot = {
    url,
    status: 400,
    letsIn: false,
    heard: [],
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const said = `${request.method} ${request.url} ${JSON.stringify(request.headers)} ${Buffer.concat(chunks)}`;
    parrot.heard.push(said);
    const given = welcome(request);
    const body = given ?? {
      badRequest: { message: said },
      ...{ status: 'error', errorType: 'bad_data', error: said, error_description: said },
    };
    response.writeHead(given === null ? parrot.status : request.method === 'POST' ? 201 : 200, {
      'content-type': 'application/json',
      ...(given !== null && { 'x-subject-token': token }),
    });
    response.end(JSON.stringify(body));
  }

  function welcome({ method, url: path }: IncomingMessage): object | null {
    if (path === '/.well-known/openid-configuration')
      return {
        issuer: url,
        ...{
          authorization_endpoint: `${url}/authorize`,
          token_endpoint: `${url}/token`,
          jwks_uri: `${url}/keys`,
        },
      };
    if (!parrot.letsIn) return null;
    if (method === 'POST' && path === '/v3/auth/tokens') return { token: tokenOf(url) };
    if (path === '/v2.1/') return { version: { id: 'v2.1', version: '2.93', min_version: '2.1' } };
    return null;
  }
  return parrot;
}

function tokenOf(url: string): object {
  return {
    expires_at: '2099-01-01T00:00:00Z',
    user: { id: 'u' },
    project: { id: 'p' },
    roles: [{ name: 'admin' }],
    catalog: [{ type: 'compute', endpoints: [{ interface: 'public', region: 'r', url: `${url}/v2.1` }] }],
  };
}
