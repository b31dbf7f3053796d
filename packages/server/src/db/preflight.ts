/**
 * What the verdicts are made of, as last observed: the instances asked for, their server groups with the hosts of the
 * members, and the surroundings. Three queries and those of the surroundings, however many instances.
 */
import type { InstanceReference } from '@evenkeel/contract';
import { type Selectable, sql } from 'kysely';
import type { InstancesTable, ServerGroupsTable } from './cloud-tables.ts';
import type { Db } from './database.ts';
import { type ObservedSurroundings, readSurroundings } from './surroundings.ts';

export type { FlightRow, OpenMoveRow } from './surroundings.ts';

export type InstanceRow = Selectable<InstancesTable> & {
  provider: string;
  health: 'unknown' | 'ok' | 'slow' | 'down' | 'refused';
  health_message: string | null;
  last_good_at: Date | null;
  compute_version: string | null;
  several_cells: boolean;
};

/** The columns of an instance that the rules are told of. */
export const INSTANCE_FACTS = [
  'provider_id',
  'id',
  'name',
  'status',
  'vm_state',
  'task_state',
  'host',
  'pinned_zone',
  'project_id',
  'locked',
  'flavor',
  'vcpus',
  'memory_mb',
  'disk_gb',
  'ephemeral_gb',
  'swap_mb',
  'image_id',
  'extra_specs',
  'image_properties',
] as const;
export type InstanceFactsRow = Pick<InstanceRow, (typeof INSTANCE_FACTS)[number]>;
export type CloudRow = Pick<InstanceRow, 'compute_version' | 'several_cells'>;

/** What an InstanceRow has of its provider `p` beside the instance's own columns. */
export const OF_PROVIDER = sql.raw(
  'p.name as provider, p.health, p.health_message, p.last_good_at, p.compute_version, p.several_cells',
);

export interface ObservedFacts extends ObservedSurroundings {
  instances: InstanceRow[];
  groups: Selectable<ServerGroupsTable>[];
  /** Hosts of the members of those groups, by `provider_id/id`. */
  memberHosts: Map<string, string | null>;
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
  const [instances, groups, members, surroundings] = await Promise.all([
    sql<InstanceRow>`
      select i.*, ${OF_PROVIDER}
      from unnest(${asked.map(({ providerId }) => providerId)}::uuid[], ${instanceIds}::text[]) as a(provider_id, id)
      join instances i on i.provider_id = a.provider_id and i.id = a.id
      join providers p on p.id = i.provider_id`.execute(db),
    sql<Selectable<ServerGroupsTable>>`
      select * from server_groups
      where provider_id = any(${providerIds}::uuid[]) and members && ${instanceIds}::text[]`.execute(db),
    sql<{ key: string; host: string | null }>`
      select distinct i.provider_id || '/' || i.id as key, i.host
      from server_groups g join instances i on i.provider_id = g.provider_id and i.id = any(g.members)
      where g.provider_id = any(${providerIds}::uuid[]) and g.members && ${instanceIds}::text[]`.execute(db),
    readSurroundings(db, providerIds),
  ]);
  return {
    ...surroundings,
    instances: instances.rows,
    groups: groups.rows,
    memberHosts: new Map(members.rows.map(({ key, host }) => [key, host])),
  };
}
