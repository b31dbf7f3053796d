/** The key of the secrets at rest. */
import { KeyRotation } from '@evenkeel/contract';
import { z } from 'zod';
import type { HttpServices } from '../services.ts';
import { failures, type Server } from './common.ts';

export function secretRoutes(server: Server, { rotateKey }: HttpServices): void {
  server.post(
    '/api/v1/secrets/rotate',
    {
      config: { action: 'rotate-key' },
      schema: {
        summary: "Make a new key and seal every cloud's password and every token anew with it",
        description:
          'The earlier key stays in the data directory until the next start, for what is being stored meanwhile.',
        body: z.strictObject({}),
        response: { 200: KeyRotation, ...failures },
      },
    },
    () => rotateKey(),
  );
}
