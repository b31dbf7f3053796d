/** The hosts of a campaign as its controller looks at them: each with its maintenance and the operator's switch. */
import type { MaintenancePhase } from '@evenkeel/contract';
import { type Selectable, sql } from 'kysely';
import type { CampaignHostsTable } from './campaign-tables.ts';
import type { Db } from './database.ts';

/** What a campaign has to know of a maintenance. */
export interface MaintenanceSeen {
  id: string;
  phase: MaintenancePhase;
  attention_reason: string | null;
  attention_next_step: string | null;
  paused_at: string | null;
  cancel_asked_at: string | null;
  return_asked_at: string | null;
  run_id: string | null;
  ended_at: string | null;
}

export type CampaignHostSeen = Selectable<CampaignHostsTable> & {
  zone: string | null;
  /** Null when the host is not known any more. */
  switch: 'enabled' | 'disabled' | null;
  maintenance: MaintenanceSeen | null;
};

/** The key of the maintenance of one host: whoever makes it, it is one. */
export function keyOfCampaignMaintenance(host: {
  campaign_id: string;
  position: number;
  attempt: number;
}): string {
  return `campaign:${host.campaign_id}:${host.position}:${host.attempt}`;
}

/** In their order. One that was made and not written down, because a process died, is found by its key. */
export async function readCampaignHosts(db: Db, campaignId: string): Promise<CampaignHostSeen[]> {
  const { rows } = await sql<CampaignHostSeen>`
    select h.*, x.zone, x.status as switch, to_jsonb(m) as maintenance
    from campaign_hosts h join campaigns c on c.id = h.campaign_id
    left join hosts x on x.provider_id = c.provider_id and x.name = h.host
    left join lateral (
      select id, phase, attention_reason, attention_next_step, paused_at, cancel_asked_at, return_asked_at, run_id, ended_at
      from (
        select * from maintenances where id = h.maintenance_id
        union all
        select * from maintenances where h.maintenance_id is null
          and idempotency_key = 'campaign:' || h.campaign_id || ':' || h.position || ':' || h.attempt) one
    ) m on true
    where h.campaign_id = ${campaignId}::uuid order by h.position`.execute(db);
  return rows;
}

/** Why the cloud can not be asked now: what is known of it is old, and nothing could be done on it. Null when it can. */
export async function readSilence(db: Db, providerId: string): Promise<string | null> {
  const { rows } = await sql<{ name: string; message: string | null }>`
    select name, health_message as message from providers
    where id = ${providerId} and health in ('down', 'refused')`.execute(db);
  const [row] = rows;
  return row ? `${row.name} does not let itself be asked now. ${row.message ?? ''}`.trim() : null;
}
