import { type GrantGiven, LiveEvent } from '@evenkeel/contract';
import type { FastifyRequest } from 'fastify';
import { nears, seesEverything } from '../../access/grants.ts';
import { sessionGoesOn } from '../../db/sessions.ts';
import { identify, identityOf } from '../authentication.ts';
import { Refusal } from '../errors.ts';
import type { LiveEvents } from '../live-events.ts';
import type { HttpServices } from '../services.ts';
import { failures, type Server } from './common.ts';

export function eventRoutes(server: Server, services: HttpServices, events: LiveEvents): void {
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
        stillAllowed: () => isStillKnown(services, request),
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

/** Whether the session or token of a stream is good still. Throws when nobody can say, as with a database that is away. */
async function isStillKnown(services: HttpServices, request: FastifyRequest): Promise<boolean> {
  // By its id and without counting as activity: the cookie the stream was opened with may have been renewed since.
  if (request.sessionId !== null) return sessionGoesOn(services.db, request.sessionId);
  try {
    await identify(services, request);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
