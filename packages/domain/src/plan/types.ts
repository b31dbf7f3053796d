import type { ModelSettings } from './snapshot.ts';

/** How many moves may be in the cloud at once; null is no limit. */
export interface PlanLimits {
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

/** 10 Gb/s; the preparation of a small guest as the lab has shown it. */
export const DEFAULT_PACE: Pace = { linkBytesPerSecond: 1.25e9, secondsPerMove: 5 };

/** One live migration of a plan. */
export interface PlanStep {
  instanceId: string;
  instanceName: string;
  from: string;
  to: string;
  /** A sentence. */
  why: string;
  /** Memory, and local disks where they are or may be copied. */
  bytes: number;
  /** Places in `steps` (from 0) of steps that have to succeed first: they make room. */
  after: number[];
  /** Steps of one wave may go at one time under the limits; from 0. */
  wave: number;
}

/** Why something can not go, with what a person may do. Of everything when the instance is null. */
export interface PlanBlocker {
  instanceId: string | null;
  instanceName: string | null;
  host: string | null;
  code: string;
  message: string;
  nextStep: string;
}

/**
 * What is to become of an instance that does not simply leave by live migration.
 * `migrate`: it can, and shall although its owner locked it. `leave`: it stays while it can not. `cold-migrate`: a stopped
 * one is moved with its disks. `wait`: the host is not empty before it is gone. `skip`: it is not touched at all.
 */
export type StayChoice = 'migrate' | 'leave' | 'cold-migrate' | 'wait' | 'skip';

export interface Choices {
  /** For those not named; null asks a person for each. */
  others: StayChoice | null;
  instances: readonly { id: string; choice: StayChoice }[];
}

export const NO_CHOICES: Choices = { others: null, instances: [] };

/** An instance that does not simply leave: why, what may be chosen, and what was. */
export interface PlanStay {
  instanceId: string;
  instanceName: string;
  host: string;
  status: string;
  code: string;
  message: string;
  choices: StayChoice[];
  choice: StayChoice | null;
  /** For `cold-migrate`: the host on which the plan keeps room for it. */
  to: string | null;
}

/** A host's load as fractions of capacity (placement's), now and at the worst moment of any order of the steps. */
export interface LoadOnTheWay {
  host: string;
  memoryNow: number | null;
  memoryWorst: number | null;
  vcpusNow: number | null;
  vcpusWorst: number | null;
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

export interface ReturnRequest extends PlanRequest {
  host: string;
  /** What was there; `leftOn` is where the drain left it, null when that is not known. */
  instances: readonly { id: string; name: string; leftOn: string | null }[];
  /** The host is disabled now and will be enabled before anything moves. */
  willBeEnabled?: boolean;
}
