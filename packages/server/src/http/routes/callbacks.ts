/** The one door for programs that can not sign in: a webhook says how it went, and its signature says who it is. */
import { z } from 'zod';
import type { HttpServices } from '../services.ts';
import { failures, Id, NoContent, type Server } from './common.ts';

/** More than any call-back has. */
const BODY_BYTES = 16 * 1024;

export function callbackRoutes(server: Server, { outside }: HttpServices): void {
  // In a part of its own: here the body stays as it was signed.
  server.register(async (part: Server) => {
    part.removeAllContentTypeParsers();
    part.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    part.post(
      '/api/v1/callbacks/:stepId',
      {
        bodyLimit: BODY_BYTES,
        schema: {
          summary:
            'A webhook says how it went, signed as Standard Webhooks has it; the body is {id, outcome, message}',
          params: z.object({ stepId: Id }),
          response: { 204: NoContent, ...failures },
        },
      },
      async (request, reply) => {
        const header = (name: string) => String(request.headers[name] ?? '');
        await outside.receive({
          stepId: request.params.stepId,
          messageId: header('webhook-id'),
          timestamp: header('webhook-timestamp'),
          signature: header('webhook-signature'),
          body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
        });
        return reply.code(204).send();
      },
    );
  });
}
