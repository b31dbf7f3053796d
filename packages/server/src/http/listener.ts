/** Node's server under Fastify: plain or with TLS, and what a client may take of its patience. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Certificate } from './certificate.ts';

/** For a request to come in whole: who sends it byte by byte holds nothing up. */
const REQUEST_MS = 30_000;
const HEADERS_MS = 10_000;
const HEADER_BYTES = 16 * 1024;
const HEADERS = 100;
/** Thousands of browsers with their live events; more than that is no console any more. */
const CONNECTIONS = 10_000;

/** @param certificate null: without TLS. A certificate that changes is used for the connections that come after. */
export function createListener(handler: RequestListener, certificate: Certificate | null): Server {
  const limits = {
    requestTimeout: REQUEST_MS,
    headersTimeout: HEADERS_MS,
    connectionsCheckingInterval: 5_000,
    maxHeaderSize: HEADER_BYTES,
  };
  const server = certificate
    ? createTlsServer({ ...limits, ...certificate.current(), minVersion: 'TLSv1.2' }, handler)
    : createServer(limits, handler);
  if (certificate && 'setSecureContext' in server)
    certificate.onChange((current) => server.setSecureContext({ ...current, minVersion: 'TLSv1.2' }));
  server.maxHeadersCount = HEADERS;
  server.maxConnections = CONNECTIONS;
  return server;
}
