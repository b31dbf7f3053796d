/** What is in the clouds: hosts, instances, and the migrations of one. All of it read from the database, none asked of a cloud. */
import { Host, Instance, InstancePage, InstanceQuery, Migration } from '@evenkeel/contract';
import { z } from 'zod';
import { readHosts } from '../../db/reading.ts';
import { readInstance, readInstances } from '../../db/reading-instances.ts';
import { readMigrations } from '../../db/reading-migrations.ts';
import { notFound } from '../errors.ts';
import type { HttpServices } from '../services.ts';
import { failures, Id, InstanceParams, Limit, type Server } from './common.ts';

export function computeRoutes(server: Server, { db }: HttpServices): void {
  server.get(
    '/api/v1/hosts',
    {
      schema: {
        summary: 'Compute hosts',
        querystring: z.strictObject({ provider: Id.optional() }),
        response: { 200: z.array(Host), ...failures },
      },
    },
    (request) => readHosts(db, request.query.provider ?? null),
  );

  server.get(
    '/api/v1/instances',
    {
      schema: {
        summary: 'Instances, a page at a time',
        querystring: InstanceQuery.extend({ provider: Id.optional() }).strict(),
        response: { 200: InstancePage, ...failures },
      },
    },
    (request) => readInstances(db, request.query),
  );

  server.get(
    '/api/v1/providers/:providerId/instances/:instanceId',
    { schema: { summary: 'One instance', params: InstanceParams, response: { 200: Instance, ...failures } } },
    async (request) => {
      const instance = await readInstance(db, request.params.providerId, request.params.instanceId);
      if (!instance) throw notFound('instance');
      return instance;
    },
  );

  server.get(
    '/api/v1/providers/:providerId/instances/:instanceId/migrations',
    {
      schema: {
        summary: 'The migrations of an instance, newest first',
        params: InstanceParams,
        querystring: z.strictObject({ limit: Limit }),
        response: { 200: z.array(Migration), ...failures },
      },
    },
    async (request) => {
      const { providerId, instanceId } = request.params;
      const { limit } = request.query;
      const newest = { sort: 'createdAt', order: 'desc', limit } as const;
      return (await readMigrations(db, { provider: providerId, instance: instanceId, ...newest })).items;
    },
  );
}
