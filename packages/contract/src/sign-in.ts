import { z } from 'zod';

/** What a person is given: a role, on everything or on a part of it (all named parts must match). */
export const GrantGiven = z.strictObject({
  role: z.enum(['viewer', 'operator', 'administrator']),
  providerId: z.guid().nullable().default(null),
  zone: z.string().min(1).max(255).nullable().default(null),
  projectId: z.string().min(1).max(255).nullable().default(null),
});
export type GrantGiven = z.infer<typeof GrantGiven>;

/** An OpenID Connect issuer. Groups are read anew at each sign-in; who has none that is named here gets no account. */
export const OidcSettings = z.strictObject({
  /** As the issuer names itself: its discovery document stands below it. */
  issuer: z.url({ protocol: /^https?$/ }).max(1000),
  clientId: z.string().min(1).max(500),
  scopes: z.string().max(500).default('openid profile email'),
  /** The claim that lists the groups, in the ID token or the user info. */
  groupsClaim: z.string().min(1).max(200).default('groups'),
  /** The claim that names the person. */
  nameClaim: z.string().min(1).max(200).default('preferred_username'),
  /** How browsers reach Evenkeel, when that is not what a request says; null: as the request says. */
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .max(1000)
    .nullable()
    .default(null),
  groups: z
    .array(z.strictObject({ group: z.string().min(1).max(500), grant: GrantGiven }))
    .min(1)
    .max(500),
});
export type OidcSettings = z.infer<typeof OidcSettings>;

/** What a role at Keystone is worth here: on the whole provider, or on the projects in which one has it. */
export const KeystoneRole = z.strictObject({
  keystoneRole: z.string().min(1).max(255),
  role: z.enum(['viewer', 'operator', 'administrator']),
  reach: z.enum(['provider', 'projects']),
});
export type KeystoneRole = z.infer<typeof KeystoneRole>;

/**
 * Nova takes who is `admin` in any project for an administrator of the whole cloud (its rule context_is_admin), so that
 * role reaches the provider; the others reach what they reach there: their projects.
 */
export const KEYSTONE_ROLES: readonly KeystoneRole[] = [
  { keystoneRole: 'admin', role: 'operator', reach: 'provider' },
  { keystoneRole: 'member', role: 'viewer', reach: 'projects' },
  { keystoneRole: 'reader', role: 'viewer', reach: 'projects' },
];

/** The Keystone of one provider: people sign in with the account they have in that cloud. */
export const KeystoneSettings = z.strictObject({
  providerId: z.guid(),
  /** Of who names none. */
  domain: z.string().min(1).max(255).default('Default'),
  roles: z
    .array(KeystoneRole)
    .min(1)
    .max(100)
    .default([...KEYSTONE_ROLES]),
});
export type KeystoneSettings = z.infer<typeof KeystoneSettings>;

const named = {
  /** As it stands on the sign-in page and behind the names of its people. */
  name: z.string().trim().min(1).max(60),
  enabled: z.boolean().default(true),
};

export const NewSignInWay = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('oidc'),
    ...named,
    settings: OidcSettings,
    /** Kept sealed and never shown. Left out at a change, the one from before stays; null: a client without one. */
    clientSecret: z.string().min(1).max(2000).nullable().optional(),
  }),
  z.strictObject({ kind: z.literal('keystone'), ...named, settings: KeystoneSettings }),
]);
export type NewSignInWay = z.input<typeof NewSignInWay>;

/** A way to sign in as administrators see it. */
export const SignInWay = z.object({
  id: z.string(),
  kind: z.enum(['oidc', 'keystone']),
  name: z.string(),
  enabled: z.boolean(),
  settings: z.union([OidcSettings, KeystoneSettings]),
  hasClientSecret: z.boolean(),
  /** For OpenID Connect: the address to register at the issuer. */
  redirectUri: z.string().nullable(),
  /** How many have signed in by it, and so have an account. */
  accounts: z.number().int(),
  /** UTC, ISO 8601; null when nobody ever has. */
  lastSignInAt: z.string().nullable(),
});
export type SignInWay = z.infer<typeof SignInWay>;

/** What the issuer, or Keystone, said when it was asked: whether people could sign in there, as far as that can be told. */
export const SignInTrial = z.object({ answers: z.boolean(), message: z.string() });
export type SignInTrial = z.infer<typeof SignInTrial>;

/** The same for everybody who looks at the sign-in page. */
export const OfferedWay = z.object({
  id: z.string(),
  kind: z.enum(['oidc', 'keystone']),
  name: z.string(),
  /** At Keystone: the domain of who names none. */
  domain: z.string().nullable(),
});
export type OfferedWay = z.infer<typeof OfferedWay>;

export const KeystoneSignIn = z.strictObject({
  username: z.string().min(1).max(255),
  password: z.string().min(1).max(1000),
  domain: z.string().min(1).max(255).optional(),
  /** Its name or id: then only its roles count. All projects when not given. */
  project: z.string().min(1).max(255).optional(),
});
export type KeystoneSignIn = z.infer<typeof KeystoneSignIn>;

/** Why a sign-in at an issuer did not come to a session: the sign-in page says it in words. */
export const SIGN_IN_FAILURES = [
  'forged',
  'too-late',
  'refused-there',
  'issuer-away',
  'no-group',
  'disabled',
  'name-taken',
  'way-gone',
] as const;
export type SignInFailure = (typeof SIGN_IN_FAILURES)[number];

/** Where the issuer's own session ends; the browser goes there when the person wants that. */
export const SignedOut = z.object({ endElsewhere: z.string() });
export type SignedOut = z.infer<typeof SignedOut>;
