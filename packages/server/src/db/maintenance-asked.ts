/** The hosts that somebody wants to put into maintenance, as last observed. */
import type { HostReference } from '@evenkeel/contract';
import { sql } from 'kysely';
import type { Db } from './database.ts';

export interface HostAsked {
  providerId: string;
  provider: string;
  health: 'unknown' | 'ok' | 'slow' | 'down' | 'refused';
  /** The cloud's newest microversion, such as `2.93`; null when it is not known. */
  computeVersion: string | null;
  host: string;
  status: 'enabled' | 'disabled';
  state: 'up' | 'down' | 'unknown';
  disabledReason: string | null;
  /** Its open maintenance. */
  maintenanceId: string | null;
  maintenanceBy: string | null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Those that are not known are left out. */
export async function readHostsAsked(db: Db, hosts: readonly HostReference[]): Promise<HostAsked[]> {
  // What is no uuid is no provider of ours, and PostgreSQL would refuse the whole query for it.
  const asked = hosts.filter(({ providerId }) => UUID.test(providerId));
  const { rows } = await sql<HostAsked>`
    select h.provider_id as "providerId", p.name as provider, p.health,
      p.compute_version as "computeVersion", h.name as host, h.status, h.state,
      h.disabled_reason as "disabledReason", x.id as "maintenanceId", x.created_by as "maintenanceBy"
    from unnest(${asked.map(({ providerId }) => providerId)}::uuid[], ${asked.map(({ host }) => host)}::text[]) as a(provider_id, name)
    join hosts h on h.provider_id = a.provider_id and h.name = a.name
    join providers p on p.id = h.provider_id
    left join maintenances x on x.provider_id = h.provider_id and x.host = h.name and x.ended_at is null`.execute(
    db,
  );
  return rows;
}
