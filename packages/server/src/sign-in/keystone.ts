/** Signing in with one's own account in a cloud that Evenkeel manages. The password is passed on and kept nowhere. */
import {
  type GrantGiven,
  type KeystoneSettings,
  type KeystoneSignIn,
  KeystoneSettings as Settings,
} from '@evenkeel/contract';
import { CloudError, type Person, readPerson } from '@evenkeel/openstack';
import type { FastifyRequest } from 'fastify';
import type { ConnectionSettings } from '../clouds.ts';
import { readConnection } from '../db/connections.ts';
import { arrive } from '../db/identities.ts';
import { readWay } from '../db/sign-in-ways.ts';
import { Refusal } from '../http/errors.ts';
import type { HttpServices } from '../http/services.ts';
import type { SignInLimit } from '../http/sign-in-limit.ts';
import { cloudConnector } from '../net/index.ts';
import { beginTry } from './password.ts';

/** For one request to Keystone, in milliseconds: a person waits. */
const TIMEOUT_MS = 10_000;

/** The user of this person, and the ids of sessions that ended. Throws a Refusal, or CloudError when Keystone is away. */
export async function byKeystone(
  services: Pick<HttpServices, 'db' | 'networks'>,
  limit: SignInLimit,
  request: FastifyRequest,
  wayId: string,
  { username, password, domain, project }: KeystoneSignIn,
): Promise<{ id: string; username: string }> {
  const { db, networks } = services;
  const way = await readWay(db, wayId);
  if (way?.kind !== 'keystone' || !way.enabled)
    throw new Refusal(404, 'not-found', 'There is no such way to sign in, or no longer.');
  const settings = Settings.parse(way.settings);
  const connection = await readConnection(db, settings.providerId);
  if (!connection)
    throw new Refusal(
      409,
      'provider-gone',
      `The cloud behind ${way.name} is no provider of Evenkeel any more.`,
      {
        nextStep: 'Ask an administrator of Evenkeel to change this way to sign in.',
      },
    );
  const reached = connection.settings as ConnectionSettings;
  const theirDomain = domain ?? settings.domain;
  const inDomain = isSame(theirDomain, settings.domain) ? '' : `@${theirDomain}`;
  // Keystone locks whom it is asked about too often; guesses are held up here before it hears of them. It takes a name
  // however it is written, so each way of writing it is the same try; in another domain it is somebody else's.
  const written = `${username.trimEnd().toLowerCase()}@${theirDomain.toLowerCase()}@${way.name}`;
  const tried = await beginTry(db, limit, request, written, `${username}${inDomain}@${way.name}`);
  const person = await readPerson(
    reached,
    { username, password, domain: theirDomain, project: project ?? null },
    {
      timeoutMs: TIMEOUT_MS,
      userAgent: 'evenkeel',
      ...(!reached.trusted && { connector: cloudConnector(networks) }),
    },
  ).catch((error: Error) => {
    if (!(error instanceof CloudError && error.kind === 'unauthorized')) throw error;
    throw new Refusal(401, 'sign-in-refused', `${way.name} does not take this user, domain and password.`, {
      cloudMessage: error.cloudMessage,
      requestId: error.requestId,
      nextStep: 'Try again, as you would sign in to the cloud itself.',
    });
  });
  limit.succeeded(tried);
  const arrived = await arrive(db, {
    way: { id: wayId, kind: 'keystone', name: way.name },
    subject: person.id,
    // In two domains there may be two of one name.
    name: `${person.name}${inDomain}`,
    grants: grantsOf(person, settings),
  });
  if (!('refused' in arrived)) return { id: arrived.userId, username: arrived.username };
  throw REFUSALS[arrived.refused](way.name);
}

function isSame(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

const REFUSALS = {
  'no-group': (way: string) =>
    new Refusal(403, 'no-role', `None of your roles in ${way} opens anything in Evenkeel.`, {
      nextStep: 'Ask an administrator of Evenkeel which roles do.',
    }),
  disabled: (way: string) =>
    new Refusal(403, 'user-disabled', `Your account of ${way} is disabled in Evenkeel.`, {
      nextStep: 'Ask an administrator of Evenkeel.',
    }),
  'name-taken': (way: string) =>
    new Refusal(409, 'name-taken', `Somebody else of ${way} has your name in Evenkeel.`, {
      nextStep: 'Ask an administrator of Evenkeel to remove the account of before.',
    }),
} as const;

/** What follows from a person's roles at Keystone. Role names are compared as Keystone does, whatever their case. */
export function grantsOf(person: Person, { providerId, roles }: KeystoneSettings): GrantGiven[] {
  const worth = (names: string[]) =>
    roles.filter(({ keystoneRole }) =>
      names.some((name) => name.toLowerCase() === keystoneRole.toLowerCase()),
    );
  const whole = (role: GrantGiven['role']) => ({ role, providerId, zone: null, projectId: null });
  return [
    // A role on the system reaches everything in it, whatever its name.
    ...worth(person.systemRoles).map(({ role }) => whole(role)),
    ...person.projects.flatMap(({ id, roles: theirs }) =>
      worth(theirs).map(({ role, reach }) =>
        reach === 'provider' ? whole(role) : { role, providerId, zone: null, projectId: id },
      ),
    ),
  ];
}
