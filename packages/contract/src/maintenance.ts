import { z } from 'zod';
import { IdempotencyKey } from './idempotency.ts';
import { NamedOutsideStep } from './outside.ts';
import { RunLimits, RunSummary } from './runs.ts';

export const HostReference = z.strictObject({ providerId: z.string(), host: z.string().min(1).max(255) });
export type HostReference = z.infer<typeof HostReference>;

/**
 * What is to become of an instance that does not simply leave by live migration.
 * `migrate`: it can, and shall although its owner locked it. `leave`: it stays while it can not; should it be able to,
 * it goes. `cold-migrate`: a stopped one is moved with its disks and confirmed. `rebuild`: of a host that is lost; built
 * anew elsewhere although its disk may be lost. `wait`: the host is not drained before it is gone. `skip`: it is not
 * touched, whatever its state.
 */
export const StayChoice = z.enum(['migrate', 'leave', 'cold-migrate', 'rebuild', 'wait', 'skip']);
export type StayChoice = z.infer<typeof StayChoice>;

export const MaintenanceChoices = z.strictObject({
  /** For those not named below, also such as turn up later; null asks a person for each. */
  others: StayChoice.nullable().default(null),
  instances: z
    .array(z.strictObject({ id: z.string().min(1).max(200), choice: StayChoice }))
    .max(1000)
    .default([]),
});
export type MaintenanceChoices = z.infer<typeof MaintenanceChoices>;

/** `evacuation`: the host is down and fenced; its instances are built anew elsewhere. */
export const MaintenanceKind = z.enum(['drain', 'evacuation']);
export type MaintenanceKind = z.infer<typeof MaintenanceKind>;

const wanted = {
  /** A drain when not given. */
  kind: MaintenanceKind.optional(),
  /** Of an evacuation: a person made sure of what HostPlan's `fencing` says. */
  fenced: z.boolean().optional(),
  hosts: z.array(HostReference).min(1).max(100),
  /** For people: it stands in the service's disabled reason too. */
  reason: z.string().trim().max(150).default(''),
  choices: MaintenanceChoices.default({ others: null, instances: [] }),
  limits: RunLimits.optional(),
};
export const MaintenanceRequest = z.strictObject(wanted);
export type MaintenanceRequest = z.infer<typeof MaintenanceRequest>;

export const NewMaintenance = z.strictObject({
  ...wanted,
  /** The same key twice is the same maintenance: a second press or a retry does nothing new. */
  idempotencyKey: IdempotencyKey,
});
export type NewMaintenance = z.infer<typeof NewMaintenance>;

/** One move of a plan; sizes in bytes. */
export const PlannedStep = z.object({
  instanceId: z.string(),
  instanceName: z.string(),
  from: z.string(),
  to: z.string(),
  why: z.string(),
  bytes: z.number(),
  /** Places in `moves` (from 0) of moves that have to succeed first: they make room. */
  after: z.array(z.number().int()),
  /** Moves of one wave go at one time; from 0. */
  wave: z.number().int(),
});
export type PlannedStep = z.infer<typeof PlannedStep>;

/** Why something can not go, with what a person may do. Of the whole host when the instance is null. */
export const PlanBlocker = z.object({
  instanceId: z.string().nullable(),
  instanceName: z.string().nullable(),
  host: z.string().nullable(),
  code: z.string(),
  message: z.string(),
  nextStep: z.string(),
});
export type PlanBlocker = z.infer<typeof PlanBlocker>;

/** An instance that does not simply leave by live migration: why, what may be chosen, and what was. */
export const PlannedStay = z.object({
  instanceId: z.string(),
  instanceName: z.string(),
  status: z.string(),
  code: z.string(),
  message: z.string(),
  choices: z.array(StayChoice),
  choice: StayChoice.nullable(),
});
export type PlannedStay = z.infer<typeof PlannedStay>;

/** A host's load as fractions of capacity: now, and at the worst moment on the way. Null where unknown. */
export const LoadOnTheWay = z.object({
  host: z.string(),
  memoryNow: z.number().nullable(),
  memoryWorst: z.number().nullable(),
  vcpusNow: z.number().nullable(),
  vcpusWorst: z.number().nullable(),
});
export type LoadOnTheWay = z.infer<typeof LoadOnTheWay>;

/** What would be done with one host. Nothing has been sent. */
export const HostPlan = z.object({
  providerId: z.string(),
  provider: z.string(),
  host: z.string(),
  moves: z.array(PlannedStep),
  stays: z.array(PlannedStay),
  blockers: z.array(PlanBlocker),
  /** The hosts that get something, the fullest on the way first. */
  load: z.array(LoadOnTheWay),
  waves: z.number().int(),
  /** Estimated; null when nothing moves. */
  seconds: z.number().nullable(),
  /** No order of the moves could be quicker: bytes over the links, one leaving a host at a time. */
  lowerBoundSeconds: z.number().nullable(),
  /** What a person should know beforehand, such as that somebody else disabled the host. */
  remarks: z.array(z.string()),
  /** Of an evacuation: what a person has to confirm before it can be asked for. */
  fencing: z.string().nullable(),
});
export type HostPlan = z.infer<typeof HostPlan>;

/** `missing`: how many instances still need a choice before this can be asked for. */
export const MaintenancePreview = z.object({ hosts: z.array(HostPlan), missing: z.number().int() });
export type MaintenancePreview = z.infer<typeof MaintenancePreview>;

/**
 * `needs-attention` and `paused` lie over a phase, which stands in `phase`. `held`: the host is in maintenance until
 * somebody returns it. `ended`: it was returned. `cancelled`: given up; the service is as it was found.
 */
export const MaintenancePhase = z.enum([
  'planned',
  'disabling',
  'draining',
  'held',
  'returning',
  'cancelling',
  'ended',
  'cancelled',
]);
export type MaintenancePhase = z.infer<typeof MaintenancePhase>;
export const MaintenanceState = z.enum([...MaintenancePhase.options, 'paused', 'needs-attention']);
export type MaintenanceState = z.infer<typeof MaintenanceState>;

/** An instance that was on the host at the last look at Nova, and why it is there. */
export const InstanceLeft = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  choice: StayChoice.nullable(),
  message: z.string(),
});
export type InstanceLeft = z.infer<typeof InstanceLeft>;

/** One host in maintenance. Times are UTC, ISO 8601. */
export const Maintenance = z.object({
  id: z.string(),
  providerId: z.string(),
  provider: z.string(),
  host: z.string(),
  kind: MaintenanceKind,
  state: MaintenanceState,
  phase: MaintenancePhase,
  reason: z.string(),
  createdAt: z.string(),
  createdBy: z.string(),
  /** In this phase since. */
  since: z.string(),
  /** Why it does not go on by itself, and what to do. */
  attention: z.object({ reason: z.string(), nextStep: z.string() }).nullable(),
  /** True when Evenkeel disabled the service; only then does it enable it again. Null while that is not known. */
  disabledByUs: z.boolean().nullable(),
  /** Of an evacuation: whether it was Evenkeel that told Nova the host is dead. Null while that is not known. */
  forcedDownByUs: z.boolean().nullable(),
  moved: z.number().int(),
  moving: z.number().int(),
  failed: z.number().int(),
  /** What Nova showed on the host at `lookedAt`; null before the first look. Empty is empty. */
  left: z.array(InstanceLeft).nullable(),
  lookedAt: z.string().nullable(),
  secondsLeft: z.number().nullable(),
  /** Whether its instances come home; null until its return is asked for. */
  bringBack: z.boolean().nullable(),
  /** The campaign that asked for it. */
  campaignId: z.string().nullable(),
  endedAt: z.string().nullable(),
});
export type Maintenance = z.infer<typeof Maintenance>;

/** What was done with one instance. `state` is a word for people. */
export const MaintenanceInstance = z.object({
  id: z.string(),
  name: z.string(),
  how: z.enum(['live-migration', 'cold-migration', 'evacuation']),
  direction: z.enum(['away', 'home']),
  from: z.string().nullable(),
  to: z.string().nullable(),
  state: z.string(),
  reason: z.string().nullable(),
  at: z.string(),
});
export type MaintenanceInstance = z.infer<typeof MaintenanceInstance>;

export const MaintenanceEvent = z.object({ at: z.string(), phase: MaintenancePhase, message: z.string() });
export type MaintenanceEvent = z.infer<typeof MaintenanceEvent>;

/** Events oldest first, runs newest first. */
export const MaintenanceDetail = Maintenance.extend({
  choices: MaintenanceChoices,
  limits: RunLimits,
  instances: z.array(MaintenanceInstance),
  runs: z.array(RunSummary),
  events: z.array(MaintenanceEvent),
});
export type MaintenanceDetail = z.infer<typeof MaintenanceDetail>;

export const CancelMaintenance = z.strictObject({
  /** Also ask Nova to abort the moves under way; without it they come to their end. */
  abortRunning: z.boolean().default(false),
});
export type CancelMaintenance = z.infer<typeof CancelMaintenance>;

export const ReturnRequest = z.strictObject({
  /** Bring the instances home that were drained from it. */
  bringBack: z.boolean().default(false),
  /** What has to say that the host is ready before it is used again; null asks nobody but Nova. */
  readyCheck: NamedOutsideStep.nullable().default(null),
});
export type ReturnRequest = z.infer<typeof ReturnRequest>;
/** As it may be asked for: what is not given has its default. */
export type ReturnWanted = z.input<typeof ReturnRequest>;

/** One thing that has to be so before the host is used again. `ok` is null for what is only asked then. */
export const ReadinessCheck = z.object({
  name: z.enum(['service-up', 'hypervisor-answers', 'command', 'webhook']),
  ok: z.boolean().nullable(),
  message: z.string(),
});
export type ReadinessCheck = z.infer<typeof ReadinessCheck>;

/** What a return would do: what is checked, whether the service is enabled, and what comes home. */
export const ReturnPreview = z.object({
  checks: z.array(ReadinessCheck),
  /** In words: whether the service is enabled, or why it is left as it is. */
  service: z.string(),
  moves: z.array(PlannedStep),
  /** Those that do not come home, and why. */
  blockers: z.array(PlanBlocker),
  seconds: z.number().nullable(),
  lowerBoundSeconds: z.number().nullable(),
});
export type ReturnPreview = z.infer<typeof ReturnPreview>;

/** What a host shows of its maintenance. */
export const HostMaintenance = z.object({
  id: z.string(),
  state: MaintenanceState,
  since: z.string(),
  by: z.string(),
  reason: z.string(),
});
export type HostMaintenance = z.infer<typeof HostMaintenance>;
