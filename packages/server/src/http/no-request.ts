/** Answers to what never becomes a request with a route: Fastify and Node would write their own, without our headers. */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply } from 'fastify';
import { errorBody, sentence } from './errors.ts';
import { HEADERS } from './security.ts';

/** An address that is none, such as `/%zz`. */
export function answerBadAddress(error: FastifyError, reply: FastifyReply): void {
  reply
    .headers(HEADERS)
    .header('cache-control', 'no-store')
    .code(error.statusCode ?? 400)
    .send(errorBody('bad-address', sentence(error.message)));
}

const STATUSES: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};
const SENTENCES: Readonly<Record<number, string>> = {
  400: 'This is no HTTP request.',
  408: 'The request did not come in whole in time.',
  431: 'The headers of the request are too long.',
};

/** Bytes that are no HTTP, too many of them, or too slow ones. */
export function answerNoHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = STATUSES[error.code ?? ''] ?? 400;
  const body = JSON.stringify(errorBody('bad-request', SENTENCES[status] as string));
  const headers = {
    ...HEADERS,
    'cache-control': 'no-store',
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
}
