import { z } from 'zod';
import { Allowed } from './access.ts';
import { GrantGiven } from './sign-in.ts';

/** Long enough that a stolen hash of it is of no use; no rule of signs, which only makes people write it down. */
export const PASSWORD_LENGTH = 12;
export const ChosenPassword = z
  .string()
  .min(PASSWORD_LENGTH, `A password has at least ${PASSWORD_LENGTH} characters.`)
  .max(1000);

export const SignIn = z.strictObject({
  username: z.string().min(1).max(200),
  password: z.string().min(1).max(1000),
  /** With the code that the server printed: the password that takes its place from now on. */
  newPassword: ChosenPassword.optional(),
});
export type SignIn = z.infer<typeof SignIn>;

/** How a session began: with a password of Evenkeel's own, at an OpenID Connect issuer, or with a cloud's account. */
export const SessionWay = z.enum(['password', 'oidc', 'keystone']);
export type SessionWay = z.infer<typeof SessionWay>;

/** Who is asking, and what they may and where. With a token, `ann (token nightly)`: whose it is, and its name. */
export const Session = z.object({
  username: z.string(),
  grants: z.array(GrantGiven),
  /** The same as actions, for screens that show beforehand what would be refused. */
  can: z.array(Allowed),
  /** Null with a token. */
  way: SessionWay.nullable(),
});
export type Session = z.infer<typeof Session>;

/** One of the asker's own sessions. Times are UTC, ISO 8601. */
export const OwnSession = z.object({
  id: z.string(),
  way: SessionWay,
  /** Where it was signed in from. */
  address: z.string().nullable(),
  /** As the browser calls itself. */
  userAgent: z.string().nullable(),
  createdAt: z.string(),
  /** To the minute. */
  lastSeenAt: z.string(),
  /** It ends then, however busy. */
  expiresAt: z.string(),
  /** The one that asks. */
  current: z.boolean(),
});
export type OwnSession = z.infer<typeof OwnSession>;

export const PasswordChange = z.strictObject({
  currentPassword: z.string().min(1).max(1000),
  newPassword: ChosenPassword,
});
export type PasswordChange = z.infer<typeof PasswordChange>;

/** What a token may at most; null is no bound. It never may more than its owner may at that moment. */
export const TokenScope = z.strictObject({
  role: z.enum(['viewer', 'operator', 'administrator']).nullable(),
  providerId: z.guid().nullable(),
  zone: z.string().min(1).max(255).nullable(),
  projectId: z.string().min(1).max(255).nullable(),
});
export type TokenScope = z.infer<typeof TokenScope>;

const DAY_SECONDS = 24 * 3600;
/** Of a token whose maker says nothing of its end. */
export const TOKEN_SECONDS = 90 * DAY_SECONDS;

export const NewToken = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scope: TokenScope.partial().optional(),
  /** A provider's name or id, instead of the id in `scope`. */
  provider: z.string().min(1).max(200).optional(),
  /** From now, in seconds; null: never. 90 days when not given. */
  expiresInSeconds: z
    .number()
    .int()
    .min(60)
    .max(3650 * DAY_SECONDS)
    .nullable()
    .default(TOKEN_SECONDS),
});
export type NewToken = z.input<typeof NewToken>;

/** The token itself is shown this once; only its hash is kept. */
export const CreatedToken = z.object({
  id: z.string(),
  name: z.string(),
  token: z.string(),
  createdAt: z.string(),
  /** Null: never. */
  expiresAt: z.string().nullable(),
});
export type CreatedToken = z.infer<typeof CreatedToken>;

/** What is known of an API token; never the token itself. Times are UTC, ISO 8601. */
export const ApiToken = z.object({
  id: z.string(),
  name: z.string(),
  createdBy: z.string(),
  scope: TokenScope,
  createdAt: z.string(),
  /** Null: never. */
  expiresAt: z.string().nullable(),
  /** To the minute; null when it was never used. */
  lastUsedAt: z.string().nullable(),
  lastUsedAddress: z.string().nullable(),
});
export type ApiToken = z.infer<typeof ApiToken>;
