/** Campaigns: many hosts put into maintenance one after another. */
import {
  CampaignDetail,
  CampaignPreview,
  CampaignQuery,
  CampaignRequest,
  CampaignSummary,
  CancelCampaign,
  MaintenanceChoices,
  NEXT_CURSOR_HEADER,
  NewCampaign,
  OutsideDone,
  SkipCampaignHost,
  WaitsForApproval,
} from '@evenkeel/contract';
import { z } from 'zod';
import { identityOf } from '../authentication.ts';
import { notFound } from '../errors.ts';
import type { HttpServices } from '../services.ts';
import { failures, Id, type Server } from './common.ts';
import { refuseBadCursor } from './history.ts';

const params = z.object({ campaignId: Id });
const hostParams = z.object({ campaignId: Id, host: z.string().min(1).max(255) });
const config = { action: 'maintain' } as const;
const answers = { 200: CampaignDetail, ...failures };

function found<Value>(value: Value | null): Value {
  if (value === null) throw notFound('campaign');
  return value;
}

export function campaignRoutes(server: Server, { campaigns, approvals }: HttpServices): void {
  server.post(
    '/api/v1/campaigns/preview',
    {
      config: { action: 'preview' },
      schema: {
        summary: 'How a campaign would go on the cloud as it is now; nothing is written and nothing is sent',
        body: CampaignRequest,
        response: { 200: CampaignPreview, ...failures },
      },
    },
    (request) => campaigns.preview(request.body),
  );

  server.post(
    '/api/v1/campaigns',
    {
      config,
      schema: {
        summary: 'Begin a campaign; the same idempotencyKey twice is the same campaign',
        body: NewCampaign,
        response: { 200: CampaignDetail, 201: CampaignDetail, 202: WaitsForApproval, ...failures },
      },
    },
    async (request, reply) => {
      const held = { kind: 'campaign', request: request.body } as const;
      const approval = await approvals.hold(held, identityOf(request));
      if (approval) return reply.code(202).send({ approval });
      const { campaign, created } = await campaigns.create(request.body, identityOf(request).name);
      return reply.code(created ? 201 : 200).send(campaign);
    },
  );

  server.get(
    '/api/v1/campaigns',
    {
      schema: {
        summary: 'Campaigns, newest first, a page at a time',
        description: `The header \`${NEXT_CURSOR_HEADER}\` has the cursor of the next page; without it this is the last.`,
        querystring: CampaignQuery.strict(),
        response: { 200: z.array(CampaignSummary), ...failures },
      },
    },
    async (request, reply) => {
      const { items, nextCursor } = await campaigns.list(request.query).catch(refuseBadCursor);
      if (nextCursor !== null) reply.header(NEXT_CURSOR_HEADER, nextCursor);
      return items;
    },
  );

  server.get(
    '/api/v1/campaigns/:campaignId',
    { schema: { summary: 'One campaign with its hosts and all that happened', params, response: answers } },
    async (request) => found(await campaigns.get(request.params.campaignId)),
  );

  for (const [what, summary] of [
    ['pause', 'Begin nothing new, also of the hosts under way; what is on its way comes to its end'],
    ['resume', 'Go on, also after too many hosts failed'],
  ] as const) {
    server.post(
      `/api/v1/campaigns/:campaignId/${what}`,
      { config, schema: { summary, params, response: answers } },
      async (request) => found(await campaigns[what](request.params.campaignId, identityOf(request).name)),
    );
  }

  server.post(
    '/api/v1/campaigns/:campaignId/cancel',
    {
      config,
      schema: {
        summary:
          'Give it up: no host begins any more, and those under way finish, are left, or are cancelled',
        params,
        body: CancelCampaign,
        response: answers,
      },
    },
    async (request) =>
      found(await campaigns.cancel(request.params.campaignId, request.body, identityOf(request).name)),
  );

  server.put(
    '/api/v1/campaigns/:campaignId/choices',
    {
      config,
      schema: {
        summary:
          'What is to become of the instances that do not simply leave, on the hosts that have not begun',
        params,
        body: MaintenanceChoices,
        response: answers,
      },
    },
    async (request) =>
      found(await campaigns.choose(request.params.campaignId, request.body, identityOf(request).name)),
  );

  server.post(
    '/api/v1/campaigns/:campaignId/hosts/:host/skip',
    {
      config,
      schema: {
        summary: 'Go on without this host',
        params: hostParams,
        body: SkipCampaignHost,
        response: answers,
      },
    },
    async (request) => {
      const { campaignId, host } = request.params;
      return found(await campaigns.skip(campaignId, host, request.body, identityOf(request).name));
    },
  );

  server.post(
    '/api/v1/campaigns/:campaignId/hosts/:host/retry',
    {
      config,
      schema: { summary: 'Try a host again that failed', params: hostParams, response: answers },
    },
    async (request) => {
      const { campaignId, host } = request.params;
      return found(await campaigns.retry(campaignId, host, identityOf(request).name));
    },
  );

  server.post(
    '/api/v1/campaigns/:campaignId/hosts/:host/done',
    {
      config,
      schema: {
        summary: 'Say that the work on a host is done, or could not be done',
        params: hostParams,
        body: OutsideDone,
        response: answers,
      },
    },
    async (request) => {
      const { campaignId, host } = request.params;
      return found(await campaigns.done(campaignId, host, request.body, identityOf(request).name));
    },
  );
}
