import { z } from 'zod';

export const BlockMigration = z.enum(['auto', 'yes', 'no']);
export type BlockMigration = z.infer<typeof BlockMigration>;

/** `requesting` is the write-ahead state: the intent is stored, the answer to the request is not. */
export const MoveState = z.enum([
  'planned',
  'waiting',
  'requesting',
  'submitted',
  'accepted',
  'queued',
  'preparing',
  'copying',
  'post-copy',
  'verifying',
  'ended',
]);
export type MoveState = z.infer<typeof MoveState>;

export const Outcome = z.enum([
  'succeeded',
  'rejected',
  'not-placed',
  'rolled-back',
  'cancelled',
  'timed-out',
  'errored',
  'inconsistent',
  'lost',
]);
export type Outcome = z.infer<typeof Outcome>;

export const MoveProgress = z.object({
  /** 0 to 100, from the bytes that remain; null until Nova reports any. It can fall. */
  percent: z.number().nullable(),
  memoryTotalBytes: z.number().nullable(),
  memoryRemainingBytes: z.number().nullable(),
  memoryProcessedBytes: z.number().nullable(),
  diskTotalBytes: z.number().nullable(),
  diskRemainingBytes: z.number().nullable(),
  diskProcessedBytes: z.number().nullable(),
  /** Memory and disk together, over the last half minute; null until two looks can be compared. */
  bytesPerSecond: z.number().nullable().default(null),
  /** Seconds until the copy is done: at best and at the present pace; null where what remains does not fall. */
  secondsLeft: z.object({ low: z.number(), high: z.number() }).nullable().default(null),
  /** What remains has had no new low for a minute: the guest writes faster than Nova copies. */
  notConverging: z.boolean().default(false),
});
export type MoveProgress = z.infer<typeof MoveProgress>;

/** Whether something can be asked of a move now, and what it costs the guest; the other of the two sentences is null. */
export const MoveControl = z.object({
  allowed: z.boolean(),
  /** Why not, with what can be done instead. */
  reason: z.string().nullable(),
  cost: z.string().nullable(),
});
export type MoveControl = z.infer<typeof MoveControl>;

/** What Evenkeel wants of one instance, and how it went. Times are UTC, ISO 8601. */
export const Move = z.object({
  id: z.string(),
  runId: z.string(),
  providerId: z.string(),
  provider: z.string(),
  instanceId: z.string(),
  instanceName: z.string(),
  state: MoveState,
  outcome: Outcome.nullable(),
  /** Why it ended so, in a sentence; null while it goes on and after success. */
  reason: z.string().nullable(),
  /** The cloud's own words behind the reason. */
  cloudMessage: z.string().nullable(),
  nextStep: z.string().nullable(),
  sourceHost: z.string().nullable(),
  /** The host a person named; null lets Nova choose. */
  requestedHost: z.string().nullable(),
  /** Where the migration goes or went, once Nova has said so. */
  destinationHost: z.string().nullable(),
  blockMigration: BlockMigration,
  diskOverCommit: z.boolean(),
  requestId: z.string().nullable(),
  migrationId: z.number().int().nullable(),
  progress: MoveProgress.nullable(),
  /** Why the plan wants it, in a sentence; null where a person just asked for it. */
  why: z.string().nullable(),
  /** Ids of the moves that have to succeed before this one begins. */
  after: z.array(z.string()),
  /** What can be asked of it now; null once it has ended. */
  controls: z.object({ abort: MoveControl, forceComplete: MoveControl }).nullable(),
  createdAt: z.string(),
  submittedAt: z.string().nullable(),
  /** When it counts as overdue: Nova's own limit for its size, and a tenth more. Null until it was asked for. */
  deadlineAt: z.string().nullable(),
  endedAt: z.string().nullable(),
});
export type Move = z.infer<typeof Move>;

export const InstanceReference = z.strictObject({ providerId: z.string(), id: z.string() });
export type InstanceReference = z.infer<typeof InstanceReference>;

/** The seed's form. `host: null` is Auto-select Host. */
export const MigrateOptions = z.strictObject({
  host: z.string().min(1).nullable().default(null),
  blockMigration: BlockMigration.default('auto'),
  diskOverCommit: z.boolean().default(false),
});
export type MigrateOptions = z.infer<typeof MigrateOptions>;

export const VerdictReason = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning', 'information']),
  message: z.string(),
});
export type VerdictReason = z.infer<typeof VerdictReason>;

/** The answer for one (instance, host) pair. */
export const Verdict = z.object({
  host: z.string(),
  zone: z.string().nullable(),
  answer: z.enum(['yes', 'warning', 'no']),
  reasons: z.array(VerdictReason),
  /** Load now and after the move as fractions of capacity; null where unknown. */
  load: z.object({
    memory: z.number().nullable(),
    memoryAfter: z.number().nullable(),
    vcpus: z.number().nullable(),
    vcpusAfter: z.number().nullable(),
    disk: z.number().nullable(),
    diskAfter: z.number().nullable(),
  }),
});
export type Verdict = z.infer<typeof Verdict>;

export const PreflightRequest = z.strictObject({
  instances: z.array(InstanceReference).min(1).max(1000),
  options: MigrateOptions,
});
export type PreflightRequest = z.infer<typeof PreflightRequest>;

export const Preflight = z.object({
  instances: z.array(
    z.object({
      id: z.string(),
      providerId: z.string(),
      name: z.string(),
      provider: z.string(),
      /** Null where the cloud does not show it to us. */
      host: z.string().nullable(),
      zone: z.string().nullable(),
      flavor: z.string().nullable(),
      memoryMb: z.number().nullable(),
      /** Why the instance itself can not move now, whatever the host; empty when it can. */
      obstacles: z.array(VerdictReason),
      /** Every host of the provider but the present one, best first. */
      verdicts: z.array(Verdict),
    }),
  ),
  /** The hosts that could take every one of the instances, and the others with the first reason. */
  hosts: z.array(Verdict),
});
export type Preflight = z.infer<typeof Preflight>;

/** One live migration as Nova records it, whoever asked for it. */
export const Migration = z.object({
  id: z.string(),
  migrationId: z.number().int(),
  provider: z.string(),
  providerId: z.string(),
  instanceId: z.string(),
  instanceName: z.string().nullable(),
  /** Nova's own status word. */
  status: z.string(),
  sourceHost: z.string().nullable(),
  destinationHost: z.string().nullable(),
  progress: MoveProgress.nullable(),
  /** The move that owns it; null when somebody else started it. */
  moveId: z.string().nullable(),
  outcome: Outcome.nullable(),
  reason: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string().nullable(),
});
export type Migration = z.infer<typeof Migration>;
