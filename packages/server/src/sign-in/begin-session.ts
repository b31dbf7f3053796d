/** The one way in which a session begins, whoever vouched for the person. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Executor } from '../db/accounts.ts';
import { rememberDevice } from '../db/accounts-devices.ts';
import { createSession, endSession, findSession, type Way } from '../db/sessions.ts';
import { deviceSecretOf, sessionSecretOf, setDeviceCookie, setSessionCookie } from './cookies.ts';

/**
 * Starts a session with a new secret. One that the browser brought ends: it may have been put there by somebody who
 * waits for it to be signed in.
 * @param begun.endElsewhere the issuer's own sign-out.
 * @returns the ids of the sessions that ended.
 */
export async function beginSession(
  db: Executor,
  request: FastifyRequest,
  reply: FastifyReply,
  begun: { userId: string; way: Way; endElsewhere?: string | null },
): Promise<{ ended: string[] }> {
  const brought = sessionSecretOf(request);
  const before = brought ? await findSession(db, brought) : null;
  if (before) await endSession(db, before.user.id, before.sessionId);
  const { userId, way, endElsewhere } = begun;
  const userAgent = request.headers['user-agent'] ?? null;
  const { secret } = await createSession(db, userId, { way, address: request.ip, userAgent, endElsewhere });
  setSessionCookie(request, reply, secret);
  setDeviceCookie(request, reply, await rememberDevice(db, userId, deviceSecretOf(request)));
  return { ended: before ? [before.sessionId] : [] };
}
