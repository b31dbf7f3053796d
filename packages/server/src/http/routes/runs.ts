/** What people want, and how it goes: preflight and runs. */
import { NewRun, Preflight, PreflightRequest, Run } from '@evenkeel/contract';
import { z } from 'zod';
import { identityOf } from '../authentication.ts';
import { notFound } from '../errors.ts';
import type { HttpServices } from '../services.ts';
import { failures, Id, type Server } from './common.ts';

export function runRoutes(server: Server, { runner }: HttpServices): void {
  server.post(
    '/api/v1/preflight',
    {
      schema: {
        summary: 'What would happen: obstacles, and the verdict of each host',
        body: PreflightRequest,
        response: { 200: Preflight, ...failures },
      },
    },
    (request) => runner.preflight(request.body),
  );

  server.post(
    '/api/v1/runs',
    {
      config: { action: 'migrate' },
      schema: {
        summary: 'Migrate instances; the same idempotencyKey twice is the same run',
        body: NewRun,
        response: { 200: Run, 201: Run, ...failures },
      },
    },
    async (request, reply) => {
      const { run, created } = await runner.createRun(request.body, identityOf(request).name);
      return reply.code(created ? 201 : 200).send(run);
    },
  );

  server.get(
    '/api/v1/runs/:runId',
    {
      schema: {
        summary: 'A run and its moves',
        params: z.object({ runId: Id }),
        response: { 200: Run, ...failures },
      },
    },
    async (request) => {
      const run = await runner.getRun(request.params.runId);
      if (!run) throw notFound('run');
      return run;
    },
  );
}
