/** The tables of migrations/016-outside.ts as types. */
import type { OutsideKind } from '@evenkeel/contract';
import type { ColumnType, Generated } from 'kysely';
import type { GeneratedTime, NullableTime } from './columns.ts';

export interface WebhooksTable {
  id: Generated<string>;
  name: string;
  url: string;
  secret: Buffer;
  created_by: string;
  created_at: GeneratedTime;
}

export type OutsideState = 'waiting' | 'asking' | 'accepted' | 'done' | 'failed';
/** What is wanted of the other side: to work on an empty host, or to say whether it is ready. */
export type OutsideType = 'host.empty' | 'host.ready';

export interface OutsideStepsTable {
  id: Generated<string>;
  asked_for: string;
  attempt: number;
  kind: OutsideKind;
  name: string;
  type: OutsideType;
  provider_id: string;
  host: string;
  campaign_id: string | null;
  maintenance_id: string | null;
  state: Generated<OutsideState>;
  sends: Generated<number>;
  sent_at: NullableTime;
  message: string | null;
  next_step: string | null;
  exit_code: number | null;
  output: string | null;
  created_at: GeneratedTime;
  until: ColumnType<Date, Date | string, Date | string>;
  ended_at: NullableTime;
  lease_owner: string | null;
  lease_until: NullableTime;
  next_check_at: GeneratedTime;
}

export interface WebhookCallbacksTable {
  webhook_id: string;
  message_id: string;
  received_at: GeneratedTime;
}
