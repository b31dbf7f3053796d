/** The key of the secrets at rest. */
import { KeyRotation, SecretKeys } from '@evenkeel/contract';
import { z } from 'zod';
import type { HttpServices } from '../services.ts';
import { failures, type Server } from './common.ts';

const config = { action: 'rotate-key' } as const;

export function secretRoutes(server: Server, { keys }: HttpServices): void {
  server.get(
    '/api/v1/secrets',
    {
      config,
      schema: {
        summary: 'Which keys seal the secrets at rest, by ids that tell nothing of them',
        response: { 200: SecretKeys, ...failures },
      },
    },
    () => keys.inUse(),
  );

  server.post(
    '/api/v1/secrets/rotate',
    {
      config,
      schema: {
        summary: "Make a new key and seal every cloud's password and every token anew with it",
        description:
          'The earlier key stays in the data directory until the next start, for what is being stored meanwhile.',
        body: z.strictObject({}),
        response: { 200: KeyRotation, ...failures },
      },
    },
    () => keys.rotate(),
  );
}
