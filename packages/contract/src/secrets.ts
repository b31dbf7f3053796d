import { z } from 'zod';

/** The keys of the secrets at rest, by ids that tell nothing of them. */
export const SecretKeys = z.object({
  /** `file`: secret.key of the data directory. `environment`: EVENKEEL_SECRET_KEY, which a person changes. */
  keptIn: z.enum(['file', 'environment']),
  /** The one that seals first; then the earlier ones that are still known, and those that are not. */
  keys: z.array(
    z.object({
      /** Eight hexadecimal digits. Null: what was sealed before keys had ids. */
      id: z.string().nullable(),
      /** `current` seals, `earlier` only opens, `missing` is not there: what it sealed can not be read. */
      state: z.enum(['current', 'earlier', 'missing']),
      /** How many secrets are sealed with it. */
      secrets: z.number().int(),
    }),
  ),
});
export type SecretKeys = z.infer<typeof SecretKeys>;

/** What came of a new key for the secrets at rest. */
export const KeyRotation = z.object({
  /** Secrets that were sealed anew. */
  resealed: z.number().int(),
  /** Sealed with a key that is not there, or damaged: left as they are. */
  unreadable: z.number().int(),
});
export type KeyRotation = z.infer<typeof KeyRotation>;
