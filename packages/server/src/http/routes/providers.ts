import { NewProvider, Provider } from '@evenkeel/contract';
import { type CloudConnection, CloudError } from '@evenkeel/openstack';
import { z } from 'zod';
import { sealConnection } from '../../clouds.ts';
import { insertProvider, providerNameTaken, removeProvider } from '../../db/provider-records.ts';
import { readProviders } from '../../db/reading.ts';
import { notFound, Refusal } from '../errors.ts';
import type { HttpServices } from '../services.ts';
import { failures, NoContent, ProviderParams, type Server } from './common.ts';

/** For the whole of signing in and reading versions. A person waits. */
const IDENTIFY_MS = 15_000;

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
      if (!/^https?:/i.test(connection.authUrl)) {
        throw new Refusal(400, 'bad-request', '"authUrl" must begin with https:// or http://.');
      }
      if (await providerNameTaken(db, name)) throw nameTaken(name);
      const { computeMaximum } = await identify(services, connection);
      const id = await insertProvider(db, {
        name,
        region: connection.region,
        authUrl: connection.authUrl,
        demo: false,
        ...sealConnection(connection, secrets),
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

/**
 * Signs in with the connection, finds Nova in the region's catalog and reads its versions.
 * What the person who typed it can mend is a 422; a cloud that is down stays the 502 or 503 of the error handler.
 */
async function identify(
  { connect }: HttpServices,
  connection: CloudConnection,
): Promise<{ computeMaximum: string }> {
  const cloud = connect(connection);
  const signal = AbortSignal.timeout(IDENTIFY_MS);
  // The race, because a connection that hangs before its first byte does not see every signal.
  const tooLate = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () =>
      reject(new CloudError('timeout', `The cloud did not answer within ${IDENTIFY_MS / 1000} seconds`)),
    );
  });
  tooLate.catch(() => undefined); // when the cloud answered, nobody waits for it any more
  try {
    return await Promise.race([cloud.identify(signal), tooLate]);
  } catch (error) {
    if (!(error instanceof CloudError) || !(error.kind === 'unauthorized' || error.kind === 'configuration'))
      throw error;
    const { cloudMessage, requestId } = error;
    const [code, nextStep] =
      error.kind === 'unauthorized'
        ? ['cloud-sign-in-refused', 'Check the user, the password or secret, the project and their domains.']
        : ['cloud-configuration', 'Check the region, the interface and the project.'];
    throw new Refusal(422, code as string, error.message, { cloudMessage, requestId, nextStep });
  } finally {
    await cloud.close().catch(() => undefined);
  }
}
