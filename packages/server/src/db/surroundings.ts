/**
 * What is around the instances of some providers, as last observed: hosts, aggregates, our open moves, and the live
 * migrations that Nova carries on, whoever asked for them. Five queries, whatever the size.
 */
import { type Selectable, sql } from 'kysely';
import type { AggregatesTable, HostsTable } from './cloud-tables.ts';
import type { Db } from './database.ts';
import { IN_FLIGHT } from './observing-tables.ts';

/** What an instance takes with it; null where the cloud did not say or the instance is gone. */
interface Sizes {
  vcpus: number | null;
  memory_mb: number | null;
  disk_gb: number | null;
  ephemeral_gb: number | null;
  swap_mb: number | null;
  image_id: string | null;
  extra_specs: Record<string, string> | null;
}

/** A move of ours that has not ended. */
export interface OpenMoveRow extends Sizes {
  provider_id: string;
  instance_id: string;
  run_id: string;
  created_by: string;
  state: string;
  source_host: string | null;
  /** Where it goes, as far as is known. */
  towards: string | null;
  submitted_at: Date | null;
  created_at: Date;
}

/** A live migration that goes on, as Nova records it. */
export interface FlightRow extends Sizes {
  provider_id: string;
  instance_id: string;
  source_host: string | null;
  towards: string | null;
  /** By the cloud's clock. */
  created_at: Date;
}

export interface ObservedSurroundings {
  hosts: Selectable<HostsTable>[];
  aggregates: Selectable<AggregatesTable>[];
  openMoves: OpenMoveRow[];
  flights: FlightRow[];
  now: Date;
}

const SIZES = sql.raw(
  ['vcpus', 'memory_mb', 'disk_gb', 'ephemeral_gb', 'swap_mb', 'image_id', 'extra_specs']
    .map((column) => `i.${column}`)
    .join(', '),
);
const statuses = sql.join(IN_FLIGHT.map((status) => sql.lit(status)));

/** @param providerIds uuids; PostgreSQL refuses anything else */
export async function readSurroundings(
  db: Db,
  providerIds: readonly string[],
): Promise<ObservedSurroundings> {
  const [hosts, aggregates, openMoves, flights, clock] = await Promise.all([
    sql<Selectable<HostsTable>>`
      select * from hosts where provider_id = any(${providerIds}::uuid[]) order by name`.execute(db),
    sql<Selectable<AggregatesTable>>`
      select * from aggregates where provider_id = any(${providerIds}::uuid[]) order by id`.execute(db),
    sql<OpenMoveRow>`
      select m.provider_id, m.instance_id, m.run_id, r.created_by, m.state, m.submitted_at, m.created_at,
        m.source_host, coalesce(m.destination_host, m.requested_host) as towards, ${SIZES}
      from moves m join runs r on r.id = m.run_id
      left join instances i on i.provider_id = m.provider_id and i.id = m.instance_id
      where m.outcome is null and m.provider_id = any(${providerIds}::uuid[])`.execute(db),
    sql<FlightRow>`
      select g.provider_id, g.instance_id, g.created_at, g.source_host, g.destination_host as towards, ${SIZES}
      from migrations g
      left join instances i on i.provider_id = g.provider_id and i.id = g.instance_id
      where g.status in (${statuses}) and g.provider_id = any(${providerIds}::uuid[])`.execute(db),
    sql<{ now: Date }>`select now() as now`.execute(db),
  ]);
  return {
    hosts: hosts.rows,
    aggregates: aggregates.rows,
    openMoves: openMoves.rows,
    flights: flights.rows,
    now: clock.rows[0]?.now ?? new Date(),
  };
}
