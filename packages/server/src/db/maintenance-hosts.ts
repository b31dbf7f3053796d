/** What hosts show of the maintenance that holds them. */
import type { HostMaintenance, MaintenancePhase, MaintenanceState } from '@evenkeel/contract';
import { sql } from 'kysely';
import type { Executor } from './accounts.ts';
import { time } from './shapes.ts';

interface StateRow {
  phase: MaintenancePhase;
  paused_at: Date | null;
  attention_reason: string | null;
  ended_at: Date | null;
}

/** Paused, and in need of attention, lie over the phase. */
export function maintenanceStateOf(row: StateRow): MaintenanceState {
  if (row.ended_at !== null) return row.phase;
  if (row.paused_at !== null) return 'paused';
  return row.attention_reason === null ? row.phase : 'needs-attention';
}

/** The open ones, by `provider_id/host`. */
export async function readHostMaintenance(db: Executor): Promise<Map<string, HostMaintenance>> {
  const { rows } = await sql<
    StateRow & { id: string; provider_id: string; host: string; since: Date; by: string; reason: string }
  >`select id, provider_id, host, phase, phase_since as since, created_by as by, reason, paused_at, attention_reason, ended_at
    from maintenances where ended_at is null`.execute(db);
  return new Map(
    rows.map((row) => {
      const { id, by, reason } = row;
      const state = maintenanceStateOf(row);
      return [`${row.provider_id}/${row.host}`, { id, state, by, reason, since: time(row.since) as string }];
    }),
  );
}
