/** Proof of no downtime: what a provider's moves are probed with, and what the probe of a move saw. */
import { ProbeResult, ProviderProbe } from '@evenkeel/contract';
import { z } from 'zod';
import { readProbe, readProviderProbe, writeProviderProbe } from '../../db/probe.ts';
import { INTERVAL_MS } from '../../probe/prober.ts';
import { notFound } from '../errors.ts';
import type { HttpServices } from '../services.ts';
import { failures, Id, ProviderParams, type Server } from './common.ts';

export function probeRoutes(server: Server, { db, notify }: HttpServices): void {
  server.get(
    '/api/v1/moves/:moveId/probe',
    {
      schema: {
        summary: 'Whether the guest answered while it was moved: the longest gap, and when it was',
        params: z.object({ moveId: Id }),
        response: { 200: ProbeResult, ...failures },
      },
    },
    async (request) => {
      const result = await readProbe(db, request.params.moveId, INTERVAL_MS);
      if (!result) throw notFound('move');
      return result;
    },
  );

  server.get(
    '/api/v1/providers/:providerId/probe',
    {
      schema: {
        summary: 'What the moves of a provider are probed with',
        params: ProviderParams,
        response: { 200: ProviderProbe, ...failures },
      },
    },
    async (request) => {
      const probe = await readProviderProbe(db, request.params.providerId);
      if (probe === undefined) throw notFound('provider');
      return { probe };
    },
  );

  server.patch(
    '/api/v1/providers/:providerId/probe',
    {
      config: { action: 'manage-providers' },
      schema: {
        summary: 'Probe the moves of a provider from now on, or stop doing so (null)',
        params: ProviderParams,
        body: ProviderProbe,
        response: { 200: ProviderProbe, ...failures },
      },
    },
    async (request) => {
      const { providerId } = request.params;
      const { probe } = request.body;
      if (!(await writeProviderProbe(db, providerId, probe))) throw notFound('provider');
      await notify({ topic: 'providers', providerId, ids: [providerId] });
      return { probe };
    },
  );
}
