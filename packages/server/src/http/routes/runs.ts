/** What people want, and how it goes: preflight and runs. */
import {
  CancelRun,
  NEXT_CURSOR_HEADER,
  NewRun,
  Preflight,
  PreflightRequest,
  ReorderRun,
  RetryRun,
  Run,
  RunQuery,
  type RunStatus,
  RunSummary,
  WaitsForApproval,
} from '@evenkeel/contract';
import { z } from 'zod';
import type { Place } from '../../access/grants.ts';
import { readRun, readRuns } from '../../db/reading-runs.ts';
import { cancelRun, type Met, pauseRun, reorderRun, resumeRun } from '../../db/run-control.ts';
import { identityOf } from '../authentication.ts';
import { notFound, Refusal } from '../errors.ts';
import { canAt } from '../permissions.ts';
import { seenVerdicts } from '../seen-verdicts.ts';
import type { HttpServices } from '../services.ts';
import { failures, Id, type Server } from './common.ts';
import { refuseBadCursor } from './history.ts';

const params = z.object({ runId: Id });

export function runRoutes(server: Server, { db, runner, approvals }: HttpServices): void {
  server.post(
    '/api/v1/preflight',
    {
      schema: {
        summary: 'What would happen: obstacles, and the verdict of each host',
        body: PreflightRequest,
        response: { 200: Preflight, ...failures },
      },
    },
    async (request) => seenVerdicts(db, await runner.preflight(request.body)),
  );

  server.post(
    '/api/v1/runs',
    {
      config: { action: 'migrate' },
      schema: {
        summary: 'Migrate instances; the same idempotencyKey twice is the same run',
        body: NewRun,
        response: { 200: Run, 201: Run, 202: WaitsForApproval, ...failures },
      },
    },
    async (request, reply) => {
      const approval = await approvals.hold({ kind: 'run', request: request.body }, identityOf(request));
      if (approval) return reply.code(202).send({ approval });
      const { run, created } = await runner.createRun(request.body, identityOf(request).name);
      return reply.code(created ? 201 : 200).send(run);
    },
  );

  server.get(
    '/api/v1/runs',
    {
      schema: {
        summary: 'Runs with their counts, newest first, a page at a time',
        description:
          'The header Evenkeel-Next-Cursor is the `cursor` of the next page; without it this is the last.',
        querystring: RunQuery.strict(),
        response: { 200: z.array(RunSummary), ...failures },
      },
    },
    async (request, reply) => {
      const { items, nextCursor } = await readRuns(db, request.query).catch(refuseBadCursor);
      if (nextCursor !== null) reply.header(NEXT_CURSOR_HEADER, nextCursor);
      return items;
    },
  );

  const whole = async (runId: string): Promise<Run> => {
    const run = await readRun(db, runId);
    if (!run) throw notFound('run');
    return run;
  };

  server.get(
    '/api/v1/runs/:runId',
    { schema: { summary: 'A run and its moves', params, response: { 200: Run, ...failures } } },
    (request) => whole(request.params.runId),
  );

  server.post(
    '/api/v1/runs/:runId/pause',
    {
      config: { action: 'migrate' },
      schema: {
        summary: 'Nothing new begins; what is on its way comes to its end',
        params,
        response: { 200: Run, ...failures },
      },
    },
    async (request) => {
      const { runId } = request.params;
      refuseUnless(await pauseRun(db, runId), ['active', 'paused'], 'paused');
      return whole(runId);
    },
  );

  server.post(
    '/api/v1/runs/:runId/resume',
    {
      config: { action: 'migrate' },
      schema: { summary: 'A paused run goes on', params, response: { 200: Run, ...failures } },
    },
    async (request) => {
      const { runId } = request.params;
      refuseUnless(await resumeRun(db, runId), ['active', 'paused'], 'resumed');
      return whole(runId);
    },
  );

  server.post(
    '/api/v1/runs/:runId/cancel',
    {
      config: { action: 'migrate' },
      schema: {
        summary:
          'What waits is cancelled at once; what is on its way comes to its end, or is aborted when asked for',
        params,
        body: CancelRun,
        response: { 200: Run, ...failures },
      },
    },
    async (request) => {
      const { runId } = request.params;
      const met = await cancelRun(db, runId, request.body.abortRunning, identityOf(request).name);
      refuseUnless(met, ['active', 'paused', 'cancelling'], 'cancelled');
      return whole(runId);
    },
  );

  server.post(
    '/api/v1/runs/:runId/retry',
    {
      config: { action: 'migrate' },
      schema: {
        summary:
          'A new run of the moves that failed; where a host refused, to the best of the others, with the reason in `why`',
        description:
          'Without `moveIds`: all that failed, still stand where they stood, and are not being moved again.',
        params,
        body: RetryRun.extend({ moveIds: z.array(Id).min(1).max(1000).optional() }),
        response: { 200: Run, 201: Run, ...failures },
      },
    },
    async (request, reply) => {
      const { runId } = request.params;
      const identity = identityOf(request);
      const mayGoTo = (place: Place) => canAt(identity, 'migrate', place);
      const again = await runner.retryRun(runId, request.body, identity.name, mayGoTo);
      if (!again) throw notFound('run');
      return reply.code(again.created ? 201 : 200).send(again.run);
    },
  );

  server.post(
    '/api/v1/runs/:runId/order',
    {
      config: { action: 'migrate' },
      schema: {
        summary: 'The order in which the waiting moves begin; those not named come after, as they stood',
        params,
        body: ReorderRun.extend({ moveIds: z.array(Id).min(1).max(1000) }),
        response: { 200: Run, ...failures },
      },
    },
    async (request) => {
      const { runId } = request.params;
      const met = await reorderRun(db, runId, request.body.moveIds);
      if (met === 'unknown-moves')
        throw new Refusal(400, 'unknown-moves', 'One of the moves is not of this run.', {
          nextStep: 'Read the run again and name its own moves.',
        });
      refuseUnless(met, ['active', 'paused', 'cancelling'], 'put in another order');
      return whole(runId);
    },
  );
}

/** In words, why a run that was met so can not be treated so. */
function refuseUnless(met: Met, wanted: readonly RunStatus[], what: string): void {
  if (met === null) throw notFound('run');
  if (wanted.includes(met)) return;
  const why = met === 'done' ? 'every move of it has ended' : 'it is being cancelled';
  throw new Refusal(409, 'run-status', `The run can not be ${what}: ${why}.`, {
    nextStep: 'Make a new run of what is still to be moved.',
  });
}
