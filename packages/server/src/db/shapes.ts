/** From the database's rows to the API's shapes. */
import { type Instance, type Migration, type Move, MoveProgress } from '@evenkeel/contract';
import { abortOf, forceCompleteOf, migrateDisabledReason, percentDone } from '@evenkeel/domain';
import { forWhoAsks } from '../access/others-names.ts';

/** A time as the database gives it, and as JSON made inside the database gives it. */
type Time = Date | string | null;

export interface MoveRow {
  id: string;
  run_id: string;
  provider_id: string;
  instance_id: string;
  instance_name: string;
  state: Move['state'];
  outcome: Move['outcome'];
  reason: string | null;
  cloud_message: string | null;
  next_step: string | null;
  source_host: string | null;
  requested_host: string | null;
  destination_host: string | null;
  block_migration: Move['blockMigration'];
  disk_over_commit: boolean;
  request_id: string | null;
  migration_id: number | null;
  progress: MoveProgress | null;
  why: string | null;
  after_ids: string[];
  compute_version: string | null;
  untraced_since: Time;
  abort_asked_by: string | null;
  force_asked_by: string | null;
  created_at: Time;
  submitted_at: Time;
  deadline_at: Time;
  ended_at: Time;
}

export interface InstanceRow {
  id: string;
  name: string;
  provider: string;
  provider_id: string;
  zone: string | null;
  host: string | null;
  status: string;
  power_state: Instance['powerState'];
  vm_state: string | null;
  task_state: string | null;
  flavor: string | null;
  vcpus: number | null;
  memory_mb: number | null;
  disk_gb: number | null;
  ip_addresses: string[];
  project_id: string | null;
  project: string | null;
  locked: boolean;
  created_at: Time;
  updated_at: Time;
  pinned_zone: string | null;
  extra_specs: Record<string, string> | null;
  image_properties: Record<string, string> | null;
  compute_version: string | null;
  move: MoveRow | null;
}

export interface MigrationRow {
  id: number;
  provider: string;
  provider_id: string;
  instance_id: string;
  instance_name: string | null;
  status: string;
  source_host: string | null;
  destination_host: string | null;
  created_at: Time;
  updated_at: Time;
  move_id: string | null;
  outcome: Migration['outcome'];
  reason: string | null;
  memory_total_bytes: number | null;
  memory_remaining_bytes: number | null;
  memory_processed_bytes: number | null;
  disk_total_bytes: number | null;
  disk_remaining_bytes: number | null;
  disk_processed_bytes: number | null;
}

/** UTC, ISO 8601. */
export function time(value: Time): string | null {
  return value === null ? null : new Date(value).toISOString();
}

export function moveOf(row: MoveRow, provider: string): Move {
  return {
    id: row.id,
    runId: row.run_id,
    providerId: row.provider_id,
    provider,
    instanceId: row.instance_id,
    instanceName: row.instance_name,
    state: row.state,
    outcome: row.outcome,
    reason: forWhoAsks(row.reason, row.provider_id),
    cloudMessage: row.cloud_message,
    nextStep: row.next_step,
    sourceHost: row.source_host,
    requestedHost: row.requested_host,
    destinationHost: row.destination_host,
    blockMigration: row.block_migration,
    diskOverCommit: row.disk_over_commit,
    requestId: row.request_id,
    migrationId: row.migration_id,
    progress: row.progress && MoveProgress.parse(row.progress),
    why: forWhoAsks(row.why, row.provider_id),
    after: row.after_ids,
    controls: row.outcome === null ? controlsOf(row) : null,
    createdAt: time(row.created_at) as string,
    submittedAt: time(row.submitted_at),
    deadlineAt: time(row.deadline_at),
    endedAt: time(row.ended_at),
  };
}

/** What was asked for already is not asked for again. */
function controlsOf(row: MoveRow): Move['controls'] {
  const asked = (by: string | null) =>
    by === null
      ? null
      : { allowed: false, reason: `${by} has asked for it already; Nova has yet to follow.`, cost: null };
  const givenUp = {
    allowed: true,
    reason: null,
    cost: 'Nothing happens to the guest: of the request there is no trace.',
  };
  const abort = row.untraced_since === null ? abortOf(row.state, row.compute_version) : givenUp;
  return {
    abort: asked(row.abort_asked_by) ?? abort,
    forceComplete: asked(row.force_asked_by) ?? forceCompleteOf(row.state, row.compute_version),
  };
}

export function instanceOf(row: InstanceRow): Instance {
  const { id, name, provider, zone, host, status, flavor, vcpus, project, locked } = row;
  const shown = { id, name, provider, zone, host, status, flavor, vcpus, project, locked };
  const disabledReason = migrateDisabledReason(
    {
      ...{ id, name, status, host, locked, vcpus },
      vmState: row.vm_state,
      taskState: row.task_state,
      pinnedZone: row.pinned_zone,
      memoryMb: row.memory_mb,
      localDiskGb: row.disk_gb,
      hasOpenMove: row.move !== null && row.move.outcome === null,
      extraSpecs: row.extra_specs,
      imageProperties: row.image_properties,
    },
    { cloud: { computeVersion: row.compute_version, severalCells: false } },
  );
  return {
    ...shown,
    providerId: row.provider_id,
    powerState: row.power_state,
    vmState: row.vm_state,
    taskState: row.task_state,
    memoryMb: row.memory_mb,
    diskGb: row.disk_gb,
    ipAddresses: row.ip_addresses,
    projectId: row.project_id,
    createdAt: time(row.created_at),
    updatedAt: time(row.updated_at),
    migrateDisabledReason: disabledReason,
    move: row.move && moveOf(row.move, provider),
  };
}

export function migrationOf(row: MigrationRow): Migration {
  const bytes = {
    memoryTotalBytes: row.memory_total_bytes,
    memoryRemainingBytes: row.memory_remaining_bytes,
    memoryProcessedBytes: row.memory_processed_bytes,
    diskTotalBytes: row.disk_total_bytes,
    diskRemainingBytes: row.disk_remaining_bytes,
    diskProcessedBytes: row.disk_processed_bytes,
  };
  const known = Object.values(bytes).some((value) => value !== null);
  return {
    id: `${row.provider_id}/${row.id}`,
    migrationId: row.id,
    provider: row.provider,
    providerId: row.provider_id,
    instanceId: row.instance_id,
    instanceName: row.instance_name,
    status: row.status,
    sourceHost: row.source_host,
    destinationHost: row.destination_host,
    progress: known ? MoveProgress.parse({ percent: percentDone(bytes), ...bytes }) : null,
    moveId: row.move_id,
    outcome: row.outcome,
    reason: row.reason,
    createdAt: time(row.created_at) as string,
    updatedAt: time(row.updated_at),
  };
}
