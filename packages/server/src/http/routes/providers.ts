import { NewProvider, Provider, RemoveProviderQuery } from '@evenkeel/contract';
import { z } from 'zod';
import { sealConnection } from '../../clouds.ts';
import {
  insertProvider,
  type OpenAtProvider,
  providerNameTaken,
  removeProvider,
} from '../../db/provider-records.ts';
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
        querystring: RemoveProviderQuery.strict(),
        response: { 204: NoContent, ...failures },
      },
    },
    async (request, reply) => {
      const { providerId } = request.params;
      const abandon = request.query.abandon === 'true';
      const result = await removeProvider(db, providerId, { abandon });
      if (result === 'unknown') throw notFound('provider');
      if (result !== 'removed') throw stillOpen(result);
      services.providerRemoved(providerId);
      await services.notify({ topic: 'providers', providerId, ids: [providerId] });
      return reply.code(204).send();
    },
  );
}

const ABANDON = 'Or, when the cloud is gone for good: evenkeel provider remove NAME --abandon.';

function stillOpen({ moves, hosts, campaigns }: OpenAtProvider): Refusal {
  if (moves > 0) {
    const nextStep = `Wait until they have ended, or cancel them. ${ABANDON}`;
    return new Refusal(409, 'moves-under-way', 'Moves of this provider are under way.', { nextStep });
  }
  const [what, code] =
    campaigns.length > 0 ? ([campaigns, 'campaign-open'] as const) : ([hosts, 'in-maintenance'] as const);
  const named = `${what.slice(0, NAMED).join(', ')}${what.length > NAMED ? ` and ${what.length - NAMED} more` : ''}`;
  const message =
    campaigns.length > 0
      ? `Of this provider a campaign is not at its end: ${named}.`
      : `In maintenance at this provider: ${named}. What Evenkeel disabled, nobody would enable again.`;
  return new Refusal(409, code, message, { nextStep: `Return or cancel that first. ${ABANDON}` });
}

const NAMED = 3;

function nameTaken(name: string): Refusal {
  return new Refusal(409, 'name-taken', `There is a provider named ${name} already.`, {
    nextStep: 'Choose another name.',
  });
}
