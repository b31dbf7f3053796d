import { z } from 'zod';

/** `unknown` until first observed; `refused` when the cloud answers but does not accept our credentials. */
export const ProviderHealth = z.enum(['unknown', 'ok', 'slow', 'down', 'refused']);
export type ProviderHealth = z.infer<typeof ProviderHealth>;

export const ZoneCount = z.object({
  /** The availability zone; null is "No Availability Zone". */
  name: z.string().nullable(),
  instanceCount: z.number().int(),
});

/** One OpenStack cloud (one Keystone, one region). Never carries a secret. */
export const Provider = z.object({
  id: z.string(),
  name: z.string(),
  region: z.string().nullable(),
  authUrl: z.string(),
  /** True for the built-in demo cloud, so that no screen can take it for a real one. */
  demo: z.boolean(),
  health: ProviderHealth,
  /** Why it is not `ok`, in a sentence; null when it is. */
  healthMessage: z.string().nullable(),
  /** UTC, ISO 8601: when the cloud last answered a whole pass. */
  lastGoodAt: z.string().nullable(),
  /** Highest compute microversion, such as `2.93`. */
  computeVersion: z.string().nullable(),
  instanceCount: z.number().int(),
  migratingCount: z.number().int(),
  hostCount: z.number().int(),
  zones: z.array(ZoneCount),
});
export type Provider = z.infer<typeof Provider>;

/** What a clouds.yaml entry says, read by the client (CLI or page); the server stores the secret encrypted. */
export const NewProvider = z.strictObject({
  name: z.string().trim().min(1).max(100),
  authUrl: z.url(),
  region: z.string().min(1).nullable().default(null),
  interface: z.enum(['public', 'internal', 'admin']).default('public'),
  verify: z.boolean().default(true),
  /** PEM text of a private certificate authority. */
  caCertificate: z.string().nullable().default(null),
  auth: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('password'),
      username: z.string().min(1),
      password: z.string().min(1),
      userDomain: z.string().default('Default'),
      /** A domain's id goes before its name: clouds.yaml may tell only that. */
      userDomainId: z.string().min(1).nullish(),
      projectName: z.string().nullable().default(null),
      projectId: z.string().nullable().default(null),
      projectDomain: z.string().default('Default'),
      projectDomainId: z.string().min(1).nullish(),
    }),
    z.strictObject({
      type: z.literal('application-credential'),
      id: z.string().min(1),
      secret: z.string().min(1),
    }),
  ]),
});
export type NewProvider = z.infer<typeof NewProvider>;

/** `abandon`: also while moves, maintenance or campaigns of it are open. Nobody follows them then, and hosts stay disabled. */
export const RemoveProviderQuery = z.object({ abandon: z.enum(['true', 'false']).default('false') });
export type RemoveProviderQuery = z.infer<typeof RemoveProviderQuery>;
