/** What can be done outside, by name; and the webhooks. */
import {
  CreatedWebhook,
  NamedOutsideStep,
  NewWebhook,
  Webhook,
  WebhookChange,
  WebhookTrial,
} from '@evenkeel/contract';
import { z } from 'zod';
import { identityOf } from '../authentication.ts';
import { notFound } from '../errors.ts';
import { canAt, type Identity } from '../permissions.ts';
import type { HttpServices } from '../services.ts';
import { failures, Id, NoContent, type Server } from './common.ts';

const params = z.object({ webhookId: Id });
const config = { action: 'manage-webhooks' } as const;

export function outsideRoutes(server: Server, { outside }: HttpServices): void {
  const { webhooks } = outside;
  server.get(
    '/api/v1/outside-steps',
    {
      schema: {
        summary: 'The commands and webhooks that a campaign or a return can name',
        description: 'Nothing for who may maintain no host.',
        response: { 200: z.array(NamedOutsideStep), ...failures },
      },
    },
    (request) => (maintainsHosts(identityOf(request)) ? outside.list() : []),
  );

  server.get(
    '/api/v1/webhooks',
    {
      config,
      schema: {
        summary: 'The webhooks, without their secrets',
        response: { 200: z.array(Webhook), ...failures },
      },
    },
    () => webhooks.list(),
  );

  server.post(
    '/api/v1/webhooks',
    {
      config,
      schema: {
        summary: 'Make a webhook; its secret is shown this once',
        body: NewWebhook,
        response: { 201: CreatedWebhook, ...failures },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await webhooks.create(request.body, identityOf(request).name)),
  );

  server.put(
    '/api/v1/webhooks/:webhookId',
    {
      config,
      schema: {
        summary: 'Change where a webhook leads; its name and secret stay',
        params,
        body: WebhookChange,
        response: { 200: Webhook, ...failures },
      },
    },
    async (request) => {
      const changed = await webhooks.change(request.params.webhookId, request.body);
      if (changed === null) throw notFound('webhook');
      return changed;
    },
  );

  server.post(
    '/api/v1/webhooks/:webhookId/test',
    {
      config,
      schema: {
        summary: 'Send a signed message that asks for nothing',
        params,
        response: { 200: WebhookTrial, ...failures },
      },
    },
    async (request) => {
      const tried = await webhooks.try(request.params.webhookId);
      if (tried === null) throw notFound('webhook');
      return tried;
    },
  );

  server.delete(
    '/api/v1/webhooks/:webhookId',
    {
      config,
      schema: { summary: 'Delete a webhook', params, response: { 204: NoContent, ...failures } },
    },
    async (request, reply) => {
      if (!(await webhooks.delete(request.params.webhookId))) throw notFound('webhook');
      return reply.code(204).send();
    },
  );
}

/** A grant for a project alone empties no host. */
function maintainsHosts(identity: Identity): boolean {
  return identity.grants.some(({ providerId, zone }) =>
    canAt(identity, 'maintain', { providerId, zone, projectId: null }),
  );
}
