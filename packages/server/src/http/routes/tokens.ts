/** API tokens: made, listed without their secret, revoked. */
import { ApiToken, CreatedToken, NewToken } from '@evenkeel/contract';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { unbound } from '../../access/bound.ts';
import { EVERYWHERE } from '../../access/grants.ts';
import { findProviderId } from '../../db/connections.ts';
import { createToken, deleteToken, listTokens } from '../../db/tokens.ts';
import { identityOf } from '../authentication.ts';
import { notFound, Refusal } from '../errors.ts';
import { canAt } from '../permissions.ts';
import type { HttpServices } from '../services.ts';
import { failures, Id, NoContent, type Server } from './common.ts';

/** Of whom: `me` or, for who may manage tokens, everybody. */
const ListQuery = z.object({ of: z.enum(['me', 'all']).default('all') });

export function tokenRoutes(server: Server, { db }: HttpServices): void {
  server.post(
    '/api/v1/tokens',
    {
      config: { action: 'create-token' },
      schema: { summary: 'Make an API token', body: NewToken, response: { 201: CreatedToken, ...failures } },
    },
    async (request, reply) => {
      refuseBounded(request);
      const { name: createdBy, userId: ownerId, via } = identityOf(request);
      const { name, expiresInSeconds, provider } = request.body;
      const scope = { role: null, providerId: null, zone: null, projectId: null, ...request.body.scope };
      if (provider !== undefined) {
        // The owner of the installation has no grant to see a provider by, and may bind a token to any.
        const find = () => providerCalled(db, provider);
        scope.providerId = await (via === 'owner-token' ? unbound(find) : find());
      }
      const token = await createToken(db, { name, createdBy, ownerId, scope, expiresInSeconds });
      return reply.code(201).send(token);
    },
  );

  server.get(
    '/api/v1/tokens',
    {
      config: { action: 'own-tokens' },
      schema: {
        summary: 'API tokens without their secret, newest first: your own, or all for who may manage them',
        querystring: ListQuery,
        response: { 200: z.array(ApiToken), ...failures },
      },
    },
    async (request) => {
      const mine = ownerOf(request) ?? (request.query.of === 'me' ? identityOf(request).userId : null);
      return listTokens(db, mine ?? undefined);
    },
  );

  server.delete(
    '/api/v1/tokens/:tokenId',
    {
      config: { action: 'own-tokens' },
      schema: {
        summary: 'Revoke an API token: your own, or any for who may manage them',
        params: z.object({ tokenId: Id }),
        response: { 204: NoContent, ...failures },
      },
    },
    async (request, reply) => {
      refuseOthers(request, request.params.tokenId);
      if (!(await deleteToken(db, request.params.tokenId, ownerOf(request)))) throw notFound('API token');
      return reply.code(204).send();
    },
  );
}

/** Its id. Throws a Refusal: a bound to nothing would be a token that opens nothing, and a surprise at night. */
async function providerCalled(db: HttpServices['db'], called: string): Promise<string> {
  const id = await findProviderId(db, called);
  if (id === null) throw notFound('provider');
  return id;
}

/** Whose tokens alone are to be seen; undefined for who may manage everybody's. */
function ownerOf(request: FastifyRequest): string | undefined {
  const identity = identityOf(request);
  if (canAt(identity, 'manage-tokens', EVERYWHERE)) return undefined;
  if (identity.userId === null) throw notFound('API token');
  return identity.userId;
}

/** A token that may less than its owner, or that ends, could otherwise make itself one that may more, or never ends. */
function refuseBounded(request: FastifyRequest): void {
  if (!request.boundedToken) return;
  throw new Refusal(403, 'token-bounded', 'A token that is restricted or ends makes no other tokens.', {
    nextStep: 'Sign in and make it on the page My account.',
  });
}

/** A token that was made to do little could otherwise take its owner's others away. */
function refuseOthers({ restrictedToken }: FastifyRequest, tokenId: string): void {
  if (restrictedToken === null || restrictedToken === tokenId) return;
  throw new Refusal(403, 'token-bounded', 'A token that is restricted revokes no other token.', {
    nextStep: 'Sign in and revoke it on the page My account.',
  });
}
