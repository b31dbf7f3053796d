/**
 * The one place where requests that change something are written down: before the route runs, and what came of it before
 * the answer leaves. What can not be written down is not done.
 */
import { randomUUID } from 'node:crypto';
import type { AuditContent } from '@evenkeel/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { unbound } from '../access/bound.ts';
import { isUsername, readState, type State } from '../db/audit-subjects.ts';
import type { Db } from '../db/database.ts';
import { PUBLIC_ROUTES } from '../http/authentication.ts';
import { Refusal } from '../http/errors.ts';
import { RateLimit, type RateLimitOptions } from '../http/rate-limit.ts';
import { recordAudit } from './index.ts';
import { shown } from './shown.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Null of what changes nothing. */
    audited: { requestId: string; asked: boolean; before: State | null } | null;
  }
}

/** What these do is look. */
const LOOKING: ReadonlySet<string> = new Set(['read', 'preview']);
export const REQUEST_ID_HEADER = 'evenkeel-request-id';

/** Of the requests that never got to their route, those that are told: somebody tried a door. */
const TOLD: ReadonlySet<number> = new Set([401, 403, 404]);

/**
 * Of an address, tries of who is not signed in: so many at once, and so many a second from then on. Anybody on the network
 * can make them, and each would be rows that stay for good, behind a lock that all changes need.
 */
const STRANGERS: RateLimitOptions = { burst: 300, perSecond: 1, now: Date.now };

/**
 * To be installed around authentication: `onRequest` before it, the rest after enforcement.
 * @param strangers instead of what one address may try that is not signed in.
 */
export function installAudit(server: FastifyInstance, db: Db, strangers: RateLimitOptions = STRANGERS): void {
  const limit = new RateLimit(strangers);
  server.decorateRequest('audited', null);
  // What is open to everybody is done only when it can be written down.
  server.addHook('preHandler', async (request, reply) => {
    if (!request.audited || request.identity) return;
    const seconds = limit.take(request.ip);
    if (seconds === 0) return;
    reply.header('retry-after', String(seconds));
    throw new Refusal(429, 'too-many-requests', 'Too many tries came from this address.', {
      nextStep: `Wait ${seconds} s.`,
    });
  });
  server.addHook('onRequest', async (request, reply) => {
    if (!changes(request)) return;
    const requestId = randomUUID();
    request.audited = { requestId, asked: false, before: null };
    reply.header(REQUEST_ID_HEADER, requestId);
  });
  server.addHook('onSend', async (request, reply, payload) => {
    const { audited } = request;
    if (!audited || !(audited.asked || TOLD.has(reply.statusCode))) return payload;
    if (!audited.asked && !request.identity && limit.take(request.ip) > 0) return payload;
    // It is done: an audit that can not be completed leaves the entry `asked` without its answer, which says so.
    await unbound(() => writeAnswer(db, request, reply, payload)).catch((error: unknown) =>
      request.log.error({ err: error }, 'What came of a request could not be written into the audit'),
    );
    return payload;
  });
}

/** To be installed last of all preHandlers. */
export function installAuditAsked(server: FastifyInstance, db: Db): void {
  server.addHook('preHandler', async (request) => {
    const { audited } = request;
    if (!audited) return;
    await unbound(async () => {
      const { subject, state } = await subjectOf(db, request, null);
      await recordAudit(db, {
        ...(await said(db, request)),
        phase: 'asked',
        subject,
        requestId: audited.requestId,
      });
      audited.before = state;
    });
    audited.asked = true;
  });
}

function changes({ method, is404, routeOptions }: FastifyRequest): boolean {
  if (is404 || method === 'GET' || method === 'HEAD') return false;
  const { action } = routeOptions.config;
  if (action === undefined) return PUBLIC_ROUTES.has(`${method} ${routeOptions.url}`);
  return !LOOKING.has(action);
}

async function writeAnswer(
  db: Db,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<void> {
  const { requestId, asked, before } = request.audited as NonNullable<FastifyRequest['audited']>;
  const answer = answered(payload);
  const { subject, state } = await subjectOf(db, request, answer.id);
  const changed = asked ? difference(before, state) : { before: null, after: null };
  await recordAudit(db, {
    ...(await said(db, request)),
    phase: asked ? 'answered' : 'refused',
    subject,
    ...changed,
    outcome: { status: reply.statusCode, errorCode: answer.errorCode },
    requestId,
    cloudRequestIds: answer.cloudRequestId === null ? [] : [answer.cloudRequestId],
  });
}

/** What both entries say of a request. */
async function said(db: Db, request: FastifyRequest) {
  const body = request.body as Record<string, unknown> | null | undefined;
  const reason = body?.reason;
  const who = await whoAsks(db, request);
  // Of somebody who is not signed in, a name is only told when somebody has it.
  const told = body && who.via === 'nobody' && 'username' in body ? { ...body, username: who.name } : body;
  return {
    who,
    from: { address: request.ip, userAgent: request.headers['user-agent']?.slice(0, 300) ?? null },
    action: request.routeOptions.config.action ?? 'sign-in',
    operation: `${request.method} ${request.routeOptions.url}`,
    why: typeof reason === 'string' ? reason.slice(0, 500) : null,
    request: told == null ? null : shown(told),
  };
}

async function whoAsks(db: Db, { identity, body }: FastifyRequest): Promise<AuditContent['who']> {
  if (identity) return { via: identity.via, userId: identity.userId, name: identity.name };
  const username = (body as { username?: unknown } | null | undefined)?.username;
  if (typeof username !== 'string') return { via: 'nobody', userId: null, name: 'somebody not signed in' };
  const known = await isUsername(db, username);
  return { via: 'nobody', userId: null, name: known ? username : 'a name that is not known' };
}

async function subjectOf(
  db: Db,
  { routeOptions, params, body }: FastifyRequest,
  made: string | null,
): Promise<{ subject: AuditContent['subject']; state: State | null }> {
  const named = (params ?? {}) as Record<string, string>;
  const asked = (body ?? {}) as Record<string, unknown>;
  // The last that the address names is what it is about: /campaigns/:campaignId/hosts/:host.
  const [key, id] = Object.entries(named).at(-1) ?? [null, null];
  const kind = key === null ? kindOf(routeOptions.url ?? '') : key.replace(/Id$/, '');
  const found = id === null ? null : await readState(db, kind, id);
  const said = named.providerId ?? asked.providerId;
  const providerId = typeof said === 'string' ? said : null;
  const name = found?.name ?? (typeof asked.name === 'string' ? asked.name : null);
  const subject = { kind, id: id ?? made, name, providerId };
  return { subject, state: found === null ? null : (shown(found.state) as State) };
}

/** `/api/v1/runs` makes a `runs`, which is the plural of what it makes. */
function kindOf(url: string): string {
  const word = url.split('/').at(-1) ?? '';
  return word === 'policies' ? 'policy' : word.replace(/s$/, '');
}

interface Answered {
  id: string | null;
  errorCode: string | null;
  cloudRequestId: string | null;
}

/** Of the answer, what leads to the thing or to the cloud's logs, and nothing else: it may hold a token, shown once. */
function answered(payload: unknown): Answered {
  const nothing = { id: null, errorCode: null, cloudRequestId: null };
  if (typeof payload !== 'string' || payload === '') return nothing;
  try {
    const { id, error } = JSON.parse(payload) as {
      id?: unknown;
      error?: { code: string; requestId: string | null };
    };
    return {
      id: typeof id === 'string' ? id : null,
      errorCode: error?.code ?? null,
      cloudRequestId: error?.requestId ?? null,
    };
  } catch {
    return nothing;
  }
}

function difference(before: State | null, after: State | null) {
  if (before === null && after === null) return { before, after };
  const keys = Object.keys({ ...before, ...after });
  const differing = keys.filter((key) => JSON.stringify(before?.[key]) !== JSON.stringify(after?.[key]));
  const part = (state: State | null) =>
    state && Object.fromEntries(differing.map((key) => [key, state[key] ?? null]));
  return { before: part(before), after: part(after) };
}
