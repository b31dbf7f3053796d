import { z } from 'zod';

export const SignIn = z.strictObject({
  username: z.string().min(1).max(200),
  password: z.string().min(1).max(1000),
});
export type SignIn = z.infer<typeof SignIn>;

/** Who is asking. `role` is the seam for finer roles. */
export const Session = z.object({ username: z.string(), role: z.enum(['administrator']) });
export type Session = z.infer<typeof Session>;

export const NewToken = z.strictObject({ name: z.string().trim().min(1).max(100) });
export type NewToken = z.infer<typeof NewToken>;

/** The token itself is shown this once; only its hash is kept. */
export const CreatedToken = z.object({
  id: z.string(),
  name: z.string(),
  token: z.string(),
  createdAt: z.string(),
});
export type CreatedToken = z.infer<typeof CreatedToken>;

/** What is known of an API token; never the token itself. Times are UTC, ISO 8601. */
export const ApiToken = z.object({
  id: z.string(),
  name: z.string(),
  createdBy: z.string(),
  createdAt: z.string(),
  /** To the minute; null when it was never used. */
  lastUsedAt: z.string().nullable(),
});
export type ApiToken = z.infer<typeof ApiToken>;
