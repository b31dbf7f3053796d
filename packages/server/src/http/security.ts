/** What protects a browser that shows us: headers on every answer, and the check of the Host header. */
import type { FastifyInstance } from 'fastify';
import { Refusal } from './errors.ts';

/**
 * Scripts and styles only from our own files. React, PatternFly and the charts place popovers and bars through the CSSOM
 * (`element.style`), which no policy forbids; a style that comes as HTML is not applied.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Of every answer. */
export const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

/** A year, in seconds. Browsers do not heed it where there is no TLS, nor for a number as the name. */
const STRICT_TRANSPORT = 'max-age=31536000';

/**
 * @param hosts names under which the server is reached, besides loopback's; none: any, but loopback's alone where only
 *   this machine reaches it.
 */
export function installSecurity(
  server: FastifyInstance,
  { loopbackOnly, hosts = [] }: { loopbackOnly: boolean; hosts?: readonly string[] },
): void {
  const ours = new Set(hosts.map((name) => name.toLowerCase()));
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    if (request.protocol === 'https') reply.header('strict-transport-security', STRICT_TRANSPORT);
    // What the API says is never to lie in a cache; the web's files set their own.
    if (!request.is404 && !request.routeOptions.url?.endsWith('/*'))
      reply.header('cache-control', 'no-store');
    // Another site can let its name point to 127.0.0.1 and so speak to us as itself. Its name then stands in Host.
    if (!loopbackOnly && ours.size === 0) return;
    if (isLoopback(request.headers.host) || ours.has(nameIn(request.headers.host))) return;
    const sentence =
      ours.size > 0
        ? 'Evenkeel is not reached under this name.'
        : 'Evenkeel listens on this machine only. Open it as localhost.';
    const nextStep = 'Another name has to be named in EVENKEEL_HOSTS when Evenkeel is started.';
    throw new Refusal(403, 'host-not-accepted', sentence, { nextStep });
  });
}

/** Whether a Host header (`name`, `name:port`, `[v6]:port`) names this machine itself. */
export function isLoopback(host: string | undefined): boolean {
  return LOOPBACK_NAMES.has(nameIn(host));
}

/** Empty when it is none. */
function nameIn(host: string | undefined): string {
  const name = /^(?:\[([^\]]+)\]|([^:]+))(?::\d+)?$/.exec(host ?? '');
  return (name?.[1] ?? name?.[2] ?? '').toLowerCase();
}
