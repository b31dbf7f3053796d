import { z } from 'zod';
import { IdempotencyKey } from './idempotency.ts';
import { LoadOnTheWay, MaintenanceChoices, PlanBlocker, PlannedStay } from './maintenance.ts';
import { RunLimits } from './runs.ts';

const HostName = z.string().min(1).max(255);

/** When hosts may begin: from each time of the cron expression (five fields, in the time zone) for so many minutes. */
export const CampaignWindow = z.strictObject({
  cron: z.string().trim().min(9).max(100).describe('such as "0 22 * * 1-5"'),
  minutes: z.number().int().min(1).max(10_080),
  timeZone: z.string().min(1).max(64).describe('such as Europe/Berlin').default('UTC'),
});
export type CampaignWindow = z.infer<typeof CampaignWindow>;

/** How long it may take before it counts as failed. */
const timeoutMinutes = z.number().int().min(1).max(43_200);
/** One of GET /outside-steps. */
const nameOfStep = z.string().min(1).max(100);

/**
 * What is done with a host while it is empty. `person`: somebody does it and says so. `webhook`: another program is told
 * and calls back. `command`: one that the server's configuration names is run.
 */
export const OutsideStep = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('person'),
    instructions: z.string().trim().max(1000).default(''),
    /** Null waits for ever. */
    timeoutMinutes: timeoutMinutes.nullable().default(null),
  }),
  z.strictObject({
    kind: z.literal('webhook'),
    name: nameOfStep,
    timeoutMinutes: timeoutMinutes.default(120),
  }),
  z.strictObject({
    kind: z.literal('command'),
    name: nameOfStep,
    timeoutMinutes: timeoutMinutes.default(120),
  }),
]);
export type OutsideStep = z.infer<typeof OutsideStep>;

/** How a campaign goes about its hosts. */
export const CampaignSettings = z.strictObject({
  /** So many hosts are away at one time, and so many of one zone; null is no limit but the other. */
  atOnce: z.number().int().min(1).max(100).default(1),
  atOncePerZone: z.number().int().min(1).max(100).nullable().default(null),
  outside: OutsideStep.default({ kind: 'none' }),
  /** For the forecast: what the step outside takes. */
  outsideMinutes: z.number().int().min(0).max(43_200).default(0),
  /** A host that can not be used again within this time counts as failed. */
  readyWithinMinutes: z.number().int().min(1).max(10_080).default(30),
  /** A host that has waited so long for a person counts as failed. */
  attentionMinutes: z.number().int().min(0).max(10_080).default(15),
  /** Whether the instances come home before the next host goes. */
  bringBack: z.boolean().default(true),
  /** After so many hosts that failed, no other begins before a person resumes. */
  stopAfterFailures: z.number().int().min(1).max(1000).default(1),
  /** Hosts begin while one of them is open; empty is always. What is under way goes on when it closes. */
  windows: z.array(CampaignWindow).max(20).default([]),
  choices: MaintenanceChoices.prefault({}),
  limits: RunLimits.prefault({}),
});
export type CampaignSettings = z.infer<typeof CampaignSettings>;

/** Hosts by name, in the order in which they shall begin, or all of a zone or of an aggregate: exactly one of the three. */
export const CampaignHostsWanted = z
  .strictObject({
    hosts: z.array(HostName).min(1).max(500).optional(),
    zone: z.string().min(1).max(255).optional(),
    aggregate: z.string().min(1).max(255).optional(),
  })
  .refine(
    ({ hosts, zone, aggregate }) => [hosts, zone, aggregate].filter((one) => one !== undefined).length === 1,
    'name the hosts, or a zone, or an aggregate: one of the three',
  );
export type CampaignHostsWanted = z.infer<typeof CampaignHostsWanted>;

export const CampaignRequest = z.strictObject({
  providerId: z.string(),
  of: CampaignHostsWanted,
  settings: CampaignSettings.prefault({}),
});
export type CampaignRequest = z.infer<typeof CampaignRequest>;

/** The hosts stand here by name: a preview tells those of a zone or an aggregate. */
export const NewCampaign = z.strictObject({
  name: z.string().trim().min(1).max(100),
  /** For people: it stands in the services' disabled reasons too. */
  reason: z.string().trim().max(150).default(''),
  providerId: z.string(),
  hosts: z.array(HostName).min(1).max(500),
  settings: CampaignSettings.prefault({}),
  /** The same key twice is the same campaign: a second press or a retry does nothing new. */
  idempotencyKey: IdempotencyKey,
});
export type NewCampaign = z.infer<typeof NewCampaign>;

/** The four times of a host in a forecast: UTC, ISO 8601. */
export const CampaignTimes = z.object({
  beginsAt: z.string(),
  /** The last instance that can leave has left. */
  emptyAt: z.string(),
  /** Enabled again. */
  readyAt: z.string(),
  /** Its instances are home; the same as `readyAt` when they are not brought back. */
  endsAt: z.string(),
});
export type CampaignTimes = z.infer<typeof CampaignTimes>;

/** One host of a preview. */
export const CampaignHostForecast = CampaignTimes.extend({
  host: z.string(),
  zone: z.string().nullable(),
  moves: z.number().int(),
  movesHome: z.number().int(),
  /** What would hold it up: the campaign waits here, the forecast goes on as if it were mended. */
  blockers: z.array(PlanBlocker),
  stays: z.array(PlannedStay),
  /** How many of its instances still need a choice. */
  missing: z.number().int(),
  /** Those that would not come home, and why. */
  away: z.array(PlanBlocker),
  /** What a person should know beforehand, such as that it is in maintenance already. */
  remarks: z.array(z.string()),
});
export type CampaignHostForecast = z.infer<typeof CampaignHostForecast>;

/** A time in which hosts may begin: UTC, ISO 8601. */
export const OpenTime = z.object({ from: z.string(), to: z.string() });
export type OpenTime = z.infer<typeof OpenTime>;

/** How the whole campaign would go on the cloud as it is now. Nothing has been sent. Hosts in the order asked for. */
export const CampaignPreview = z.object({
  providerId: z.string(),
  provider: z.string(),
  hosts: z.array(CampaignHostForecast),
  /** How many instances still need a choice: the campaign can be asked for, and waits at their hosts. */
  missing: z.number().int(),
  /** The first host begins, the last ends. */
  beginsAt: z.string(),
  endsAt: z.string(),
  /** The fullest that any host gets, the fullest first. */
  load: z.array(LoadOnTheWay),
  /** The windows that are open from now to the end (at least the next three), oldest first; empty without windows. */
  open: z.array(OpenTime),
});
export type CampaignPreview = z.infer<typeof CampaignPreview>;

/**
 * `waiting` → `draining` → `outside` (empty and held, the step outside is done) → `checking` (is it ready?) →
 * `returning` (enabled, instances come home) → `done`. `failed` waits for a person: retry or skip.
 */
export const CampaignHostState = z.enum([
  'waiting',
  'draining',
  'outside',
  'checking',
  'returning',
  'done',
  'skipped',
  'failed',
]);
export type CampaignHostState = z.infer<typeof CampaignHostState>;

/** How the step outside stands; null before it was asked for. Times are UTC, ISO 8601. */
export const OutsideProgress = z.object({
  askedAt: z.string(),
  answeredAt: z.string().nullable(),
  answeredBy: z.string().nullable(),
  /** Null while there is no answer. */
  ok: z.boolean().nullable(),
  message: z.string().nullable(),
});
export type OutsideProgress = z.infer<typeof OutsideProgress>;

/** One host of a campaign, as it is. Times are UTC, ISO 8601, null when not reached. */
export const CampaignHost = z.object({
  host: z.string(),
  zone: z.string().nullable(),
  state: CampaignHostState,
  since: z.string(),
  /** Why it waits, or failed, and what to do; null when it simply goes on. */
  reason: z.string().nullable(),
  nextStep: z.string().nullable(),
  /** In which state it failed; null when it did not. */
  failedIn: CampaignHostState.nullable(),
  /** The newest, and all of them, oldest first: a retry may need another. */
  maintenanceId: z.string().nullable(),
  maintenanceIds: z.array(z.string()),
  outside: OutsideProgress.nullable(),
  beganAt: z.string().nullable(),
  emptyAt: z.string().nullable(),
  readyAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  /** As forecast when the campaign was asked for. */
  planned: CampaignTimes.nullable(),
  /** As forecast now: times that have passed are the real ones. Null for a host that is skipped, or when nobody can say. */
  forecast: CampaignTimes.nullable(),
});
export type CampaignHost = z.infer<typeof CampaignHost>;

/**
 * `stopped`: no host begins before a person resumes; `attention` says why. `paused`: nothing new begins, also of the hosts
 * under way. `cancelling`: what is under way comes to its end. `done`: every host is done or skipped.
 */
export const CampaignState = z.enum(['running', 'paused', 'stopped', 'cancelling', 'done', 'cancelled']);
export type CampaignState = z.infer<typeof CampaignState>;

/** How many hosts stand where; the sum is the number of hosts. */
export const CampaignCounts = z.object({
  waiting: z.number().int(),
  underWay: z.number().int(),
  done: z.number().int(),
  skipped: z.number().int(),
  failed: z.number().int(),
});
export type CampaignCounts = z.infer<typeof CampaignCounts>;

/** A campaign without its hosts, for lists. Times are UTC, ISO 8601. */
export const CampaignSummary = z.object({
  id: z.string(),
  name: z.string(),
  reason: z.string(),
  providerId: z.string(),
  provider: z.string(),
  state: CampaignState,
  createdAt: z.string(),
  createdBy: z.string(),
  counts: CampaignCounts,
  /** Why it does not go on by itself, and what to do. */
  attention: z.object({ reason: z.string(), nextStep: z.string() }).nullable(),
  /** Made anew from what is left and the pace so far; null when nobody can say. */
  forecastEndsAt: z.string().nullable(),
  /** Whether hosts may begin now, and when that changes next; null without windows. */
  window: z.object({ open: z.boolean(), changesAt: z.string().nullable() }).nullable(),
  endedAt: z.string().nullable(),
});
export type CampaignSummary = z.infer<typeof CampaignSummary>;

/** What happened; of the whole campaign when the host is null. */
export const CampaignEvent = z.object({ at: z.string(), host: z.string().nullable(), message: z.string() });
export type CampaignEvent = z.infer<typeof CampaignEvent>;

/** Hosts in the order in which they begin, events oldest first. */
export const CampaignDetail = CampaignSummary.extend({
  settings: CampaignSettings,
  hosts: z.array(CampaignHost),
  /** The windows from the beginning (or now) to the forecast end, for the timeline; empty without windows. */
  open: z.array(OpenTime),
  events: z.array(CampaignEvent),
});
export type CampaignDetail = z.infer<typeof CampaignDetail>;

/** Newest first. `state` open: not ended. The next page as with moves: header `Evenkeel-Next-Cursor`. */
export const CampaignQuery = z.strictObject({
  state: z.enum(['open', 'all']).default('all'),
  provider: z.guid().optional(),
  cursor: z.string().max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
export type CampaignQuery = z.infer<typeof CampaignQuery>;

export const CancelCampaign = z.strictObject({
  /**
   * What becomes of the hosts under way. `finish`: each goes on to its end. `leave`: their maintenance goes on or holds
   * them, and is people's to end. `cancel`: it is given up, and they are enabled again where Evenkeel disabled them.
   */
  underWay: z.enum(['finish', 'leave', 'cancel']).default('finish'),
  /** With `cancel`, also ask Nova to abort the moves under way; without it they come to their end. */
  abortRunning: z.boolean().default(false),
});
export type CancelCampaign = z.infer<typeof CancelCampaign>;

export const SkipCampaignHost = z.strictObject({
  /** As in CancelCampaign, for the maintenance of this host. It says nothing about a host that has not begun. */
  underWay: z.enum(['leave', 'cancel']).default('leave'),
});
export type SkipCampaignHost = z.infer<typeof SkipCampaignHost>;

/** What a person says of the step outside. */
export const OutsideDone = z.strictObject({
  /** False: it could not be done, and the host counts as failed. */
  ok: z.boolean().default(true),
  message: z.string().trim().max(500).default(''),
});
export type OutsideDone = z.infer<typeof OutsideDone>;
