/**
 * Who is asking: decided here and nowhere else, before any route runs. Every route needs an identity unless the table
 * below says it does not, so a route somebody forgets to think about is closed.
 */
import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { findSession, findToken, hashSecret, SESSION_ABSOLUTE_SECONDS } from '../db/accounts.ts';
import { Refusal } from './errors.ts';
import { type Action, can, type Identity, type Role } from './permissions.ts';
import type { HttpServices } from './services.ts';

export const SESSION_COOKIE = 'evenkeel_session';

/** Open to everybody, and why. */
export const PUBLIC_ROUTES: ReadonlySet<string> = new Set([
  'POST /api/v1/session', // to sign in
  'GET /api/v1/openapi.json', // describes the program, tells nothing of the installation
  'GET /api/v1/docs',
  'GET /api/v1/docs.js',
  'GET /healthz', // asked by supervisors, which can not sign in; they answer with a word
  'GET /readyz',
  'GET /*', // the web console's files: the same for everybody
  'HEAD /*',
]);

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route does; a route that does not say needs `read`. */
    action?: Action;
  }
  interface FastifyRequest {
    /** Null on public routes only. */
    identity: Identity | null;
  }
}

export function installAuthentication(
  server: FastifyInstance,
  services: Pick<HttpServices, 'db' | 'ownerToken'>,
): void {
  server.decorateRequest('identity', null);
  server.addHook('onRequest', async (request) => {
    const route = `${request.method} ${request.routeOptions.url}`;
    // Nothing is behind an address that is no route: it gets its 404 from the not-found handler.
    if (request.is404 || PUBLIC_ROUTES.has(route)) return;
    const identity = await identify(services, request);
    const action = request.routeOptions.config.action ?? 'read';
    if (!can(identity, action)) {
      throw new Refusal(403, 'not-permitted', `${identity.name} may not do this.`);
    }
    request.identity = identity;
  });
}

/**
 * The identity behind a request; throws a Refusal with 401 or 403 when there is none to be believed.
 * `touch: false` asks without counting as activity, so that an open event stream does not keep a session alive.
 */
export async function identify(
  { db, ownerToken }: Pick<HttpServices, 'db' | 'ownerToken'>,
  request: FastifyRequest,
  options: { touch: boolean } = { touch: true },
): Promise<Identity> {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) {
    if (ownerToken !== null && sameSecret(bearer, ownerToken)) {
      return { via: 'owner-token', name: 'owner', role: 'owner' };
    }
    const token = await findToken(db, bearer);
    if (token) return { via: 'token', name: token.name, role: 'administrator' };
    const nextStep = 'Make a new one: evenkeel token create.';
    throw new Refusal(401, 'token-unknown', 'This API token is not known, or no longer.', { nextStep });
  }
  const cookie = request.cookies[SESSION_COOKIE];
  const user = cookie ? await findSession(db, cookie, options) : null;
  if (!user) {
    const nextStep = 'Sign in, or send an API token.';
    throw new Refusal(401, 'not-signed-in', 'You are not signed in, or no longer.', { nextStep });
  }
  // A form or an image on another site can make a browser send the cookie, but never a header of ours.
  if (!['GET', 'HEAD'].includes(request.method) && request.headers['x-evenkeel-request'] === undefined) {
    const nextStep =
      'Send the header X-Evenkeel-Request: 1 with every change, or an API token instead of the cookie.';
    throw new Refusal(403, 'request-header-missing', 'The header X-Evenkeel-Request is missing.', {
      nextStep,
    });
  }
  // A role that the table of permissions does not know may nothing.
  return { via: 'session', name: user.username, role: user.role as Role };
}

/** Compares hashes, which have one length, in a time that tells nothing. */
function sameSecret(left: string, right: string): boolean {
  return timingSafeEqual(hashSecret(left), hashSecret(right));
}

export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, secret: string): void {
  reply.setCookie(SESSION_COOKIE, secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    // Without TLS (a first try on localhost) a Secure cookie would not come back.
    secure: request.protocol === 'https',
    maxAge: SESSION_ABSOLUTE_SECONDS,
  });
}

/** The identity of a request that passed the hook. */
export function identityOf(request: FastifyRequest): Identity {
  if (!request.identity) throw new Refusal(401, 'not-signed-in', 'You are not signed in.');
  return request.identity;
}
