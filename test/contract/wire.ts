import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { CloudConnection } from '@evenkeel/openstack';

/** One call as it went over the wire, without tokens and passwords. Paths start at the service, such as `/v2.1/servers`. */
export interface Exchange {
  at: string;
  method: string;
  path: string;
  microversion: string | null;
  sent: unknown;
  status: number;
  requestId: string | null;
  answered: unknown;
}

/** The network between the client and a cloud: every call passes through and is kept; the client notices nothing. */
export interface Wire {
  /** Sign in here instead of at the cloud's own Keystone. */
  authUrl: string;
  exchanges: Exchange[];
  /** Calls of a test itself, with the client's last token; `url` is below the compute endpoint. */
  compute(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    microversion: string,
    body?: unknown,
  ): Promise<Exchange>;
  /** Lists that the client reads whole come in pages of so many; null leaves them alone. */
  limitPages(items: number | null): void;
  /** Ends the client's last token at Keystone, as an operator or the end of its life does. */
  revokeToken(): Promise<void>;
  close(): Promise<void>;
}

interface Reply {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
}

const PAGED = /\/(servers\/detail|os-migrations)$/;
/** Of one connection and between two proxies only (RFC 9110, 7.6.1); the length is counted anew. */
const OWN_HEADERS = new Set([
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'expect',
]);

/**
 * Starts a wire to the cloud. The catalog in Keystone's answers is rewritten, so that Nova and Placement are reached
 * through the wire too: `/<number of the origin>/<path>`.
 */
export async function startWire(connection: CloudConnection, keep?: (one: Exchange) => void): Promise<Wire> {
  const exchanges: Exchange[] = [];
  const origins: string[] = [];
  let pageLimit: number | null = null;
  let token = '';
  let computeUrl = '';

  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function throughWire(url: string): string {
    const { origin } = new URL(url);
    if (!origins.includes(origin)) origins.push(origin);
    return `${own}/${origins.indexOf(origin)}${url.slice(origin.length)}`;
  }

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const [, number = '', path = '/'] = /^\/(\d+)(\/.*)?$/.exec(incoming.url ?? '') ?? [];
    const url = new URL((origins[Number(number)] ?? '') + path);
    if (pageLimit !== null && incoming.method === 'GET' && PAGED.test(url.pathname))
      url.searchParams.set('limit', String(pageLimit));
    const body = await textOf(incoming);
    const reply = await forward(connection, url, incoming, body);
    const text = url.pathname.endsWith('/auth/tokens') ? signedIn(reply) : reply.text;
    remember(incoming, url, body, reply);
    for (const [name, value] of Object.entries(reply.headers))
      if (!OWN_HEADERS.has(name) && value !== undefined) outgoing.setHeader(name, value);
    outgoing.writeHead(reply.status).end(text);
  }

  /** Keeps the token and puts the wire into the catalog. */
  function signedIn(reply: Reply): string {
    if (reply.status !== 201) return reply.text;
    token = String(reply.headers['x-subject-token']);
    const body = JSON.parse(reply.text);
    for (const { type, endpoints } of body.token.catalog ?? []) {
      for (const endpoint of endpoints) {
        endpoint.url = throughWire(endpoint.url);
        const chosen = connection.region === null || endpoint.region === connection.region;
        if (type === 'compute' && endpoint.interface === connection.interface && chosen)
          computeUrl = endpoint.url;
      }
    }
    return JSON.stringify(body);
  }

  function remember(incoming: IncomingMessage, url: URL, body: string, reply: Reply): void {
    const secret = url.pathname.endsWith('/auth/tokens');
    const version = incoming.headers['openstack-api-version'] ?? null;
    const id = reply.headers['x-openstack-request-id'] ?? null;
    const exchange: Exchange = {
      at: new Date().toISOString(),
      method: incoming.method ?? '',
      path: url.pathname + url.search,
      microversion: version === null ? null : String(version),
      sent: secret ? '(credentials)' : parsed(body),
      status: reply.status,
      requestId: id === null ? null : String(id),
      answered: secret && reply.status < 400 ? '(token)' : parsed(reply.text),
    };
    exchanges.push(exchange);
    keep?.(exchange);
  }

  const call = (method: string, url: string, headers: Record<string, string>, body?: unknown) =>
    fetch(url, {
      method,
      headers: { ...headers, 'x-auth-token': token, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });

  const authUrl = throughWire(connection.authUrl);
  return {
    authUrl,
    exchanges,
    async compute(method, path, microversion, body) {
      const from = exchanges.length;
      const headers = { 'openstack-api-version': `compute ${microversion}` };
      await (await call(method, computeUrl + path, headers, body)).text();
      const wanted = new URL(computeUrl + path).pathname.replace(/^\/\d+/, '');
      const own = exchanges.slice(from).find((one) => one.method === method && one.path.startsWith(wanted));
      if (!own) throw new Error(`the wire did not see ${method} ${path}`);
      return own;
    },
    limitPages(items) {
      pageLimit = items;
    },
    async revokeToken() {
      const root = authUrl.replace(/\/+$/, '').replace(/(\/v3)?$/, '/v3');
      const { status } = await call('DELETE', `${root}/auth/tokens`, { 'x-subject-token': token });
      if (status !== 204) throw new Error(`Keystone answered ${status} when the token was to be revoked`);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function forward(
  { verify, caCertificate }: CloudConnection,
  url: URL,
  incoming: IncomingMessage,
  body: string,
): Promise<Reply> {
  const kept = Object.entries(incoming.headers).filter(
    ([name]) => !OWN_HEADERS.has(name) && name !== 'accept-encoding',
  );
  const headers = { ...Object.fromEntries(kept), 'content-length': String(Buffer.byteLength(body)) };
  const options = {
    method: incoming.method,
    headers,
    rejectUnauthorized: verify,
    ca: caCertificate ?? undefined,
  };
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const outgoing = send(url, options, (answer) => {
      textOf(answer).then(
        (text) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }),
        reject,
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return text;
  }
}
