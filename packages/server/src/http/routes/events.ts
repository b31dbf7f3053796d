import { isDeepStrictEqual } from 'node:util';
import { type GrantGiven, LiveEvent } from '@evenkeel/contract';
import type { FastifyRequest } from 'fastify';
import { nears, seesEverything } from '../../access/grants.ts';
import { readGrants } from '../../db/grants.ts';
import { sessionGoesOn } from '../../db/sessions.ts';
import { identify, identityOf } from '../authentication.ts';
import { Refusal } from '../errors.ts';
import type { LiveEvents } from '../live-events.ts';
import type { Action } from '../permissions.ts';
import type { HttpServices } from '../services.ts';
import { failures, type Server } from './common.ts';

/** What can take something from somebody who reads a stream. */
const TAKING: ReadonlySet<Action | undefined> = new Set<Action | undefined>([
  'manage-users',
  'manage-sign-in',
  'own-tokens',
]);

export function eventRoutes(server: Server, services: HttpServices, events: LiveEvents): void {
  server.addHook('onResponse', async ({ method, routeOptions }) => {
    if (method !== 'GET' && TAKING.has(routeOptions.config.action)) await events.askAll();
  });

  server.get(
    '/api/v1/events',
    {
      schema: {
        summary: 'Server-sent events: which things changed',
        description: 'Each event carries a LiveEvent as its data. A comment line is sent every 15 seconds.',
        response: {
          200: { description: 'Events.', content: { 'text/event-stream': { schema: LiveEvent } } },
          ...failures,
        },
      },
    },
    (request, reply) => {
      reply.hijack();
      reply.raw.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        // Proxies that gather an answer before they pass it on (nginx) would hold every event back.
        'x-accel-buffering': 'no',
      });
      events.add({
        response: reply.raw,
        session: request.sessionId,
        shown: shownTo(identityOf(request).grants),
        stillAllowed: async () => {
          const now = await presentGrants(services, request);
          return now !== null && isDeepStrictEqual(now, identityOf(request).grants);
        },
      });
    },
  );
}

/** Who does not see everything hears that something at a provider of theirs changed, and not what. */
function shownTo(grants: readonly GrantGiven[]): (event: LiveEvent) => LiveEvent | null {
  if (seesEverything(grants)) return (event) => event;
  return (event) => {
    const { providerId } = event;
    const isTheirs = providerId === null || grants.some((grant) => nears(grant, providerId));
    return isTheirs ? { ...event, ids: [] } : null;
  };
}

/** Of the session or token of a stream; null when it is good no more. Throws when nobody can say, as with a database that is away. */
async function presentGrants(
  services: HttpServices,
  request: FastifyRequest,
): Promise<readonly GrantGiven[] | null> {
  const { db } = services;
  const { userId } = identityOf(request);
  // By its id and without counting as activity: the cookie the stream was opened with may have been renewed since.
  if (request.sessionId !== null && userId !== null)
    return (await sessionGoesOn(db, request.sessionId)) ? readGrants(db, userId) : null;
  try {
    return (await identify(services, request)).identity.grants;
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}
