import { z } from 'zod';
import { IdempotencyKey } from './idempotency.ts';
import { MigrateOptions } from './moves.ts';
import { Run, RunLimits } from './runs.ts';

/** What a load is measured in. Each is a fraction of what the host has: 1 is full. */
export const LoadDimension = z.enum(['cpu', 'memory', 'disk', 'network']);
export type LoadDimension = z.infer<typeof LoadDimension>;

/** How much each dimension counts beside the others; one that is left out does not count. */
export const DimensionWeights = z
  .partialRecord(LoadDimension, z.number().min(0).max(100))
  .refine((weights) => Object.values(weights).some((weight) => weight > 0), 'name at least one dimension');
export type DimensionWeights = z.infer<typeof DimensionWeights>;

/**
 * `even`: the same load everywhere. `hot`: only hosts over the threshold give away, and only what brings them under it.
 * `consolidate`: as many hosts as possible empty. `spare`: each zone could lose any one of its hosts.
 */
export const BalanceGoal = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('even'), weights: DimensionWeights }),
  z.strictObject({
    kind: z.literal('hot'),
    weights: DimensionWeights,
    /** A host with a higher load in any of the dimensions is hot. */
    threshold: z.number().min(0.05).max(1),
  }),
  z.strictObject({
    kind: z.literal('consolidate'),
    /** No host that stays in use is filled over this. */
    ceiling: z.number().min(0.05).max(1).default(0.9),
    /** The most hosts to empty; null is as many as possible. */
    hosts: z.number().int().min(1).max(1000).nullable().default(null),
  }),
  z.strictObject({ kind: z.literal('spare') }),
]);
export type BalanceGoal = z.infer<typeof BalanceGoal>;

/** Which part of the provider; null is all of it. A host has to be in one of the zones and in one of the aggregates. */
export const BalanceScope = z.strictObject({
  zones: z.array(z.string().min(1).max(255)).min(1).max(100).nullable().default(null),
  aggregates: z.array(z.string().min(1).max(255)).min(1).max(100).nullable().default(null),
});
export type BalanceScope = z.infer<typeof BalanceScope>;

const InstanceId = z.string().min(1).max(200);

/** What no plan does (never), and what it does only for more gain (stay, prefer). Instances by id. */
export const BalanceRules = z.strictObject({
  never: z.array(InstanceId).max(10_000).default([]),
  /** Moved only for three times the gain that a move has to bring; where hosts are emptied, theirs come last. */
  stay: z.array(InstanceId).max(10_000).default([]),
  /** Where an instance should rather be: to go there counts as a gain, to go from there as a loss. */
  prefer: z
    .array(z.strictObject({ instance: InstanceId, hosts: z.array(z.string().min(1)).min(1).max(1000) }))
    .max(10_000)
    .default([]),
});
export type BalanceRules = z.infer<typeof BalanceRules>;

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is a time such as 22:00');

export const BalanceSettings = z.strictObject({
  goal: BalanceGoal,
  /** `use` needs a Prometheus (see BalanceMetrics); what it does not tell is taken from the allocation. */
  by: z.enum(['allocation', 'use']).default('allocation'),
  scope: BalanceScope.prefault({}),
  rules: BalanceRules.prefault({}),
  /** The most moves of one plan. */
  mostMoves: z.number().int().min(1).max(1000).default(100),
  /**
   * What each move has to better the cloud by, as a part of how far it is from the goal at the start (`even` and `hot`).
   * Null: 35 % of what moving an instance of the mean size brings, at most 0.02 of that distance.
   */
  leastGain: z.number().min(0).max(1).nullable().default(null),
  /** What the whole plan has to better it by; less is "no beneficial move". */
  leastImprovement: z.number().min(0).max(1).default(0.05),
  /** An instance that was moved, or could not be, is left alone so long, in minutes. */
  cooldownMinutes: z.number().int().min(0).max(100_000).default(120),
  options: MigrateOptions.omit({ host: true }).prefault({}),
  limits: RunLimits.prefault({ perSourceHost: 1, perDestinationHost: 2 }),
  /** `manual`: only when asked. `suggest`: plans on the schedule, and a person approves. `automatic`: also carries them out. */
  mode: z.enum(['manual', 'suggest', 'automatic']).default('manual'),
  /** In cron's five fields, in the time zone; null only with the mode `manual`. */
  schedule: z.string().max(100).nullable().default(null),
  /** An IANA name. */
  timeZone: z.string().min(1).max(100).default('UTC'),
  /** A plan has to be worth it at every look for so long before `automatic` acts, in minutes. */
  holdMinutes: z.number().int().min(0).max(10_000).default(15),
  /** In the policy's time zone; nothing begins by itself in them. From 22:00 to 06:00 goes over midnight. */
  quietHours: z
    .array(z.strictObject({ from: TimeOfDay, to: TimeOfDay }))
    .max(20)
    .default([]),
});
export type BalanceSettings = z.infer<typeof BalanceSettings>;

export const NewBalancePolicy = z.strictObject({
  providerId: z.guid(),
  /** A name that is there already gets a new version; the earlier one stays readable through its plans. */
  name: z.string().trim().min(1).max(100),
  settings: BalanceSettings,
});
export type NewBalancePolicy = z.infer<typeof NewBalancePolicy>;

/** Times are UTC, ISO 8601. */
export const BalancePolicy = z.object({
  id: z.string(),
  providerId: z.string(),
  name: z.string(),
  version: z.number().int(),
  settings: BalanceSettings,
  createdAt: z.string(),
  createdBy: z.string(),
  /** When a later version took its place, or it was removed; null while it is in force. */
  endedAt: z.string().nullable(),
  /** When its schedule comes next; null in the mode `manual`. */
  nextAt: z.string().nullable(),
  /** What came of the last look on the schedule, in a sentence; null before the first. */
  lastResult: z.string().nullable(),
});
export type BalancePolicy = z.infer<typeof BalancePolicy>;

/** When a schedule comes: the next times, UTC, soonest first. */
export const BalanceTimes = z.object({ next: z.array(z.string()) });
export type BalanceTimes = z.infer<typeof BalanceTimes>;

/** Fractions of what the host has; null where it is not known. */
export const HostLoad = z.object({
  cpu: z.number().nullable(),
  memory: z.number().nullable(),
  disk: z.number().nullable(),
  network: z.number().nullable(),
});
export type HostLoad = z.infer<typeof HostLoad>;

export const BalanceHost = z.object({
  host: z.string(),
  zone: z.string().nullable(),
  /** Why nothing is moved to or from it, in a sentence; null when it takes part. */
  leftOut: z.string().nullable(),
  before: HostLoad,
  after: HostLoad,
  instancesBefore: z.number().int(),
  instancesAfter: z.number().int(),
});
export type BalanceHost = z.infer<typeof BalanceHost>;

export const BalanceStep = z.object({
  instanceId: z.string(),
  instanceName: z.string(),
  from: z.string(),
  to: z.string(),
  why: z.string(),
  /** What this move takes off the distance to the goal, as a part of the distance before the plan. */
  gain: z.number(),
  /** Memory and local disk, at least: what the guest writes meanwhile is copied again. Null where it is not known. */
  bytes: z.number().nullable(),
  seconds: z.number().nullable(),
  /** Places in `steps` (from 0) of the moves that have to succeed first. */
  after: z.array(z.number().int()),
});
export type BalanceStep = z.infer<typeof BalanceStep>;

/** Changes to a plan; the planner does the rest around them. */
const Edits = {
  /** Instances that it must not move. */
  excluded: z.array(InstanceId).max(10_000).default([]),
  /** Hosts that nothing is moved from or to. */
  excludedHosts: z.array(z.string().min(1).max(255)).max(1000).default([]),
  /** Where an instance has to go, whatever that brings. */
  pinned: z
    .array(z.strictObject({ instance: InstanceId, host: z.string().min(1).max(255) }))
    .max(1000)
    .default([]),
};
export const BalanceEdits = z.strictObject(Edits);
export type BalanceEdits = z.infer<typeof BalanceEdits>;

export const BalancePlan = z.object({
  id: z.string(),
  providerId: z.string(),
  provider: z.string(),
  /** Null for a plan of settings that have no name. */
  policy: z.object({ id: z.string(), name: z.string(), version: z.number().int() }).nullable(),
  settings: BalanceSettings,
  seed: z.number().int(),
  /** What was changed before it was made. */
  edits: BalanceEdits,
  /** `waiting`: suggested, to be approved. `started`: has a run. */
  status: z.enum(['preview', 'waiting', 'started', 'dismissed']),
  answer: z.enum(['moves', 'no-beneficial-move']),
  /** The answer in words. */
  sentence: z.string(),
  /** What to know of it, in sentences: hosts left out, figures that are missing. */
  notes: z.array(z.string()),
  steps: z.array(BalanceStep),
  hosts: z.array(BalanceHost),
  /** How far the cloud is from the goal: 0 is there. `what` says what it counts. */
  distance: z.object({ before: z.number(), after: z.number(), what: z.string() }),
  /** The whole plan: bytes to copy and seconds, with one outgoing copy a host. */
  bytes: z.number(),
  seconds: z.number(),
  /** How long the planning took. */
  planningMilliseconds: z.number(),
  createdAt: z.string(),
  createdBy: z.string(),
  runId: z.string().nullable(),
});
export type BalancePlan = z.infer<typeof BalancePlan>;

export const BalancePlanSummary = BalancePlan.omit({
  steps: true,
  hosts: true,
  settings: true,
  notes: true,
  edits: true,
}).extend({
  moves: z.number().int(),
});
export type BalancePlanSummary = z.infer<typeof BalancePlanSummary>;

export const BalanceRequest = z.strictObject({
  providerId: z.guid(),
  /** A policy's name or id; or settings without a name. With neither: even by memory and CPU. */
  policy: z.string().min(1).max(100).optional(),
  settings: BalanceSettings.optional(),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31)
    .default(1),
  ...Edits,
});
export type BalanceRequest = z.infer<typeof BalanceRequest>;

export const NewBalanceRun = z.strictObject({
  planId: z.guid(),
  ...Edits,
  /** The same key twice is the same run. */
  idempotencyKey: IdempotencyKey,
});
export type NewBalanceRun = z.infer<typeof NewBalanceRun>;

export const BalanceRun = z.object({
  run: Run,
  /** What is different from the plan that was looked at, in sentences; empty when nothing is. */
  changes: z.array(z.string()),
});
export type BalanceRun = z.infer<typeof BalanceRun>;

/** PromQL, one for each figure; null is not asked for. {{window}} stands for the window. */
export const BalanceQueries = z.strictObject({
  hostCpu: z.string().max(2000).nullable(),
  hostMemory: z.string().max(2000).nullable(),
  hostDisk: z.string().max(2000).nullable(),
  hostNetwork: z.string().max(2000).nullable(),
  instanceCpu: z.string().max(2000).nullable(),
  instanceMemory: z.string().max(2000).nullable(),
  instanceDisk: z.string().max(2000).nullable(),
  instanceNetwork: z.string().max(2000).nullable(),
});
export type BalanceQueries = z.infer<typeof BalanceQueries>;

export const NewBalanceMetrics = z.strictObject({
  /** Of a Prometheus, or of what answers as one: with `/api/v1/query` put after it. */
  url: z.url().refine((url) => /^https?:/.test(url), 'begins with http:// or https://'),
  /** Sent as a bearer token; left out keeps the one that is there, null removes it. */
  token: z.string().min(1).max(4000).nullable().optional(),
  windowMinutes: z.number().int().min(1).max(10_080).default(60),
  /** Of the values in the window: 95 is what is exceeded a twentieth of the time. */
  percentile: z.number().min(1).max(100).default(95),
  /** Seconds between two of the values. */
  stepSeconds: z.number().int().min(5).max(3600).default(60),
  /** The label of a host's series that begins with its name, and that of an instance's with its id. */
  hostLabel: z
    .string()
    .regex(/^[a-zA-Z_]\w*$/)
    .default('instance'),
  instanceLabel: z
    .string()
    .regex(/^[a-zA-Z_]\w*$/)
    .default('instance_id'),
  /** Left out: those of node_exporter and the libvirt exporter. */
  queries: BalanceQueries.optional(),
});
export type NewBalanceMetrics = z.infer<typeof NewBalanceMetrics>;

export const BalanceMetrics = NewBalanceMetrics.omit({ token: true }).extend({
  providerId: z.string(),
  queries: BalanceQueries,
  hasToken: z.boolean(),
});
export type BalanceMetrics = z.infer<typeof BalanceMetrics>;

/** What each query gave just now. */
export const BalanceMetricsCheck = z.object({
  figures: z.array(
    z.object({
      query: z.string(),
      /** How many hosts or instances of the provider it told of, and of how many. */
      known: z.number().int(),
      of: z.number().int(),
      /** What went wrong or is missing, in a sentence with the next step; null when all is there. */
      problem: z.string().nullable(),
    }),
  ),
});
export type BalanceMetricsCheck = z.infer<typeof BalanceMetricsCheck>;
