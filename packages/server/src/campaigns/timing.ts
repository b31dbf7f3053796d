import type { CampaignSettings } from '@evenkeel/contract';
import { MAINTENANCE_TIMING } from '../maintenance/timing.ts';

/** Every time and limit of the controller, in one place. Milliseconds. */
export interface CampaignTiming {
  /** How long a campaign belongs to one process without a sign of life. Renewed at a third of it. */
  leaseMs: number;
  /** Between two looks while a host is under way. */
  pollMs: number;
  /** Between two looks while nothing is. */
  waitMs: number;
  /** What a minute of the settings is. */
  minuteMs: number;
}

export const CAMPAIGN_TIMING: CampaignTiming = {
  leaseMs: 15_000,
  pollMs: 2_000,
  waitMs: 15_000,
  minuteMs: 60_000,
};

/** Looks at one time by one process. */
export const MOST_LOOKS = 8;

/** So many of the waiting hosts are planned in one look: a plan of a big cloud takes a tenth of a second. */
export const MOST_PLANS = 20;

/** From a host's being empty to its being used again, estimated: the work outside, and nova-compute watched for a while. */
export const outsideMsOf = ({ outsideMinutes }: Pick<CampaignSettings, 'outsideMinutes'>): number =>
  outsideMinutes * 60_000 + MAINTENANCE_TIMING.upForMs;
