/**
 * Leaving for an issuer and coming back. What has to be remembered travels sealed in a cookie of the browser that left:
 * an answer brought to another browser (forged, or stolen from somebody) finds nothing to match, and there is nothing to
 * keep on the server for who never comes back.
 */
import { type OidcSettings, OidcSettings as Settings, type SignInFailure } from '@evenkeel/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Arrived, arrive } from '../db/identities.ts';
import { readWay, type StoredWay } from '../db/sign-in-ways.ts';
import { Refusal } from '../http/errors.ts';
import type { HttpServices } from '../http/services.ts';
import { cookieName, cookieOptions } from './cookies.ts';
import type { Client, Departure, Issuers, Person } from './oidc.ts';
import { wayBack } from './way-back.ts';

const COOKIE = 'evenkeel_departure';
/** Enough for a second factor; a cookie that lies about longer serves nobody. */
const DEPARTURE_SECONDS = 15 * 60;

interface Remembered extends Departure {
  wayId: string;
  to: string;
  /** Milliseconds since 1970. */
  at: number;
}

type Services = Pick<HttpServices, 'db' | 'secrets'>;

/** Where the browser goes. Throws a Refusal with 404 or 502, or the guard's. */
export async function depart(
  services: Services,
  issuers: Issuers,
  request: FastifyRequest,
  reply: FastifyReply,
  { wayId, to }: { wayId: string; to: string | undefined },
): Promise<string> {
  const way = await oidcWay(services, wayId);
  if (!way) throw new Refusal(404, 'not-found', 'There is no such way to sign in, or no longer.');
  const { url, departure } = await issuers
    .depart(way.client, redirectUriOf(request, way.client.settings, wayId))
    .catch((error: Error) => {
      throw issuerAway(way.name, error);
    });
  const remembered: Remembered = { ...departure, wayId, to: wayBack(to), at: Date.now() };
  reply.setCookie(
    cookieName(request, COOKIE),
    services.secrets.seal(JSON.stringify(remembered)).toString('base64url'),
    // Lax: the browser comes back from another site, and a strict cookie would stay behind.
    { ...cookieOptions(request), sameSite: 'lax', maxAge: DEPARTURE_SECONDS },
  );
  return url.href;
}

export type Return =
  | { userId: string; to: string; endElsewhere: string | null }
  | { failure: SignInFailure; ended: string[] };

/** Who came back to this browser. What the issuer said wrongly is logged, and told to the person as one word. */
export async function comeBack(
  services: Services,
  issuers: Issuers,
  request: FastifyRequest,
  reply: FastifyReply,
  wayId: string,
): Promise<Return> {
  const remembered = rememberedBy(services, request);
  reply.clearCookie(cookieName(request, COOKIE), { ...cookieOptions(request), sameSite: 'lax' });
  if (remembered === null || remembered.wayId !== wayId) return { failure: 'forged', ended: [] };
  if (remembered.at < Date.now() - DEPARTURE_SECONDS * 1000) return { failure: 'too-late', ended: [] };
  const way = await oidcWay(services, wayId);
  if (!way) return { failure: 'way-gone', ended: [] };
  const { settings } = way.client;
  const url = new URL(redirectUriOf(request, settings, wayId));
  url.search = new URL(request.url, url).search;
  let person: Person;
  try {
    person = await issuers.arrive(way.client, url, remembered);
  } catch (error) {
    request.log.warn({ err: error, way: way.name }, 'A sign-in at an issuer failed');
    return { failure: failureOf(error, url), ended: [] };
  }
  const arrived: Arrived = await arrive(services.db, {
    way: { id: wayId, kind: 'oidc', name: way.name },
    subject: person.subject,
    name: person.name,
    grants: settings.groups.filter(({ group }) => person.groups.includes(group)).map(({ grant }) => grant),
  });
  if ('refused' in arrived) return { failure: arrived.refused, ended: arrived.ended };
  return { userId: arrived.userId, to: remembered.to, endElsewhere: person.endElsewhere };
}

/** The address that the issuer sends browsers back to; each way has its own, so that no issuer answers for another. */
export function redirectUriOf(request: FastifyRequest, settings: OidcSettings, wayId: string): string {
  const origin = settings.publicUrl ?? `${request.protocol}://${request.host}`;
  return `${origin.replace(/\/+$/, '')}/api/v1/sign-in/ways/${wayId}/callback`;
}

/** Null when there is none that is in use. Throws when its secret was sealed with another key. */
async function oidcWay(
  { db, secrets }: Services,
  wayId: string,
): Promise<(Pick<StoredWay, 'name'> & { client: Client }) | null> {
  const way = await readWay(db, wayId);
  if (way?.kind !== 'oidc' || !way.enabled) return null;
  const secret = way.secret === null ? null : secrets.open(way.secret);
  return { name: way.name, client: { settings: Settings.parse(way.settings), secret } };
}

function rememberedBy({ secrets }: Services, request: FastifyRequest): Remembered | null {
  const sealed = request.cookies[cookieName(request, COOKIE)];
  if (!sealed) return null;
  try {
    return JSON.parse(secrets.open(Buffer.from(sealed, 'base64url'))) as Remembered;
  } catch {
    return null;
  }
}

function failureOf(error: unknown, url: URL): SignInFailure {
  const chain = [error, (error as Error).cause] as { name?: string; code?: string }[];
  // The issuer's own answer, such as `access_denied`. It counts only when the state was ours, which was looked at first.
  if (chain[0]?.name === 'AuthorizationResponseError' && url.searchParams.has('error'))
    return 'refused-there';
  const away = chain.some((one) => one?.name === 'NoAnswer' || one?.code === 'OAUTH_TIMEOUT');
  return away ? 'issuer-away' : 'forged';
}

/** In words, with what was said. */
export function issuerAway(name: string, error: Error): Error {
  if (error.name === 'DomainRefusal' || error instanceof Refusal) return error;
  return new Refusal(
    502,
    'issuer-away',
    `${name} can not be reached, or does not speak OpenID Connect there.`,
    {
      cloudMessage: innermost(error).slice(0, 300),
      nextStep: 'Check the address of the issuer; its discovery document stands below it.',
    },
  );
}

/** openid-client wraps what happened in "something went wrong"; the reason stands within. */
function innermost(error: Error): string {
  return error.cause instanceof Error ? innermost(error.cause) : error.message;
}
