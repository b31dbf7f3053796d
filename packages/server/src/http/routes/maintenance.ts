/** Hosts in maintenance: preview, drain, hold, return. */
import {
  CancelMaintenance,
  Maintenance,
  MaintenanceChoices,
  MaintenanceDetail,
  MaintenancePreview,
  MaintenanceRequest,
  NewMaintenance,
  ReturnPreview,
  ReturnRequest,
  WaitsForApproval,
} from '@evenkeel/contract';
import { z } from 'zod';
import { readMaintenances } from '../../db/maintenance-reading.ts';
import { identityOf } from '../authentication.ts';
import { notFound } from '../errors.ts';
import type { HttpServices } from '../services.ts';
import { failures, Id, Limit, type Server } from './common.ts';

const params = z.object({ maintenanceId: Id });
const config = { action: 'maintain' } as const;
const answers = { 200: MaintenanceDetail, ...failures };

function found<Value>(value: Value | null): Value {
  if (value === null) throw notFound('maintenance');
  return value;
}

export function maintenanceRoutes(server: Server, { db, maintenance, approvals }: HttpServices): void {
  server.post(
    '/api/v1/maintenance/preview',
    {
      config: { action: 'preview' },
      schema: {
        summary: 'What emptying these hosts would do; nothing is written and nothing is sent',
        body: MaintenanceRequest,
        response: { 200: MaintenancePreview, ...failures },
      },
    },
    (request) => maintenance.preview(request.body),
  );

  server.post(
    '/api/v1/maintenance',
    {
      config,
      schema: {
        summary: 'Put hosts into maintenance; the same idempotencyKey twice is the same maintenance',
        body: NewMaintenance,
        response: {
          200: z.array(MaintenanceDetail),
          201: z.array(MaintenanceDetail),
          202: WaitsForApproval,
          ...failures,
        },
      },
    },
    async (request, reply) => {
      const held = { kind: 'maintenance', request: request.body } as const;
      const approval = await approvals.hold(held, identityOf(request));
      if (approval) return reply.code(202).send({ approval });
      const { maintenances, created } = await maintenance.create(request.body, identityOf(request).name);
      return reply.code(created ? 201 : 200).send(maintenances);
    },
  );

  server.get(
    '/api/v1/maintenance',
    {
      schema: {
        summary: 'Maintenance, newest first',
        querystring: z.strictObject({
          state: z.enum(['open', 'all']).default('all').describe('open: without those that have ended'),
          limit: Limit,
        }),
        response: { 200: z.array(Maintenance), ...failures },
      },
    },
    ({ query: { state, limit } }) => readMaintenances(db, { open: state === 'open', limit }),
  );

  server.get(
    '/api/v1/maintenance/:maintenanceId',
    { schema: { summary: 'One maintenance with all that was done', params, response: answers } },
    async (request) => found(await maintenance.get(request.params.maintenanceId)),
  );

  for (const [what, summary] of [
    ['pause', 'Begin nothing new; what is on its way comes to its end'],
    ['resume', 'Go on, and try again what asked for attention'],
  ] as const) {
    server.post(
      `/api/v1/maintenance/:maintenanceId/${what}`,
      { config, schema: { summary, params, response: answers } },
      async (request) =>
        found(await maintenance[what](request.params.maintenanceId, identityOf(request).name)),
    );
  }

  server.post(
    '/api/v1/maintenance/:maintenanceId/cancel',
    {
      config,
      schema: {
        summary: 'Give it up: begin nothing new, and enable the host again if Evenkeel disabled it',
        params,
        body: CancelMaintenance,
        response: answers,
      },
    },
    async (request) =>
      found(await maintenance.cancel(request.params.maintenanceId, request.body, identityOf(request).name)),
  );

  server.put(
    '/api/v1/maintenance/:maintenanceId/choices',
    {
      config,
      schema: {
        summary: 'What is to become of the instances that do not simply leave',
        params,
        body: MaintenanceChoices,
        response: answers,
      },
    },
    async (request) =>
      found(await maintenance.choose(request.params.maintenanceId, request.body, identityOf(request).name)),
  );

  server.post(
    '/api/v1/maintenance/:maintenanceId/return/preview',
    {
      config: { action: 'preview' },
      schema: {
        summary: 'What a return would do; the cloud is asked and nothing is changed',
        params,
        body: ReturnRequest.nullish(),
        response: { 200: ReturnPreview, ...failures },
      },
    },
    async ({ params: { maintenanceId }, body }) =>
      found(await maintenance.previewReturn(maintenanceId, body?.readyCheck ?? null)),
  );

  server.post(
    '/api/v1/maintenance/:maintenanceId/return',
    {
      config,
      schema: {
        summary: 'Use the host again once it is ready, and bring its instances home if that is wanted',
        params,
        body: ReturnRequest,
        response: answers,
      },
    },
    async (request) =>
      found(await maintenance.return(request.params.maintenanceId, request.body, identityOf(request).name)),
  );
}
