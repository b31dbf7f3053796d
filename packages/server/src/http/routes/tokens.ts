/** API tokens: made, listed without their secret, revoked. */
import { ApiToken, CreatedToken, NewToken } from '@evenkeel/contract';
import { z } from 'zod';
import { createToken, deleteToken, listTokens } from '../../db/accounts.ts';
import { identityOf } from '../authentication.ts';
import { notFound } from '../errors.ts';
import type { HttpServices } from '../services.ts';
import { failures, Id, NoContent, type Server } from './common.ts';

export function tokenRoutes(server: Server, { db }: HttpServices): void {
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

  server.get(
    '/api/v1/tokens',
    {
      config: { action: 'manage-tokens' },
      schema: {
        summary: 'API tokens without their secret, newest first',
        response: { 200: z.array(ApiToken), ...failures },
      },
    },
    () => listTokens(db),
  );

  server.delete(
    '/api/v1/tokens/:tokenId',
    {
      config: { action: 'manage-tokens' },
      schema: {
        summary: 'Revoke an API token',
        params: z.object({ tokenId: Id }),
        response: { 204: NoContent, ...failures },
      },
    },
    async (request, reply) => {
      if (!(await deleteToken(db, request.params.tokenId))) throw notFound('API token');
      return reply.code(204).send();
    },
  );
}
