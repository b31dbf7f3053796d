/**
 * The cookies. Under https their names begin with `__Host-`: then a browser takes them from this very host alone, for
 * every path and over TLS only, so that no neighbour in the domain can slip in a session of its own.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DEVICE_SECONDS } from '../db/accounts-devices.ts';
import { SESSION_ABSOLUTE_SECONDS } from '../db/sessions.ts';

export const SESSION_COOKIE = 'evenkeel_session';
const DEVICE_COOKIE = 'evenkeel_device';

/** The name of a cookie as this request's browser keeps it. */
export function cookieName(request: FastifyRequest, name: string): string {
  return request.protocol === 'https' ? `__Host-${name}` : name;
}

/** What every cookie of ours has. Without TLS (a first try on localhost) a Secure cookie would not come back. */
export function cookieOptions(request: FastifyRequest) {
  return { path: '/', httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https' } as const;
}

export function sessionSecretOf(request: FastifyRequest): string | undefined {
  return request.cookies[cookieName(request, SESSION_COOKIE)];
}

export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, secret: string): void {
  const options = { ...cookieOptions(request), maxAge: SESSION_ABSOLUTE_SECONDS };
  reply.setCookie(cookieName(request, SESSION_COOKIE), secret, options);
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(cookieName(request, SESSION_COOKIE), cookieOptions(request));
}

export function deviceSecretOf(request: FastifyRequest): string | null {
  return request.cookies[cookieName(request, DEVICE_COOKIE)] ?? null;
}

export function setDeviceCookie(request: FastifyRequest, reply: FastifyReply, secret: string): void {
  const options = { ...cookieOptions(request), maxAge: DEVICE_SECONDS };
  reply.setCookie(cookieName(request, DEVICE_COOKIE), secret, options);
}
