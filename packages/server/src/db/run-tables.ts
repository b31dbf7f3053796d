/** The tables of runs and their moves, as types. */
import type { MoveProgress, Probe, ProbeStatus, RunLimits, RunProbe } from '@evenkeel/contract';
import type { ColumnType, Generated } from 'kysely';
import type { GeneratedTime, Json, NullableTime } from './columns.ts';

export interface RunsTable {
  id: Generated<string>;
  idempotency_key: string;
  request_digest: string;
  options: Json<{ host: string | null; blockMigration: 'auto' | 'yes' | 'no'; diskOverCommit: boolean }>;
  created_by: string;
  created_at: GeneratedTime;
  kind: Generated<'migrate' | 'drain' | 'return' | 'balance'>;
  status: Generated<'active' | 'paused' | 'cancelling' | 'done'>;
  /** contract's RunLimits. */
  limits: ColumnType<RunLimits, string | undefined, string>;
  turn_order: Generated<'given' | 'smallest-first' | 'largest-first'>;
  probe: ColumnType<RunProbe | null, string | null | undefined, string | null>;
  ended_at: NullableTime;
}

export interface MovesTable {
  id: Generated<string>;
  run_id: string;
  position: number;
  provider_id: string;
  instance_id: string;
  instance_name: string;
  state: string;
  outcome: string | null;
  reason: string | null;
  cloud_message: string | null;
  next_step: string | null;
  source_host: string | null;
  requested_host: string | null;
  destination_host: string | null;
  block_migration: 'auto' | 'yes' | 'no';
  disk_over_commit: boolean;
  request_id: string | null;
  migration_id: number | null;
  known_request_ids: Generated<string[]>;
  known_migration_id: number | null;
  requesting_at: NullableTime;
  submitted_at: NullableTime;
  ended_at: NullableTime;
  deadline_at: NullableTime;
  /** contract's MoveProgress. */
  progress: ColumnType<MoveProgress | null, string | null | undefined, string | null>;
  lease_owner: string | null;
  lease_until: NullableTime;
  next_check_at: GeneratedTime;
  created_at: GeneratedTime;
  locked_when_asked: Generated<boolean>;
  sends: Generated<number>;
  unanswered: Generated<number>;
  gone_since: NullableTime;
  disagrees_since: NullableTime;
  overdue_since: NullableTime;
  compute_version: string | null;
  abort_asked_at: NullableTime;
  abort_asked_by: string | null;
  abort_answered_at: NullableTime;
  force_asked_at: NullableTime;
  force_asked_by: string | null;
  force_answered_at: NullableTime;
  turn: Generated<number>;
  after_ids: Generated<string[]>;
  why: string | null;
  zone: string | null;
  copy_bytes: number | null;
  refused_hosts: Generated<string[]>;
  untraced_since: NullableTime;
}

export interface MoveEventsTable {
  id: Generated<number>;
  move_id: string;
  at: GeneratedTime;
  state: string;
  message: string;
  evidence: ColumnType<unknown, string | null | undefined, string | null>;
}

export interface MoveSamplesTable {
  move_id: string;
  at: GeneratedTime;
  memory_total_bytes: number | null;
  memory_remaining_bytes: number | null;
  memory_processed_bytes: number | null;
  disk_total_bytes: number | null;
  disk_remaining_bytes: number | null;
  disk_processed_bytes: number | null;
}

export interface ProbeResultsTable {
  move_id: string;
  probe: Json<Probe>;
  address: string | null;
  status: Generated<ProbeStatus>;
  message: Generated<string>;
  started_at: GeneratedTime;
  ended_at: NullableTime;
  sent: number | null;
  lost: number | null;
  slowest_answer_ms: number | null;
  gap_at: NullableTime;
  gap_lost: number | null;
  gap_at_least_ms: number | null;
  gap_at_most_ms: number | null;
  lease_owner: string | null;
  lease_until: NullableTime;
}
