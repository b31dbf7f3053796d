/** How much a cloud is given to do at one time, and what its times are estimated with. */
import { ProviderLimits, ProviderLimitsChange } from '@evenkeel/contract';
import { changeLimits, readLimits } from '../../db/provider-limits.ts';
import { notFound } from '../errors.ts';
import type { HttpServices } from '../services.ts';
import { failures, ProviderParams, type Server } from './common.ts';

export function limitRoutes(server: Server, { db, notify }: HttpServices): void {
  server.get(
    '/api/v1/providers/:providerId/limits',
    {
      schema: {
        summary: 'How many migrations this provider is given at one time, and what forecasts are made with',
        params: ProviderParams,
        response: { 200: ProviderLimits, ...failures },
      },
    },
    async (request) => {
      const { providerId } = request.params;
      const limits = (await readLimits(db, [providerId])).get(providerId);
      if (!limits) throw notFound('provider');
      return limits;
    },
  );

  server.patch(
    '/api/v1/providers/:providerId/limits',
    {
      config: { action: 'manage-providers' },
      schema: {
        summary:
          'Change what is named; it holds for the next move that begins, and what is under way goes on',
        params: ProviderParams,
        body: ProviderLimitsChange,
        response: { 200: ProviderLimits, ...failures },
      },
    },
    async (request) => {
      const { providerId } = request.params;
      const limits = await changeLimits(db, providerId, request.body);
      if (!limits) throw notFound('provider');
      await notify({ topic: 'providers', providerId, ids: [providerId] });
      return limits;
    },
  );
}
