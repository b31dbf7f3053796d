import type { LoadOnTheWay, PlanBlocker, PlannedStay, PlannedStep, StayChoice } from '@evenkeel/contract';
import { DEFAULT_PROVIDER_LIMITS, type ProviderLimits } from '@evenkeel/contract';
import type { ModelSettings } from './snapshot.ts';

export type { LoadOnTheWay, PlanBlocker, StayChoice } from '@evenkeel/contract';

/** How many moves may be in the cloud at once; null is no limit. */
export interface PlanLimits {
  /** Null is none for the order; forecasts then have one leave at a time, as Nova has unless it is told otherwise. */
  perSourceHost: number | null;
  perDestinationHost: number | null;
  total: number | null;
}

/** What times are estimated with, as the cloud tells none of it. */
export interface Pace {
  /** What one host's link carries, in bytes a second, each way. */
  linkBytesPerSecond: number;
  /** Seconds of a move in which nothing is copied: asking, preparing, switching over. */
  secondsPerMove: number;
}

export function paceOf({ linkGbps, secondsPerMove }: ProviderLimits): Pace {
  return { linkBytesPerSecond: (linkGbps * 1e9) / 8, secondsPerMove };
}

/** Assumed where nobody has measured. */
export const DEFAULT_PACE: Pace = paceOf(DEFAULT_PROVIDER_LIMITS);

/**
 * One live migration of a plan. `bytes`: memory, and local disks where they are or may be copied. `after`: places in
 * `steps` (from 0) of steps that have to succeed first. `wave` (from 0): steps of one may go at one time under the limits.
 */
export type PlanStep = PlannedStep;

export interface Choices {
  /** For those not named; null asks a person for each. */
  others: StayChoice | null;
  instances: readonly { id: string; choice: StayChoice }[];
}

export const NO_CHOICES: Choices = { others: null, instances: [] };

/** An instance that does not simply leave: why, what may be chosen, and what was. */
export interface PlanStay extends PlannedStay {
  host: string;
  /** For `cold-migrate`: the host on which the plan keeps room for it. */
  to: string | null;
}

export interface Plan {
  /** In the order in which they are best begun. */
  steps: PlanStep[];
  blockers: PlanBlocker[];
  stays: PlanStay[];
  /** The hosts that get something, the fullest on the way first. */
  load: LoadOnTheWay[];
  waves: number;
  /** Estimated; null when nothing moves. */
  seconds: number | null;
  /** No order could be quicker: what has to leave or reach a host, over its link, one leaving at a time. */
  lowerBoundSeconds: number | null;
}

interface PlanRequest extends Partial<ModelSettings> {
  limits?: Partial<PlanLimits>;
  pace?: Pace;
  /** Hosts that an instance must not be sent to, such as those that refused it, by instance id. */
  exclude?: Readonly<Record<string, readonly string[]>>;
}

export interface DrainRequest extends PlanRequest {
  hosts: readonly string[];
  choices?: Choices;
}

/** A host that is lost. */
export interface EvacuationRequest extends PlanRequest {
  host: string;
  choices?: Choices;
}

export interface ReturnRequest extends PlanRequest {
  host: string;
  /** What was there; `leftOn` is where the drain left it, null when that is not known. */
  instances: readonly { id: string; name: string; leftOn: string | null }[];
  /** The host is disabled now and will be enabled before anything moves. */
  willBeEnabled?: boolean;
}
