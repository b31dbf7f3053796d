/** The tables of migrations/015-campaigns.ts as types. */
import type { CampaignHostState, CampaignSettings, CampaignTimes } from '@evenkeel/contract';
import type { ColumnType, Generated } from 'kysely';
import type { GeneratedTime, NullableTime } from './columns.ts';

export interface CampaignsTable {
  id: Generated<string>;
  idempotency_key: string;
  request_digest: string;
  provider_id: string;
  name: string;
  reason: string;
  created_by: string;
  created_at: GeneratedTime;
  settings: ColumnType<CampaignSettings, string, string>;
  asked_at: GeneratedTime;
  paused_at: NullableTime;
  resumed_at: NullableTime;
  cancel_asked_at: NullableTime;
  cancel_how: 'finish' | 'leave' | 'cancel' | null;
  cancel_aborts: Generated<boolean>;
  stopped_at: NullableTime;
  attention_reason: string | null;
  attention_next_step: string | null;
  lease_owner: string | null;
  lease_until: NullableTime;
  claimed_at: NullableTime;
  next_check_at: GeneratedTime;
  end_state: 'done' | 'cancelled' | null;
  ended_at: NullableTime;
}

export interface CampaignHostsTable {
  campaign_id: string;
  position: number;
  host: string;
  state: Generated<CampaignHostState>;
  since: GeneratedTime;
  reason: string | null;
  next_step: string | null;
  failed_in: CampaignHostState | null;
  attempt: Generated<number>;
  maintenance_id: string | null;
  attention_since: NullableTime;
  paused_by_us: Generated<boolean>;
  planned: ColumnType<CampaignTimes | null, string | null | undefined, string | null>;
  /** Estimated, and so is the next. */
  drain_seconds: number;
  home_seconds: number;
  began_at: NullableTime;
  empty_at: NullableTime;
  ready_at: NullableTime;
  ended_at: NullableTime;
  outside_attempt: Generated<number>;
  outside_asked_at: NullableTime;
  outside_answered_at: NullableTime;
  outside_answered_by: string | null;
  outside_ok: boolean | null;
  outside_message: string | null;
  skip_asked_at: NullableTime;
  skip_how: 'leave' | 'cancel' | null;
  retry_asked_at: NullableTime;
}

export interface CampaignEventsTable {
  id: Generated<number>;
  campaign_id: string;
  at: GeneratedTime;
  host: string | null;
  message: string;
}
