/**
 * Who is asking: decided here and nowhere else, before any route runs. Every route needs an identity unless the table
 * below says it does not, so a route somebody forgets to think about is closed.
 */
import { timingSafeEqual } from 'node:crypto';
import type { Session, SessionWay } from '@evenkeel/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { hashSecret } from '../db/accounts.ts';
import { readGrants } from '../db/grants.ts';
import { findSession } from '../db/sessions.ts';
import { type FoundToken, findToken } from '../db/tokens.ts';
import { sessionSecretOf, setSessionCookie } from '../sign-in/cookies.ts';
import { cutDown, EVERYTHING } from '../sign-in/cut-down.ts';
import { Refusal } from './errors.ts';
import { type Action, allowedBy, can, type Identity } from './permissions.ts';
import type { HttpServices } from './services.ts';

/** Open to everybody, and why. */
export const PUBLIC_ROUTES: ReadonlySet<string> = new Set([
  'POST /api/v1/session', // to sign in
  'GET /api/v1/sign-in',
  'GET /api/v1/sign-in/ways/:wayId/start',
  'GET /api/v1/sign-in/ways/:wayId/callback', // believed only in the browser that left, see sign-in/oidc-flow.ts
  'POST /api/v1/sign-in/ways/:wayId/session',
  'POST /api/v1/callbacks/:stepId', // for programs; the signature says who it is, see outside/callback.ts
  'GET /api/v1/openapi.json', // describes the program, tells nothing of the installation
  'GET /api/v1/docs',
  'GET /api/v1/docs.css',
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
    /** The session of a request that came with a cookie; null with a token. */
    sessionId: string | null;
    /** How that session began. */
    sessionWay: SessionWay | null;
    /** The token that it came with, where that one may less than its owner; it revokes no other. */
    restrictedToken: string | null;
    /** It came with a token that may less than its owner, or that ends: such a one makes no other tokens. */
    boundedToken: boolean;
  }
}

export function installAuthentication(
  server: FastifyInstance,
  services: Pick<HttpServices, 'db' | 'ownerToken'>,
): void {
  server.decorateRequest('identity', null);
  server.decorateRequest('sessionId', null);
  server.decorateRequest('sessionWay', null);
  server.decorateRequest('boundedToken', false);
  server.decorateRequest('restrictedToken', null);
  server.addHook('onRequest', async (request, reply) => {
    const route = `${request.method} ${request.routeOptions.url}`;
    // Nothing is behind an address that is no route: it gets its 404 from the not-found handler.
    if (request.is404 || PUBLIC_ROUTES.has(route)) return;
    const { identity, sessionId, way, renewed, boundedToken, restrictedToken } = await identify(
      services,
      request,
    );
    if (renewed !== null) setSessionCookie(request, reply, renewed);
    request.identity = identity;
    const action = request.routeOptions.config.action ?? 'read';
    if (!can(identity, action)) {
      throw new Refusal(403, 'not-permitted', `${identity.name} may not do this.`);
    }
    request.sessionId = sessionId;
    request.sessionWay = way;
    request.boundedToken = boundedToken;
    request.restrictedToken = restrictedToken;
  });
}

export interface Identified {
  identity: Identity;
  /** Null with a token. */
  sessionId: string | null;
  way: SessionWay | null;
  /** The session's new secret; null when the one that came goes on. */
  renewed: string | null;
  boundedToken: boolean;
  restrictedToken: string | null;
}

/** Of who came without a token that may less than its owner. */
const WHOLE = { boundedToken: false, restrictedToken: null };

/** The identity behind a request; throws a Refusal with 401 or 403 when there is none to be believed. */
export async function identify(
  { db, ownerToken }: Pick<HttpServices, 'db' | 'ownerToken'>,
  request: FastifyRequest,
): Promise<Identified> {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) {
    if (ownerToken !== null && sameSecret(bearer, ownerToken)) {
      const identity = { via: 'owner-token', userId: null, name: 'owner', grants: [] } as const;
      return { identity, sessionId: null, way: null, renewed: null, ...WHOLE };
    }
    const token = await tokenOf(db, bearer, request.ip);
    const identity = {
      via: 'token',
      userId: token.ownerId,
      name: nameOfToken(token),
      grants: cutDown(
        token.ownerId === null ? [EVERYTHING] : await readGrants(db, token.ownerId),
        token.scope,
      ),
    } as const;
    const isRestricted = Object.values(token.scope).some((bound) => bound !== null);
    const restrictedToken = isRestricted ? token.id : null;
    return {
      ...{ identity, sessionId: null, way: null, renewed: null },
      ...{ boundedToken: token.bounded, restrictedToken },
    };
  }
  const cookie = sessionSecretOf(request);
  const found = cookie ? await findSession(db, cookie) : null;
  if (!found) {
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
  const { user, sessionId, way, renewed } = found;
  const grants = await readGrants(db, user.id);
  const identity = { via: 'session', userId: user.id, name: user.username, grants } as const;
  return { identity, sessionId, way, renewed, ...WHOLE };
}

/** A token is called as its maker likes, also like somebody else: whose it is goes before. No local name has a space. */
function nameOfToken({ name, ownerName }: FoundToken): string {
  return ownerName === null ? name : `${ownerName} (token ${name})`;
}

/** The token's record; throws a Refusal when it opens nothing. */
async function tokenOf(db: HttpServices['db'], secret: string, address: string): Promise<FoundToken> {
  const token = await findToken(db, secret, address);
  const nextStep = 'Make a new one: evenkeel token create.';
  if (!token)
    throw new Refusal(401, 'token-unknown', 'This API token is not known, or no longer.', { nextStep });
  if (token.refused === 'expired')
    throw new Refusal(401, 'token-expired', `The API token "${token.name}" has expired.`, { nextStep });
  if (token.refused === 'owner-disabled')
    throw new Refusal(
      401,
      'token-owner-disabled',
      `Who made the API token "${token.name}" may not sign in any more.`,
      {
        nextStep: 'Ask an administrator.',
      },
    );
  return token;
}

/** Compares hashes, which have one length, in a time that tells nothing. */
function sameSecret(left: string, right: string): boolean {
  return timingSafeEqual(hashSecret(left), hashSecret(right));
}

/** The identity of a request that passed the hook. */
export function identityOf(request: FastifyRequest): Identity {
  if (!request.identity) throw new Refusal(401, 'not-signed-in', 'You are not signed in.');
  return request.identity;
}

/** The person behind a session, for what only they may do themselves. Throws a Refusal for a token. */
export function ownUserOf(request: FastifyRequest): { id: string; username: string; sessionId: string } {
  const { userId, name } = identityOf(request);
  if (userId === null || request.sessionId === null)
    throw new Refusal(403, 'session-needed', 'This is done by a person who is signed in, not with a token.', {
      nextStep: 'Sign in on the page of Evenkeel.',
    });
  return { id: userId, username: name, sessionId: request.sessionId };
}

/** Who is asking. Throws a Refusal for who may nothing here: a session would be of no use. */
export function sessionOf({ name, grants }: Pick<Identity, 'name' | 'grants'>, way: Session['way']): Session {
  if (grants.length === 0)
    throw new Refusal(403, 'no-role', `${name} has no role in Evenkeel.`, {
      nextStep: 'Ask an administrator of Evenkeel for one.',
    });
  return { username: name, grants: [...grants], can: grants.map(allowedBy), way };
}
