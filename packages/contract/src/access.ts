/** Who may what, and the people. */
import { z } from 'zod';
import { GrantGiven } from './sign-in.ts';

/** What somebody may do at one place: parts that are null do not bound it. */
export const Allowed = z.object({
  providerId: z.string().nullable(),
  zone: z.string().nullable(),
  projectId: z.string().nullable(),
  /** Names of actions, as in docs/api.md. */
  actions: z.array(z.string()),
});
export type Allowed = z.infer<typeof Allowed>;

/** A grant as it stands: `oidc` and `keystone` follow from how the person signs in, and are theirs to change. */
export const Grant = GrantGiven.extend({
  source: z.enum(['manual', 'oidc', 'keystone']),
  grantedBy: z.string(),
  /** UTC, ISO 8601. */
  grantedAt: z.string(),
});
export type Grant = z.infer<typeof Grant>;

export const User = z.object({
  id: z.string(),
  username: z.string(),
  grants: z.array(Grant),
  /** False for who signs in elsewhere. */
  hasPassword: z.boolean(),
  /** Times are UTC, ISO 8601. Null: may sign in. */
  disabledAt: z.string().nullable(),
  createdAt: z.string(),
});
export type User = z.infer<typeof User>;

const Grants = z.array(GrantGiven).max(500);

export const NewUser = z.strictObject({
  /** A name with @ is of somebody who signs in elsewhere. */
  username: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[^@\s]+$/, 'A user name has no space and no @.'),
  grants: Grants.default([]),
});
export type NewUser = z.input<typeof NewUser>;

/** The code is shown this once; with it the person chooses a password of their own. */
export const UserWithCode = z.object({ user: User, code: z.string() });
export type UserWithCode = z.infer<typeof UserWithCode>;

/** All that are given by hand from now on. */
export const GivenGrants = z.strictObject({ grants: Grants });
export type GivenGrants = z.input<typeof GivenGrants>;
