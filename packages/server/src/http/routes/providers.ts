import { NewProvider, Provider } from '@evenkeel/contract';
import { z } from 'zod';
import { sealConnection } from '../../clouds.ts';
import { insertProvider, providerNameTaken, removeProvider } from '../../db/provider-records.ts';
import { readProviders } from '../../db/reading.ts';
import { checkUrl } from '../../net/index.ts';
import { notFound, Refusal } from '../errors.ts';
import { identify, refuseUnusable } from '../new-connection.ts';
import type { HttpServices } from '../services.ts';
import { failures, NoContent, ProviderParams, type Server } from './common.ts';

export function providerRoutes(server: Server, services: HttpServices): void {
  const { db, secrets } = services;

  server.get(
    '/api/v1/providers',
    {
      schema: {
        summary: 'Every provider with its counts and zones',
        response: { 200: z.array(Provider), ...failures },
      },
    },
    () => readProviders(db),
  );

  server.post(
    '/api/v1/providers',
    {
      config: { action: 'manage-providers' },
      schema: {
        summary: 'Add a provider; it is connected to first',
        body: NewProvider,
        response: { 201: Provider, ...failures },
      },
    },
    async (request, reply) => {
      const { name, ...connection } = request.body;
      refuseUnusable(connection);
      await checkUrl(connection.authUrl, 'cloud', services.networks);
      if (await providerNameTaken(db, name)) throw nameTaken(name);
      const { computeMaximum } = await identify(services, connection);
      const id = await insertProvider(db, {
        name,
        region: connection.region,
        authUrl: connection.authUrl,
        demo: false,
        ...sealConnection(connection, secrets, { trusted: false }),
        computeVersion: computeMaximum,
      });
      if (id === null) throw nameTaken(name);
      services.providerAdded(id);
      await services.notify({ topic: 'providers', providerId: id, ids: [id] });
      const [provider] = await readProviders(db, id);
      return reply.code(201).send(provider as Provider);
    },
  );

  server.delete(
    '/api/v1/providers/:providerId',
    {
      config: { action: 'manage-providers' },
      schema: {
        summary: 'Remove a provider; nothing changes in its cloud',
        params: ProviderParams,
        response: { 204: NoContent, ...failures },
      },
    },
    async (request, reply) => {
      const { providerId } = request.params;
      const result = await removeProvider(db, providerId);
      if (result === 'unknown') throw notFound('provider');
      if (result === 'busy') {
        const nextStep = 'Wait until they have ended.';
        throw new Refusal(409, 'moves-under-way', 'Moves of this provider are under way.', { nextStep });
      }
      services.providerRemoved(providerId);
      await services.notify({ topic: 'providers', providerId, ids: [providerId] });
      return reply.code(204).send();
    },
  );
}

function nameTaken(name: string): Refusal {
  return new Refusal(409, 'name-taken', `There is a provider named ${name} already.`, {
    nextStep: 'Choose another name.',
  });
}
