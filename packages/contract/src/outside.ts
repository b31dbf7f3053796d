import { z } from 'zod';

/** `command`: one that the server's configuration names. `webhook`: another program, which is told and calls back. */
export const OutsideKind = z.enum(['command', 'webhook']);
export type OutsideKind = z.infer<typeof OutsideKind>;

/** Letters, digits, dot, dash and underscore: it stands in files, addresses and commands. */
export const OutsideName = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'letters, digits, dots, dashes and underscores');

/** Something outside of Evenkeel that can be asked for by its name. */
export const NamedOutsideStep = z.strictObject({ kind: OutsideKind, name: OutsideName });
export type NamedOutsideStep = z.infer<typeof NamedOutsideStep>;

export const NewWebhook = z.strictObject({ name: OutsideName, url: z.url().max(2000) });
export type NewWebhook = z.infer<typeof NewWebhook>;

/** Where it leads from now on; its name and secret stay. */
export const WebhookChange = z.strictObject({ url: z.url().max(2000) });
export type WebhookChange = z.infer<typeof WebhookChange>;

/**
 * The last that was asked of a webhook for a host. `asked`: not taken yet. `accepted`: taken, the call-back is awaited.
 * `at`: when the message was last sent.
 */
export const WebhookUse = z.object({
  at: z.string(),
  host: z.string(),
  state: z.enum(['asked', 'accepted', 'done', 'failed']),
  message: z.string().nullable(),
});
export type WebhookUse = z.infer<typeof WebhookUse>;

/** Times are UTC, ISO 8601. Never carries the secret. */
export const Webhook = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  createdAt: z.string(),
  createdBy: z.string(),
  /** Null when nothing was asked of it since it was made. Messages that only try it do not count. */
  lastUse: WebhookUse.nullable(),
});
export type Webhook = z.infer<typeof Webhook>;

/** `secret` (`whsec_` and base64) signs both ways and is shown this once. */
export const CreatedWebhook = Webhook.extend({ secret: z.string() });
export type CreatedWebhook = z.infer<typeof CreatedWebhook>;

/** Whether the other program took a message that asks for nothing, and what it said. */
export const WebhookTrial = z.object({ accepted: z.boolean(), message: z.string() });
export type WebhookTrial = z.infer<typeof WebhookTrial>;

/** The body of a call-back. `id`: as it stood in the message that is answered. */
export const Callback = z.strictObject({
  id: z.guid(),
  outcome: z.enum(['done', 'failed']),
  message: z.string().trim().max(500).default(''),
});
export type Callback = z.infer<typeof Callback>;
