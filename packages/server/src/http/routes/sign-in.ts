/** Signing in elsewhere: at an OpenID Connect issuer, or with the account one has in a cloud. */
import { KeystoneSignIn, OfferedWay, Session } from '@evenkeel/contract';
import { z } from 'zod';
import { readGrants } from '../../db/grants.ts';
import { listWays } from '../../db/sign-in-ways.ts';
import { beginSession } from '../../sign-in/begin-session.ts';
import { byKeystone } from '../../sign-in/keystone.ts';
import { Issuers } from '../../sign-in/oidc.ts';
import { comeBack, depart } from '../../sign-in/oidc-flow.ts';
import { sessionOf } from '../authentication.ts';
import type { LiveEvents } from '../live-events.ts';
import type { HttpServices } from '../services.ts';
import type { SignInLimit } from '../sign-in-limit.ts';
import { failures, Id, type Server } from './common.ts';

const params = z.object({ wayId: Id });
const Redirect = z.undefined().describe('To the issuer, or to the page.');

export function signInRoutes(
  server: Server,
  services: HttpServices,
  { events, limit }: { events: LiveEvents; limit: SignInLimit },
): void {
  const { db } = services;
  const issuers = new Issuers(services.networks);

  server.get(
    '/api/v1/sign-in',
    { schema: { summary: 'The ways to sign in', response: { 200: z.array(OfferedWay), ...failures } } },
    async () =>
      (await listWays(db))
        .filter(({ enabled }) => enabled)
        .map(({ id, kind, name, settings }) => ({
          id,
          kind,
          name,
          domain: kind === 'keystone' ? String(settings.domain) : null,
        })),
  );

  server.get(
    '/api/v1/sign-in/ways/:wayId/start',
    {
      schema: {
        summary: 'For a browser: leave for an OpenID Connect issuer, and come back to the page `to`',
        params,
        querystring: z.object({ to: z.string().max(2000).optional() }),
        response: { 302: Redirect, ...failures },
      },
    },
    async (request, reply) => {
      const { wayId } = request.params;
      return reply.redirect(
        await depart(services, issuers, request, reply, { wayId, to: request.query.to }),
        302,
      );
    },
  );

  server.get(
    '/api/v1/sign-in/ways/:wayId/callback',
    {
      schema: {
        summary: 'For a browser: back from an OpenID Connect issuer',
        params,
        response: { 303: Redirect, ...failures },
      },
    },
    async (request, reply) => {
      const back = await comeBack(services, issuers, request, reply, request.params.wayId);
      if ('failure' in back) {
        events.endSessions(back.ended);
        return reply.redirect(`/?sign-in=${back.failure}`, 303);
      }
      const { userId, to, endElsewhere } = back;
      const { ended } = await beginSession(db, request, reply, { userId, way: 'oidc', endElsewhere });
      events.endSessions(ended);
      return reply.redirect(to, 303);
    },
  );

  server.post(
    '/api/v1/sign-in/ways/:wayId/session',
    {
      schema: {
        summary: "Sign in with one's own account in a cloud; the password is passed on and not kept",
        params,
        body: KeystoneSignIn,
        response: { 200: Session, ...failures },
      },
    },
    async (request, reply) => {
      const user = await byKeystone(services, limit, request, request.params.wayId, request.body);
      const { ended } = await beginSession(db, request, reply, { userId: user.id, way: 'keystone' });
      events.endSessions(ended);
      return sessionOf({ name: user.username, grants: await readGrants(db, user.id) }, 'keystone');
    },
  );
}
