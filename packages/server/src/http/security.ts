/** What protects a browser that shows us: headers on every answer, and the check of the Host header. */
import type { FastifyInstance } from 'fastify';
import { Refusal } from './errors.ts';

/**
 * Scripts only from our own files. Styles may stand inline: PatternFly and its charts place popovers and bars by style
 * attributes, whose values can not be known beforehand; a style can not act, so little is lost.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

export function installSecurity(server: FastifyInstance, options: { loopbackOnly: boolean }): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    // What the API says is never to lie in a cache; the web's files set their own.
    if (!request.is404 && !request.routeOptions.url?.endsWith('/*'))
      reply.header('cache-control', 'no-store');
    // Another site can let its name point to 127.0.0.1 and so speak to us as itself. Its name then stands in Host.
    if (options.loopbackOnly && !isLoopback(request.headers.host)) {
      throw new Refusal(
        403,
        'host-not-accepted',
        'Evenkeel listens on this machine only. Open it as localhost.',
      );
    }
  });
}

/** Whether a Host header (`name`, `name:port`, `[v6]:port`) names this machine itself. */
export function isLoopback(host: string | undefined): boolean {
  const name = /^(?:\[([^\]]+)\]|([^:]+))(?::\d+)?$/.exec(host ?? '');
  return LOOPBACK_NAMES.has((name?.[1] ?? name?.[2] ?? '').toLowerCase());
}
