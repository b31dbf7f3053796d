/** The tables of migrations/010-maintenance.ts as types. */
import type {
  InstanceLeft,
  MaintenanceChoices,
  MaintenancePhase,
  NamedOutsideStep,
  RunLimits,
} from '@evenkeel/contract';
import type { ColumnType, Generated } from 'kysely';
import type { GeneratedTime, Json, NullableTime } from './columns.ts';

export interface MaintenancesTable {
  id: Generated<string>;
  idempotency_key: string;
  request_digest: string;
  provider_id: string;
  host: string;
  reason: string;
  created_by: string;
  created_at: GeneratedTime;
  kind: Generated<'drain' | 'evacuation'>;
  fenced_by: string | null;
  forced_down_by_us: boolean | null;
  choices: Json<MaintenanceChoices>;
  limits: Json<RunLimits>;
  phase: Generated<MaintenancePhase>;
  phase_since: GeneratedTime;
  attention_reason: string | null;
  attention_next_step: string | null;
  asked_at: GeneratedTime;
  paused_at: NullableTime;
  resumed_at: NullableTime;
  cancel_asked_at: NullableTime;
  cancel_aborts: Generated<boolean>;
  return_asked_at: NullableTime;
  return_asked_by: string | null;
  bring_back: boolean | null;
  disabled_by_us: boolean | null;
  found_reason: string | null;
  disabled_at: NullableTime;
  up_since: NullableTime;
  round: Generated<number>;
  run_id: string | null;
  left_there: ColumnType<InstanceLeft[] | null, string | null | undefined, string | null>;
  looked_at: NullableTime;
  lease_owner: string | null;
  lease_until: NullableTime;
  claimed_at: NullableTime;
  next_check_at: GeneratedTime;
  ended_at: NullableTime;
  campaign_id: string | null;
  ready_check: ColumnType<NamedOutsideStep | null, string | null | undefined, string | null>;
}

export interface MaintenanceRunsTable {
  maintenance_id: string;
  run_id: string;
}

export interface MaintenanceRebuildsTable {
  maintenance_id: string;
  instance_id: string;
  instance_name: string;
  kind: 'cold-migration' | 'evacuation';
  state: 'waiting' | 'asking' | 'moving' | 'confirming' | 'done' | 'failed';
  reason: string | null;
  source_host: string;
  destination_host: string | null;
  known_migration_id: number | null;
  asked_at: NullableTime;
  sends: Generated<number>;
  request_id: string | null;
  created_at: GeneratedTime;
  changed_at: GeneratedTime;
}

export interface MaintenanceEventsTable {
  id: Generated<number>;
  maintenance_id: string;
  at: GeneratedTime;
  phase: MaintenancePhase;
  message: string;
}
