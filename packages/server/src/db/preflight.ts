/**
 * What the verdicts are made of, as last observed: the instances asked for, the hosts of their providers, the server
 * groups with the hosts of their members, and the moves that are open. Five queries, however many instances.
 */
import type { InstanceReference } from '@evenkeel/contract';
import { type Selectable, sql } from 'kysely';
import type { Db, HostsTable, InstancesTable, ServerGroupsTable } from './database.ts';

export type InstanceRow = Selectable<InstancesTable> & {
  provider: string;
  health: 'unknown' | 'ok' | 'slow' | 'down' | 'refused';
  health_message: string | null;
  last_good_at: Date | null;
};

export interface OpenMoveRow {
  provider_id: string;
  instance_id: string;
  run_id: string;
  created_by: string;
  state: string;
  /** Where it goes, as far as is known. */
  towards: string | null;
  submitted_at: Date | null;
  created_at: Date;
  vcpus: number | null;
  memory_mb: number | null;
  disk_gb: number | null;
  ephemeral_gb: number | null;
  swap_mb: number | null;
  image_id: string | null;
}

export interface ObservedFacts {
  instances: InstanceRow[];
  hosts: Selectable<HostsTable>[];
  groups: Selectable<ServerGroupsTable>[];
  /** Hosts of the members of those groups, by `provider_id/id`. */
  memberHosts: Map<string, string | null>;
  openMoves: OpenMoveRow[];
  now: Date;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Instances that are not known are left out of the answer. */
export async function readObservedFacts(
  db: Db,
  references: readonly InstanceReference[],
): Promise<ObservedFacts> {
  // What is no uuid is no provider of ours, and PostgreSQL would refuse the whole query for it.
  const asked = references.filter(({ providerId }) => UUID.test(providerId));
  const providerIds = [...new Set(asked.map(({ providerId }) => providerId))];
  const instanceIds = asked.map(({ id }) => id);
  const [instances, hosts, groups, members, openMoves, clock] = await Promise.all([
    sql<InstanceRow>`
      select i.*, p.name as provider, p.health, p.health_message, p.last_good_at
      from unnest(${asked.map(({ providerId }) => providerId)}::uuid[], ${instanceIds}::text[]) as a(provider_id, id)
      join instances i on i.provider_id = a.provider_id and i.id = a.id
      join providers p on p.id = i.provider_id`.execute(db),
    sql<Selectable<HostsTable>>`
      select * from hosts where provider_id = any(${providerIds}::uuid[]) order by name`.execute(db),
    sql<Selectable<ServerGroupsTable>>`
      select * from server_groups
      where provider_id = any(${providerIds}::uuid[]) and members && ${instanceIds}::text[]`.execute(db),
    sql<{ key: string; host: string | null }>`
      select distinct i.provider_id || '/' || i.id as key, i.host
      from server_groups g join instances i on i.provider_id = g.provider_id and i.id = any(g.members)
      where g.provider_id = any(${providerIds}::uuid[]) and g.members && ${instanceIds}::text[]`.execute(db),
    sql<OpenMoveRow>`
      select m.provider_id, m.instance_id, m.run_id, r.created_by, m.state, m.submitted_at, m.created_at,
        coalesce(m.destination_host, m.requested_host) as towards,
        i.vcpus, i.memory_mb, i.disk_gb, i.ephemeral_gb, i.swap_mb, i.image_id
      from moves m join runs r on r.id = m.run_id
      left join instances i on i.provider_id = m.provider_id and i.id = m.instance_id
      where m.outcome is null and m.provider_id = any(${providerIds}::uuid[])`.execute(db),
    sql<{ now: Date }>`select now() as now`.execute(db),
  ]);
  return {
    instances: instances.rows,
    hosts: hosts.rows,
    groups: groups.rows,
    memberHosts: new Map(members.rows.map(({ key, host }) => [key, host])),
    openMoves: openMoves.rows,
    now: clock.rows[0]?.now ?? new Date(),
  };
}
