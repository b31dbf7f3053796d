import { z } from 'zod';
import { MoveControl } from './moves.ts';

/** What POST /moves/:id/verify saw in the cloud just now (UTC, ISO 8601), in words. It changes nothing in the cloud. */
export const MoveVerification = z.object({
  at: z.string(),
  /** One sentence a finding, such as "Nova shows web-01 in ERROR on compute-02." */
  findings: z.array(z.object({ about: z.enum(['instance', 'migration', 'events']), message: z.string() })),
  /** What they mean together, in a sentence. */
  meaning: z.string(),
  nextStep: z.string().nullable(),
  /** Whether POST /moves/:id/reset-state would be taken now, what it does, or why it would not. */
  resetState: MoveControl,
});
export type MoveVerification = z.infer<typeof MoveVerification>;
