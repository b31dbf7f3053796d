import { z } from 'zod';
import { IdempotencyKey } from './idempotency.ts';
import { InstanceReference, MigrateOptions, Move, MoveState } from './moves.ts';
import { RunProbe } from './probe.ts';

/** What a plan was made for; only the planning differs, the run is carried out the same way. */
export const RunKind = z.enum(['migrate', 'drain', 'return', 'balance']);
export type RunKind = z.infer<typeof RunKind>;

/** How many moves of the run may be in the cloud at once. Null is no limit but the provider's own. */
export const RunLimits = z.strictObject({
  perSourceHost: z.number().int().min(1).max(100).nullable().default(null),
  perDestinationHost: z.number().int().min(1).max(100).nullable().default(null),
  perZone: z.number().int().min(1).max(1000).nullable().default(null),
  total: z.number().int().min(1).max(1000).nullable().default(null),
});
export type RunLimits = z.infer<typeof RunLimits>;

/** In which order the waiting moves begin: as given, or by the memory and disk that have to be copied. */
export const RunOrder = z.enum(['given', 'smallest-first', 'largest-first']);
export type RunOrder = z.infer<typeof RunOrder>;

/** One move of a plan: its own options where they differ from the run's, and what has to succeed before it. */
export const PlannedMove = InstanceReference.extend({
  options: MigrateOptions.partial().optional(),
  /** Places in `instances` (from 0) of moves that have to succeed first, because they make room for this one. */
  after: z.array(z.number().int().min(0)).max(100).optional(),
  /** Why the planner wants it, in a sentence. */
  why: z.string().max(500).optional(),
});
export type PlannedMove = z.infer<typeof PlannedMove>;

export const NewRun = z.strictObject({
  instances: z.array(PlannedMove).min(1).max(1000),
  options: MigrateOptions,
  limits: RunLimits.optional(),
  order: RunOrder.optional(),
  probe: RunProbe.optional(),
  /** The same key twice is the same run: a second press or a retry sends nothing new. */
  idempotencyKey: IdempotencyKey,
});
export type NewRun = z.infer<typeof NewRun>;

/**
 * `paused`: what runs goes on, nothing new begins. `cancelling`: what waited is cancelled, what runs comes to its end.
 * `done`: every move has ended.
 */
export const RunStatus = z.enum(['active', 'paused', 'cancelling', 'done']);
export type RunStatus = z.infer<typeof RunStatus>;

/** How many moves stand where; the sum is the number of moves. */
export const RunCounts = z.object({
  waiting: z.number().int(),
  running: z.number().int(),
  succeeded: z.number().int(),
  /** Ended otherwise than well and not by a person. */
  failed: z.number().int(),
  cancelled: z.number().int(),
});
export type RunCounts = z.infer<typeof RunCounts>;

/** A run without its moves, for lists. Times are UTC, ISO 8601. */
export const RunSummary = z.object({
  id: z.string(),
  kind: RunKind,
  createdAt: z.string(),
  createdBy: z.string(),
  status: RunStatus,
  options: MigrateOptions,
  limits: RunLimits,
  order: RunOrder,
  counts: RunCounts,
  /** From what is left to copy and the pace of the moves that ended; null while there is nothing to go by. */
  secondsLeft: z.number().nullable(),
  endedAt: z.string().nullable(),
});
export type RunSummary = z.infer<typeof RunSummary>;

export const Run = RunSummary.extend({ moves: z.array(Move) });
export type Run = z.infer<typeof Run>;

/** Newest first. `status` open: not done. The next page as with moves: header `Evenkeel-Next-Cursor`. */
export const RunQuery = z.object({
  status: z.enum(['open', 'done']).optional(),
  kind: RunKind.optional(),
  cursor: z.string().max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
export type RunQuery = z.infer<typeof RunQuery>;

export const CancelRun = z.strictObject({
  /** Also ask Nova to abort the moves that are under way; without it they come to their end. */
  abortRunning: z.boolean().default(false),
});
export type CancelRun = z.infer<typeof CancelRun>;

/** The waiting moves in the order in which they shall begin; those not named come after, as they stood. */
export const ReorderRun = z.strictObject({ moveIds: z.array(z.string()).min(1).max(1000) });
export type ReorderRun = z.infer<typeof ReorderRun>;

/** A new run of the moves that failed; hosts that refused an instance are left out for it. */
export const RetryRun = z.strictObject({
  /** Only these; all that failed when it is left out. */
  moveIds: z.array(z.string()).min(1).max(1000).optional(),
  idempotencyKey: IdempotencyKey,
});
export type RetryRun = z.infer<typeof RetryRun>;

/** What was seen of a copy at one moment (UTC, ISO 8601); bytes as Nova counts them, null where it does not say. */
export const MoveSample = z.object({
  at: z.string(),
  memoryTotalBytes: z.number().nullable(),
  memoryRemainingBytes: z.number().nullable(),
  memoryProcessedBytes: z.number().nullable(),
  diskTotalBytes: z.number().nullable(),
  diskRemainingBytes: z.number().nullable(),
  diskProcessedBytes: z.number().nullable(),
});
export type MoveSample = z.infer<typeof MoveSample>;

/** What happened to a move, oldest first: the state it was in from then on, in words, and what was seen (free in form). */
export const MoveEvent = z.object({
  at: z.string(),
  state: MoveState,
  message: z.string(),
  evidence: z.unknown(),
});
export type MoveEvent = z.infer<typeof MoveEvent>;
