/** What a look at a maintenance has to know from the database. */
import type { MigrationRecord } from '@evenkeel/openstack';
import { sql } from 'kysely';
import type { Db } from './database.ts';

/** How often an instance was tried since, which hosts refused it, and how the last try ended. */
export interface Tries {
  instanceId: string;
  failed: number;
  /** A person cancelled the last one. */
  cancelledByPerson: boolean;
  refusedBy: string[];
  reason: string | null;
}

/**
 * The drain's tries of each instance since a person last said "again". A cancelled move was stopped by a person, or waited
 * for one that failed and counts for nothing, or Nova gave it up, which is a failure.
 */
export async function readTries(db: Db, maintenanceId: string, since: Date | null): Promise<Tries[]> {
  const { rows } = await sql<Tries>`
    with ended as (
      select m.*, coalesce(m.destination_host, m.requested_host) as towards,
        m.outcome = 'cancelled' and (m.abort_asked_by is not null or (m.submitted_at is null and m.after_ids = '{}')) as by_person,
        m.outcome not in ('succeeded', 'cancelled')
          or (m.outcome = 'cancelled' and m.submitted_at is not null and m.abort_asked_by is null) as has_failed
      from maintenance_runs l join runs r on r.id = l.run_id and r.kind = 'drain' join moves m on m.run_id = r.id
      where l.maintenance_id = ${maintenanceId} and m.outcome is not null
        and (${since}::timestamptz is null or m.created_at > ${since}::timestamptz)
    )
    select instance_id as "instanceId", count(*) filter (where has_failed)::float8 as failed,
      (array_agg(by_person order by created_at desc))[1] as "cancelledByPerson",
      coalesce(array_agg(distinct towards) filter (where has_failed and towards is not null), '{}') as "refusedBy",
      (array_agg(reason order by created_at desc))[1] as reason
    from ended group by 1`.execute(db);
  return rows;
}

/**
 * Instances that the drain moved away by live migration, or an evacuation built anew, and where each is by our last move, as the drain of another host
 * may have moved it on. Not those that were on the host only because another one was away: they come home to that one.
 */
export async function readMovedAway(
  db: Db,
  maintenanceId: string,
): Promise<{ instanceId: string; instanceName: string; to: string }[]> {
  const { rows } = await sql<{ instanceId: string; instanceName: string; to: string }>`
    with ours as not materialized (
      select m.*, r.kind, x.id as maintenance_id, x.host, x.ended_at as maintenance_ended_at
      from maintenance_runs l join runs r on r.id = l.run_id join moves m on m.run_id = r.id
      join maintenances x on x.id = l.maintenance_id
      where m.outcome = 'succeeded'
    ), away as (
      select distinct on (instance_id) * from ours
      where maintenance_id = ${maintenanceId} and kind = 'drain' and source_host = host
      order by instance_id, created_at desc
    )
    select a.instance_id as "instanceId", a.instance_name as "instanceName", newest.destination_host as "to"
    from away a join lateral (
      select destination_host from ours o where o.provider_id = a.provider_id and o.instance_id = a.instance_id
      order by o.ended_at desc limit 1) newest on true
    where not exists (
      select from ours g where g.provider_id = a.provider_id and g.instance_id = a.instance_id
        and g.kind = 'drain' and g.host <> a.host and g.destination_host = a.host and g.ended_at <= a.created_at
        and (g.maintenance_ended_at is null or g.maintenance_ended_at > a.created_at))
    union all
    select instance_id, instance_name, destination_host from maintenance_rebuilds
    where maintenance_id = ${maintenanceId} and kind = 'evacuation' and state = 'done'
    order by 1`.execute(db);
  return rows;
}

/** Nova's words for a record that has not come to its end (operations.md B2). */
const OPEN_RECORDS: readonly MigrationRecord['status'][] = [
  ...['accepted', 'queued', 'preparing', 'pre-migrating', 'migrating'],
  ...['running', 'running (post-copy)', 'post-migrating'],
];

/** Names of the instances that are on their way to the host, by us or by others. */
export async function readComingTo(db: Db, providerId: string, host: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select m.instance_name as name from moves m
    where m.provider_id = ${providerId} and m.outcome is null and m.state <> 'waiting'
      and coalesce(m.destination_host, m.requested_host) = ${host}
    union
    select coalesce(i.name, g.instance_id) from migrations g
    join instances i on i.provider_id = g.provider_id and i.id = g.instance_id and i.host is distinct from ${host}
    where g.provider_id = ${providerId} and g.destination_host = ${host} and g.status = any(${OPEN_RECORDS})
      and i.status = 'MIGRATING'
    order by 1`.execute(db);
  return rows.map(({ name }) => name);
}

/** Hosts of the provider in open maintenance: nothing may be sent to them. */
export async function readHostsInMaintenance(db: Db, providerId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('maintenances')
    .select('host')
    .where('provider_id', '=', providerId)
    .where('ended_at', 'is', null)
    .execute();
  return rows.map(({ host }) => host);
}

/**
 * A service as it was just read: shown at once, before the next pass of the inventory. `observed_at` stays: it is the
 * time of the host's figures, which were not read.
 */
export async function storeService(
  db: Db,
  providerId: string,
  service: {
    host: string;
    status: 'enabled' | 'disabled';
    state: 'up' | 'down' | 'unknown';
    disabledReason: string | null;
    forcedDown: boolean;
  },
): Promise<void> {
  await db
    .updateTable('hosts')
    .set({
      status: service.status,
      state: service.state,
      disabled_reason: service.disabledReason,
      forced_down: service.forcedDown,
    })
    .where('provider_id', '=', providerId)
    .where('name', '=', service.host)
    .execute();
}

/** The name under which people know the provider; null when it was removed. */
export async function readProviderName(db: Db, providerId: string): Promise<string | null> {
  const row = await db.selectFrom('providers').select('name').where('id', '=', providerId).executeTakeFirst();
  return row?.name ?? null;
}

/** How many moves of a run ended how, and what the failed ones say. Null when there is no such run. */
export async function readRunEnd(
  db: Db,
  runId: string,
): Promise<{
  status: 'active' | 'paused' | 'cancelling' | 'done';
  moved: number;
  all: number;
  failures: { name: string; reason: string | null }[];
} | null> {
  const run = await db.selectFrom('runs').select('status').where('id', '=', runId).executeTakeFirst();
  if (!run) return null;
  const moves = await db
    .selectFrom('moves')
    .select(['instance_name', 'outcome', 'reason'])
    .where('run_id', '=', runId)
    .orderBy('position')
    .execute();
  return {
    status: run.status,
    all: moves.length,
    moved: moves.filter(({ outcome }) => outcome === 'succeeded').length,
    failures: moves
      .filter(({ outcome }) => outcome !== null && outcome !== 'succeeded')
      .map(({ instance_name: name, reason }) => ({ name, reason })),
  };
}

/** Whether the run that brings its instances home was made already: there is one of them, and no second. */
export async function hasReturnRun(db: Db, maintenanceId: string): Promise<boolean> {
  const row = await db
    .selectFrom('maintenance_runs')
    .innerJoin('runs', 'runs.id', 'maintenance_runs.run_id')
    .select('runs.id')
    .where('maintenance_id', '=', maintenanceId)
    .where('runs.kind', '=', 'return')
    .executeTakeFirst();
  return row !== undefined;
}
