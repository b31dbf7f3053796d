import { z } from 'zod';

/** When a second person is needed at a provider. */
export const ApprovalSettings = z.strictObject({
  /** What touches more instances than this waits for a second person; null: nothing does. */
  runsAbove: z.number().int().min(0).max(100_000).nullable(),
  /** A plan that an automatic policy finds worth it waits for a person, as a suggested one does. */
  automaticBalance: z.boolean(),
});
export type ApprovalSettings = z.infer<typeof ApprovalSettings>;

/** Which request waits: that of POST /runs, /maintenance, /campaigns or /balance/runs. */
export const ApprovalKind = z.enum(['run', 'maintenance', 'campaign', 'balance']);
export type ApprovalKind = z.infer<typeof ApprovalKind>;

/**
 * `pending`: waits for a second person. `approved`: is about to be carried out. `done`: was begun. `failed`: was approved,
 * and refused when it was to begin; `error` says why. `declined`, `expired`: nothing was and will be done.
 */
export const ApprovalState = z.enum(['pending', 'approved', 'done', 'failed', 'declined', 'expired']);
export type ApprovalState = z.infer<typeof ApprovalState>;

/** Times are UTC, ISO 8601. */
export const Approval = z.object({
  id: z.string(),
  kind: ApprovalKind,
  /** In words, such as `Migrate 12 instances`. */
  title: z.string(),
  /** The names of the providers that it touches. */
  providers: z.array(z.string()),
  /** How many instances it touched when it was asked for. */
  instances: z.number().int(),
  /** As it came, with what was left out filled in. */
  request: z.unknown(),
  state: ApprovalState,
  /** The user, also where it came with a token of theirs. */
  askedBy: z.string(),
  askedAt: z.string(),
  /** Nobody can approve it any more from then on. */
  expiresAt: z.string(),
  /** Whether the reader asked for it, so that somebody else has to decide. */
  own: z.boolean(),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
  /** What the person who decided had to say. */
  comment: z.string().nullable(),
  /** The ids of what was begun: a run, a campaign, or the maintenance of each host. */
  begun: z.array(z.string()),
  error: z.string().nullable(),
});
export type Approval = z.infer<typeof Approval>;

/** The answer 202 to a request that waits for a second person: nothing has been begun. */
export const WaitsForApproval = z.object({ approval: Approval });
export type WaitsForApproval = z.infer<typeof WaitsForApproval>;

/** Newest first. `open`: without those that have come to an end. */
export const ApprovalQuery = z.object({
  state: z.enum(['open', 'all']).default('open'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
export type ApprovalQuery = z.infer<typeof ApprovalQuery>;

export const DecideApproval = z.strictObject({ comment: z.string().trim().max(500).default('') });
export type DecideApproval = z.infer<typeof DecideApproval>;
