import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fault, Faults } from './faults.ts';
import type { RequestLog } from './request-log.ts';
import type { Answer } from './router.ts';

/** A request as it came in, its JSON read. `malformed` when the body is not JSON. */
export interface RawRequest {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  body: unknown;
  malformed: boolean;
}

const FAULT_STATUS: Record<string, number> = { 'status-500': 500, 'status-503': 503, 'status-429': 429 };

/** Listens on loopback, reads JSON, applies faults, keeps the log, and lets `answer` do the rest. */
export async function listen(options: {
  host: string;
  port: number;
  faults: Faults;
  log: RequestLog;
  now: () => number;
  answer: (request: RawRequest) => Answer;
  /** At once, if there is such an instance. */
  deleteInstance: (id: string) => void;
}): Promise<{ origin: string; close: () => Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    serve(options, incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `http://${options.host}:${port}`, close: () => stop(server) };
}

async function serve(
  options: Parameters<typeof listen>[0],
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const request = await read(incoming);
  const path = request.url.pathname + request.url.search;
  const ours = request.url.pathname === '/control';
  const fault = ours ? null : options.faults.take(request.method, path);
  const entry = {
    at: options.now(),
    method: request.method,
    path,
    version: versionSent(request),
    action: actionSent(request),
    status: null,
  };
  const logged = ours ? null : options.log.add(entry);
  if (fault?.kind === 'slow') await pause(fault);
  if (fault?.kind === 'unreachable') return void incoming.socket.destroy();
  if (fault?.kind === 'marker-deleted') options.deleteInstance(request.url.searchParams.get('marker') ?? '');
  const refused = fault && FAULT_STATUS[fault.kind];
  const answer: Answer = refused
    ? { status: refused, body: { message: 'The demo cloud was told to fail.' } }
    : options.answer(request);
  if (fault?.kind === 'cut') return void incoming.socket.destroy();
  if (logged) logged.status = answer.status;
  send(outgoing, fault?.kind === 'garbage' ? '<html>not JSON' : JSON.stringify(answer.body), answer);
}

function send(outgoing: ServerResponse, text: string | undefined, answer: Answer): void {
  const bytes = Buffer.from(text ?? '');
  outgoing.writeHead(answer.status, {
    'Content-Type': 'application/json',
    'Content-Length': bytes.length,
    ...answer.headers,
  });
  outgoing.end(bytes);
}

async function read(incoming: IncomingMessage): Promise<RawRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? '127.0.0.1'}`);
  const request = { method: incoming.method ?? 'GET', url, headers: incoming.headers };
  try {
    return { ...request, body: text === '' ? undefined : JSON.parse(text), malformed: false };
  } catch {
    return { ...request, body: undefined, malformed: true };
  }
}

function versionSent(request: RawRequest): string | null {
  const header = request.headers['openstack-api-version'] ?? request.headers['x-openstack-nova-api-version'];
  return typeof header === 'string' ? header.replace(/^compute\s+/, '') : null;
}

function actionSent(request: RawRequest): string | null {
  const { body } = request;
  if (!request.url.pathname.endsWith('/action') || typeof body !== 'object' || body === null) return null;
  return Object.keys(body)[0] ?? null;
}

function pause(fault: Fault): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, fault.milliseconds ?? 5000));
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
