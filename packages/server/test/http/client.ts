/** A plain HTTP client over node:http, because fetch hides cookies and refuses to send a Host header. */
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** Parsed JSON; undefined when the answer is none. */
  body: unknown;
}

export interface Client {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  delete(path: string, headers?: Record<string, string>): Promise<Answer>;
  send(method: string, path: string, options?: SendOptions): Promise<Answer>;
  /** The same with these headers in place of the own ones. */
  as(headers: Record<string, string>): Client;
}

export interface SendOptions {
  headers?: Record<string, string>;
  /** Sent as it is when it is a string, else as JSON. */
  body?: unknown;
}

export function createClient(origin: string, always: Record<string, string> = {}): Client {
  const send: Client['send'] = (method, path, { headers, body } = {}) =>
    exchange(`${origin}${path}`, method, { ...always, ...headers }, body);
  return {
    send,
    get: (path, headers) => send('GET', path, { headers }),
    post: (path, body, headers) => send('POST', path, { headers, body }),
    delete: (path, headers) => send('DELETE', path, { headers }),
    as: (headers) => createClient(origin, headers),
  };
}

function exchange(
  url: string,
  method: string,
  headers: Record<string, string>,
  body: unknown,
): Promise<Answer> {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const sent = {
    ...(text === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers: sent, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const received = Buffer.concat(chunks).toString('utf8');
        resolve({
          status: response.statusCode as number,
          headers: response.headers,
          text: received,
          body: isJson(response, received) ? JSON.parse(received) : undefined,
        });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(text);
  });
}

/** What answers HEAD has the type of what it leaves out. */
function isJson({ headers }: IncomingMessage, text: string): boolean {
  return text !== '' && /^application\/json\b/.test(headers['content-type'] ?? '');
}
