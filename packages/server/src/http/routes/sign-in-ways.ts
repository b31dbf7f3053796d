/** The ways to sign in, as administrators set them up. */
import { NewSignInWay, SignInTrial, SignInWay } from '@evenkeel/contract';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { readConnection } from '../../db/connections.ts';
import {
  changeWay,
  createWay,
  deleteWay,
  endSessionsOfWay,
  isNameTaken,
  listWays,
  readWay,
  readWayUses,
  type StoredWay,
  type WayUse,
} from '../../db/sign-in-ways.ts';
import { checkUrl } from '../../net/index.ts';
import { Issuers } from '../../sign-in/oidc.ts';
import { issuerAway, redirectUriOf } from '../../sign-in/oidc-flow.ts';
import { tryWay } from '../../sign-in/trial.ts';
import { notFound, Refusal } from '../errors.ts';
import type { LiveEvents } from '../live-events.ts';
import type { HttpServices } from '../services.ts';
import { failures, Id, NoContent, type Server } from './common.ts';

type Wanted = z.output<typeof NewSignInWay>;

const params = z.object({ wayId: Id });
const config = { action: 'manage-sign-in' } as const;

export function signInWayRoutes(server: Server, services: HttpServices, events: LiveEvents): void {
  const { db, secrets } = services;

  server.get(
    '/api/v1/sign-in/ways',
    {
      config,
      schema: {
        summary: 'Ways to sign in, with their settings',
        response: { 200: z.array(SignInWay), ...failures },
      },
    },
    async (request) => {
      const [ways, uses] = await Promise.all([listWays(db), readWayUses(db)]);
      return ways.map((way) => shown(way, uses.get(way.id), request));
    },
  );

  server.post(
    '/api/v1/sign-in/ways',
    {
      config,
      schema: {
        summary: 'Add an OpenID Connect issuer, or the Keystone of a provider',
        description: 'The issuer is asked for its discovery document first.',
        body: NewSignInWay,
        response: { 201: SignInWay, ...failures },
      },
    },
    async (request, reply) => {
      const wanted = request.body;
      await check(services, wanted, null);
      const { kind, name, enabled, settings } = wanted;
      const secret = wanted.kind === 'oidc' && wanted.clientSecret ? secrets.seal(wanted.clientSecret) : null;
      const way = await createWay(db, { kind, name, enabled, settings, secret });
      if (!way) throw nameTaken(name);
      return reply.code(201).send(shown(way, undefined, request));
    },
  );

  server.put(
    '/api/v1/sign-in/ways/:wayId',
    {
      config,
      schema: {
        summary: 'Change a way to sign in; when it is disabled, the sessions begun by it end',
        params,
        body: NewSignInWay,
        response: { 200: SignInWay, ...failures },
      },
    },
    async (request) => {
      const before = await readWay(db, request.params.wayId);
      if (!before) throw notFound('way to sign in');
      const wanted = request.body;
      if (wanted.kind !== before.kind)
        throw new Refusal(
          409,
          'kind-stays',
          'An issuer does not become a Keystone, nor the other way round.',
          {
            nextStep: 'Add another way to sign in, and remove this one.',
          },
        );
      // Whoever is known by the old issuer's word could be somebody else by the new one's.
      if (comesFrom(wanted.settings) !== comesFrom(before.settings))
        throw new Refusal(
          409,
          'issuer-stays',
          'The issuer or provider of a way to sign in stays: its accounts hang on it.',
          {
            nextStep: 'Add another way to sign in, and remove this one.',
          },
        );
      const sealed = secretAfter(before, wanted, secrets);
      // Nobody comes in by one that is disabled: an issuer that is away must not hold that up.
      if (wanted.enabled) await check(services, wanted, sealed === null ? null : secrets.open(sealed));
      if (await isNameTaken(db, wanted.name, before.id)) throw nameTaken(wanted.name);
      const { name, enabled, settings } = wanted;
      const way = { ...before, name, enabled, settings, secret: sealed };
      await changeWay(db, way);
      if (!enabled) events.endSessions(await endSessionsOfWay(db, way.id));
      return shown(way, (await readWayUses(db)).get(way.id), request);
    },
  );

  server.post(
    '/api/v1/sign-in/ways/:wayId/test',
    {
      config,
      schema: {
        summary: 'Ask the issuer, or the Keystone, whether it answers as it should',
        params,
        response: { 200: SignInTrial, ...failures },
      },
    },
    async (request) => {
      const way = await readWay(db, request.params.wayId);
      if (!way) throw notFound('way to sign in');
      return tryWay(services, way);
    },
  );

  server.delete(
    '/api/v1/sign-in/ways/:wayId',
    {
      config,
      schema: {
        summary: 'Remove a way to sign in, with the accounts that came by it, their sessions and tokens',
        params,
        response: { 204: NoContent, ...failures },
      },
    },
    async (request, reply) => {
      const { wayId } = request.params;
      events.endSessions(await endSessionsOfWay(db, wayId));
      if (!(await deleteWay(db, wayId))) throw notFound('way to sign in');
      return reply.code(204).send();
    },
  );
}

/** Asks the issuer, or looks the provider up: what can not work is refused before it is stored. */
async function check(
  { db, networks }: HttpServices,
  wanted: Wanted,
  secretBefore: string | null,
): Promise<void> {
  if (wanted.kind === 'keystone') {
    if (await readConnection(db, wanted.settings.providerId)) return;
    throw new Refusal(404, 'not-found', 'There is no such provider, or no longer.');
  }
  const { settings } = wanted;
  await checkUrl(settings.issuer, 'sign-in service', networks);
  const secret = wanted.clientSecret === undefined ? secretBefore : wanted.clientSecret;
  await new Issuers(networks).configurationOf({ settings, secret }).catch((error: Error) => {
    throw issuerAway(wanted.name, error);
  });
}

function secretAfter(before: StoredWay, wanted: Wanted, secrets: HttpServices['secrets']): Buffer | null {
  if (wanted.kind !== 'oidc' || wanted.clientSecret === undefined) return before.secret;
  return wanted.clientSecret === null ? null : secrets.seal(wanted.clientSecret);
}

function comesFrom(settings: Record<string, unknown>): unknown {
  return settings.issuer ?? settings.providerId;
}

function nameTaken(name: string): Refusal {
  return new Refusal(409, 'name-taken', `There is a way to sign in called "${name}" already.`, {
    nextStep: 'Choose another name, or change that one.',
  });
}

function shown(way: StoredWay, use: WayUse | undefined, request: FastifyRequest): SignInWay {
  const { id, kind, name, enabled, secret } = way;
  const settings = way.settings as SignInWay['settings'];
  const redirectUri = 'issuer' in settings ? redirectUriOf(request, settings, id) : null;
  const { accounts = 0, lastSignInAt = null } = use ?? {};
  return {
    ...{ id, kind, name, enabled, settings, redirectUri, accounts },
    hasClientSecret: secret !== null,
    lastSignInAt: lastSignInAt?.toISOString() ?? null,
  };
}
