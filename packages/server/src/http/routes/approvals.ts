/** What waits for a second person, and where one is needed. */
import { Approval, ApprovalQuery, ApprovalSettings, DecideApproval } from '@evenkeel/contract';
import { z } from 'zod';
import { identityOf } from '../authentication.ts';
import { notFound } from '../errors.ts';
import type { HttpServices } from '../services.ts';
import { failures, Id, ProviderParams, type Server } from './common.ts';

const params = z.object({ approvalId: Id });

export function approvalRoutes(server: Server, { approvals }: HttpServices): void {
  server.get(
    '/api/v1/approvals',
    {
      schema: {
        summary: 'Requests that wait for a second person, newest first',
        querystring: ApprovalQuery.strict(),
        response: { 200: z.array(Approval), ...failures },
      },
    },
    (request) => approvals.list(request.query, identityOf(request)),
  );

  for (const [what, summary] of [
    ['approve', 'Approve what somebody else asked for: it is carried out at once, as it was asked for'],
    ['decline', 'Decline what somebody else asked for: nothing is done'],
  ] as const) {
    server.post(
      `/api/v1/approvals/:approvalId/${what}`,
      {
        config: { action: 'approve' },
        schema: { summary, params, body: DecideApproval, response: { 200: Approval, ...failures } },
      },
      async (request) => {
        const { approvalId } = request.params;
        const decided = await approvals[what](approvalId, identityOf(request), request.body.comment);
        if (!decided) throw notFound('approval');
        return decided;
      },
    );
  }

  server.get(
    '/api/v1/providers/:providerId/approvals',
    {
      schema: {
        summary: 'When a second person is needed at this provider',
        params: ProviderParams,
        response: { 200: ApprovalSettings, ...failures },
      },
    },
    async (request) => {
      const settings = await approvals.settings(request.params.providerId);
      if (!settings) throw notFound('provider');
      return settings;
    },
  );

  server.put(
    '/api/v1/providers/:providerId/approvals',
    {
      config: { action: 'manage-providers' },
      schema: {
        summary: 'Say when a second person is needed; what waits already goes on waiting',
        params: ProviderParams,
        body: ApprovalSettings,
        response: { 200: ApprovalSettings, ...failures },
      },
    },
    async (request) => {
      const { providerId } = request.params;
      const saved = await approvals.saveSettings(providerId, request.body, identityOf(request).name);
      if (!saved) throw notFound('provider');
      return saved;
    },
  );
}
