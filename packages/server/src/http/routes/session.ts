import { Session, SignIn } from '@evenkeel/contract';
import { createSession, deleteSession, verifyPassword } from '../../db/accounts.ts';
import { identityOf, SESSION_COOKIE, setSessionCookie } from '../authentication.ts';
import { Refusal } from '../errors.ts';
import type { LiveEvents } from '../live-events.ts';
import type { Identity, Role } from '../permissions.ts';
import type { HttpServices } from '../services.ts';
import { SignInLimit } from '../sign-in-limit.ts';
import { failures, NoContent, type Server } from './common.ts';

export function sessionRoutes(server: Server, { db }: HttpServices, events: LiveEvents): void {
  const limit = new SignInLimit();

  server.post(
    '/api/v1/session',
    { schema: { summary: 'Sign in', body: SignIn, response: { 200: Session, ...failures } } },
    async (request, reply) => {
      const wait = limit.begin(request.ip, request.body.username);
      if (wait !== null) {
        reply.header('retry-after', wait);
        throw new Refusal(429, 'too-many-tries', `Too many tries to sign in. Wait ${wait} seconds.`);
      }
      const user = await verifyPassword(db, request.body.username, request.body.password);
      // Not told which of the two: that would tell who has an account.
      if (!user) {
        const nextStep =
          'Try again. Who may start the server can give admin a new password with --reset-password.';
        throw new Refusal(401, 'sign-in-refused', 'The user name or the password is wrong.', { nextStep });
      }
      limit.succeeded(request.ip, request.body.username);
      const { secret } = await createSession(db, user.id);
      setSessionCookie(request, reply, secret);
      return sessionOf({ name: user.username, role: user.role as Role });
    },
  );

  server.get(
    '/api/v1/session',
    {
      config: { action: 'own-session' },
      schema: { summary: 'Who is asking', response: { 200: Session, ...failures } },
    },
    async (request) => sessionOf(identityOf(request)),
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
}

/** Throws a Refusal for a role that may nothing here: a session would be of no use. */
function sessionOf({ name, role }: Pick<Identity, 'name' | 'role'>): Session {
  if (role !== 'administrator') throw new Refusal(403, 'not-permitted', `${name} has no role here.`);
  return { username: name, role };
}
