import { z } from 'zod';

/** What came of a new key for the secrets at rest. */
export const KeyRotation = z.object({
  /** Secrets that were sealed anew. */
  resealed: z.number().int(),
  /** Sealed with a key that is not there, or damaged: left as they are. */
  unreadable: z.number().int(),
});
export type KeyRotation = z.infer<typeof KeyRotation>;
