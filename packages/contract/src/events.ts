import { z } from 'zod';

/**
 * What GET /api/v1/events sends, as the `data` of each server-sent event: which things changed, never the things
 * themselves. The reader asks again for what it shows, so no event can leak or go stale.
 */
export const LiveEvent = z.object({
  topic: z.enum([
    'providers',
    'hosts',
    'instances',
    'runs',
    'moves',
    'migrations',
    'maintenance',
    'campaigns',
    'balance',
    'approvals',
  ]),
  providerId: z.string().nullable(),
  /** Ids of what changed; empty means "many, read again". */
  ids: z.array(z.string()),
});
export type LiveEvent = z.infer<typeof LiveEvent>;
