/**
 * Everything of one provider that a plan is made from, as last observed: a few queries, whatever its size. In the shape
 * in which the preflight reads the part that it needs.
 */
import { type Selectable, sql } from 'kysely';
import type { Db, HostsTable, ServerGroupsTable } from './database.ts';
import type { InstanceRow, ObservedFacts, OpenMoveRow } from './preflight.ts';

export async function readProviderFacts(db: Db, providerId: string): Promise<ObservedFacts> {
  const [instances, hosts, groups, openMoves, clock] = await Promise.all([
    sql<InstanceRow>`
      select i.*, p.name as provider, p.health, p.health_message, p.last_good_at
      from instances i join providers p on p.id = i.provider_id where i.provider_id = ${providerId}`.execute(
      db,
    ),
    sql<Selectable<HostsTable>>`
      select * from hosts where provider_id = ${providerId} order by name`.execute(db),
    sql<Selectable<ServerGroupsTable>>`
      select * from server_groups where provider_id = ${providerId}`.execute(db),
    sql<OpenMoveRow>`
      select m.provider_id, m.instance_id, m.run_id, r.created_by, m.state, m.submitted_at, m.created_at,
        coalesce(m.destination_host, m.requested_host) as towards,
        i.vcpus, i.memory_mb, i.disk_gb, i.ephemeral_gb, i.swap_mb, i.image_id
      from moves m join runs r on r.id = m.run_id
      left join instances i on i.provider_id = m.provider_id and i.id = m.instance_id
      where m.outcome is null and m.provider_id = ${providerId}`.execute(db),
    sql<{ now: Date }>`select now() as now`.execute(db),
  ]);
  return {
    instances: instances.rows,
    hosts: hosts.rows,
    groups: groups.rows,
    // Every instance is there already, with its host.
    memberHosts: new Map(),
    openMoves: openMoves.rows,
    now: clock.rows[0]?.now ?? new Date(),
  };
}
