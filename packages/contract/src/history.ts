import { z } from 'zod';
import { MigrateOptions, Migration, Move, Outcome } from './moves.ts';

/** A moment in UTC, ISO 8601 with `Z`; no year before 1970, which no move can have. */
const Moment = z.iso
  .datetime()
  .refine((text) => /^(19[7-9]|2)/.test(text), 'expected a moment after 1970, such as 2026-03-01T12:00:00Z');
const Word = z.string().min(1).max(255);

/** The filters of the history; all that are given have to hold. Texts match whole and in their case, but for `search`. */
export const HistoryFilter = z.object({
  /** Provider id. */
  provider: z.string().optional(),
  instance: Word.optional(),
  /** The source or the destination. */
  host: Word.optional(),
  /** Id or name of the project that the instance belongs to; of instances that are gone nothing is known. */
  project: Word.optional(),
  outcome: Outcome.optional(),
  /** A code of the catalogue of causes, such as `disk-too-large`. */
  cause: Word.optional(),
  /** The name of who asked for it. */
  askedBy: Word.optional(),
  /** Made at this moment or after it. */
  from: Moment.optional(),
  /** Made before this moment. */
  to: Moment.optional(),
  /** Part of an instance's name, of a host or of what was said, in any case; or a whole id. */
  search: z.string().max(200).optional(),
});
export type HistoryFilter = z.infer<typeof HistoryFilter>;

export const MoveFilter = HistoryFilter.extend({ state: z.enum(['active', 'ended']).optional() });
export type MoveFilter = z.infer<typeof MoveFilter>;

/** The answer's header with the cursor of the next page; it is absent on the last page. */
export const NEXT_CURSOR_HEADER = 'evenkeel-next-cursor';

const Page = {
  order: z.enum(['asc', 'desc']).default('desc'),
  /** From the header `Evenkeel-Next-Cursor` of the page before, which had the same sort and order. */
  cursor: z.string().max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
};

export const MoveQuery = MoveFilter.extend({
  sort: z.enum(['createdAt', 'endedAt', 'instanceName']).default('createdAt'),
  ...Page,
});
export type MoveQuery = z.infer<typeof MoveQuery>;

/** `status` is Nova's own word. */
export const MigrationQuery = HistoryFilter.extend({
  status: Word.optional(),
  sort: z.enum(['createdAt']).default('createdAt'),
  ...Page,
});
export type MigrationQuery = z.infer<typeof MigrationQuery>;
export type MigrationPage = { items: Migration[]; nextCursor: string | null };

/** `cause` is a code of the catalogue; null where it is not known or nothing failed. */
export const HistoryMove = Move.extend({ askedBy: z.string(), cause: z.string().nullable() });
export type HistoryMove = z.infer<typeof HistoryMove>;

/** Milliseconds in each phase; null when the move never was in it. A phase under way does not count yet. */
export const MovePhases = z.object({
  /** In Evenkeel's queue, before Nova took the request. */
  waitingMs: z.number().nullable(),
  preparingMs: z.number().nullable(),
  copyingMs: z.number().nullable(),
  verifyingMs: z.number().nullable(),
});
export type MovePhases = z.infer<typeof MovePhases>;

export const MoveDetails = HistoryMove.extend({
  phases: MovePhases,
  run: z.object({
    id: z.string(),
    createdAt: z.string(),
    createdBy: z.string(),
    options: MigrateOptions,
    moveCount: z.number().int(),
  }),
});
export type MoveDetails = z.infer<typeof MoveDetails>;

/** Without `from`, the 30 days before `to`; without `to`, until now. */
export const StatisticsQuery = HistoryFilter.pick({ from: true, to: true, provider: true });
export type StatisticsQuery = z.infer<typeof StatisticsQuery>;

const Spread = z.object({ medianMs: z.number().nullable(), p95Ms: z.number().nullable() });

/** Of the moves that were made in the time asked for. Durations in milliseconds, from the request on. */
export const MoveStatistics = z.object({
  from: z.string(),
  to: z.string(),
  count: z.number().int(),
  /** `outcome` null: under way. */
  byOutcome: z.array(z.object({ outcome: Outcome.nullable(), count: z.number().int() })),
  /** Of those that ended otherwise than well; `cause` null: none of the catalogue. */
  byCause: z.array(z.object({ cause: z.string().nullable(), count: z.number().int() })),
  phases: z.object({ waiting: Spread, preparing: Spread, copying: Spread, verifying: Spread }),
  /** The 1000 pairs with the most moves that ended; durations and rates of those that succeeded. */
  byHostPair: z.array(
    z.object({
      sourceHost: z.string().nullable(),
      destinationHost: z.string().nullable(),
      count: z.number().int(),
      succeeded: z.number().int(),
      medianDurationMs: z.number().nullable(),
      p95DurationMs: z.number().nullable(),
      medianBytesPerSecond: z.number().nullable(),
    }),
  ),
});
export type MoveStatistics = z.infer<typeof MoveStatistics>;
