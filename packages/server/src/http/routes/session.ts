import { CreatedToken, NewToken, Session, SignIn } from '@evenkeel/contract';
import { createSession, createToken, deleteSession, verifyPassword } from '../../db/accounts.ts';
import { identityOf, SESSION_COOKIE, setSessionCookie } from '../authentication.ts';
import { Refusal } from '../errors.ts';
import type { LiveEvents } from '../live-events.ts';
import type { HttpServices } from '../services.ts';
import { SignInLimit } from '../sign-in-limit.ts';
import { failures, NoContent, type Server } from './common.ts';

export function sessionRoutes(server: Server, { db }: HttpServices, events: LiveEvents): void {
  const limit = new SignInLimit();

  server.post(
    '/api/v1/session',
    { schema: { summary: 'Sign in', body: SignIn, response: { 200: Session, ...failures } } },
    async (request, reply) => {
      const wait = limit.tryFrom(request.ip);
      if (wait !== null) {
        reply.header('retry-after', wait);
        throw new Refusal(429, 'too-many-tries', `Too many tries to sign in. Wait ${wait} seconds.`);
      }
      const user = await verifyPassword(db, request.body.username, request.body.password);
      // Not told which of the two: that would tell who has an account.
      if (!user) throw new Refusal(401, 'sign-in-refused', 'The user name or the password is wrong.');
      const { secret } = await createSession(db, user.id);
      setSessionCookie(request, reply, secret);
      return { username: user.username, role: 'administrator' as const };
    },
  );

  server.get(
    '/api/v1/session',
    {
      config: { action: 'own-session' },
      schema: { summary: 'Who is asking', response: { 200: Session, ...failures } },
    },
    async (request) => ({ username: identityOf(request).name, role: 'administrator' as const }),
  );

  server.delete(
    '/api/v1/session',
    {
      config: { action: 'own-session' },
      schema: { summary: 'Sign out', response: { 204: NoContent, ...failures } },
    },
    async (request, reply) => {
      const secret = request.cookies[SESSION_COOKIE];
      if (secret) {
        await deleteSession(db, secret);
        events.endSession(secret);
      }
      reply.clearCookie(SESSION_COOKIE, { path: '/' });
      return reply.code(204).send();
    },
  );

  server.post(
    '/api/v1/tokens',
    {
      config: { action: 'create-token' },
      schema: { summary: 'Make an API token', body: NewToken, response: { 201: CreatedToken, ...failures } },
    },
    async (request, reply) => {
      const token = await createToken(db, { name: request.body.name, createdBy: identityOf(request).name });
      return reply.code(201).send(token);
    },
  );
}
