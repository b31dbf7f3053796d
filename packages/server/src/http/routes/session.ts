/** Signing in and out, and a person's own sessions and password. */
import { OwnSession, PasswordChange, Session, SignedOut, SignIn } from '@evenkeel/contract';
import { z } from 'zod';
import { readGrants } from '../../db/grants.ts';
import { endSession, endSessionsOf, listSessions, renewSessionsOf } from '../../db/sessions.ts';
import { beginSession } from '../../sign-in/begin-session.ts';
import { clearSessionCookie } from '../../sign-in/cookies.ts';
import { byPassword, changePassword } from '../../sign-in/password.ts';
import { identityOf, ownUserOf, sessionOf } from '../authentication.ts';
import { notFound } from '../errors.ts';
import type { LiveEvents } from '../live-events.ts';
import type { HttpServices } from '../services.ts';
import type { SignInLimit } from '../sign-in-limit.ts';
import { failures, Id, NoContent, type Server } from './common.ts';

export function sessionRoutes(
  server: Server,
  { db }: HttpServices,
  { events, limit }: { events: LiveEvents; limit: SignInLimit },
): void {
  server.post(
    '/api/v1/session',
    { schema: { summary: 'Sign in', body: SignIn, response: { 200: Session, ...failures } } },
    async (request, reply) => {
      const user = await byPassword(db, limit, request, request.body);
      const grants = await readGrants(db, user.id);
      const session = sessionOf({ name: user.username, grants }, 'password');
      const { ended } = await beginSession(db, request, reply, { userId: user.id, way: 'password' });
      events.endSessions(ended);
      return session;
    },
  );

  server.get(
    '/api/v1/session',
    {
      config: { action: 'own-session' },
      schema: { summary: 'Who is asking', response: { 200: Session, ...failures } },
    },
    async (request) => sessionOf(identityOf(request), request.sessionWay),
  );

  server.delete(
    '/api/v1/session',
    {
      config: { action: 'own-session' },
      schema: {
        summary: 'Sign out; 200 with the address where the session at the issuer ends, if there is one',
        response: { 200: SignedOut, 204: NoContent, ...failures },
      },
    },
    async (request, reply) => {
      const { userId } = identityOf(request);
      if (request.sessionId !== null && userId !== null) {
        const ended = await endSession(db, userId, request.sessionId);
        events.endSessions([request.sessionId]);
        clearSessionCookie(request, reply);
        if (ended?.endElsewhere) return reply.code(200).send({ endElsewhere: ended.endElsewhere });
      }
      return reply.code(204).send();
    },
  );

  server.put(
    '/api/v1/session/password',
    {
      config: { action: 'own-session' },
      schema: {
        summary: 'Change your own password; your other sessions end',
        body: PasswordChange,
        response: { 204: NoContent, ...failures },
      },
    },
    async (request, reply) => {
      const user = ownUserOf(request);
      await changePassword(db, limit, request, user, request.body);
      events.endSessions(await endSessionsOf(db, user.id, user.sessionId));
      await renewSessionsOf(db, user.id);
      return reply.code(204).send();
    },
  );

  server.get(
    '/api/v1/sessions',
    {
      config: { action: 'own-session' },
      schema: {
        summary: 'Your own sessions, the one used last first',
        response: { 200: z.array(OwnSession), ...failures },
      },
    },
    async (request) => {
      const { id, sessionId } = ownUserOf(request);
      return (await listSessions(db, id)).map(({ createdAt, lastSeenAt, expiresAt, ...session }) => ({
        ...session,
        createdAt: createdAt.toISOString(),
        lastSeenAt: lastSeenAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
        current: session.id === sessionId,
      }));
    },
  );

  server.delete(
    '/api/v1/sessions/:sessionId',
    {
      config: { action: 'own-session' },
      schema: {
        summary: 'End one of your own sessions',
        params: z.object({ sessionId: Id }),
        response: { 204: NoContent, ...failures },
      },
    },
    async (request, reply) => {
      const { id } = ownUserOf(request);
      const { sessionId } = request.params;
      if (!(await endSession(db, id, sessionId))) throw notFound('session of yours');
      events.endSessions([sessionId]);
      return reply.code(204).send();
    },
  );

  server.delete(
    '/api/v1/sessions',
    {
      config: { action: 'own-session' },
      schema: {
        summary: 'Sign out everywhere, here too',
        response: { 204: NoContent, ...failures },
      },
    },
    async (request, reply) => {
      events.endSessions(await endSessionsOf(db, ownUserOf(request).id));
      clearSessionCookie(request, reply);
      return reply.code(204).send();
    },
  );
}
