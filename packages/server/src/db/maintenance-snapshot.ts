/**
 * Everything of one provider that a plan is made from, as last observed: a few queries, whatever its size, and of each
 * instance no more than the rules are told.
 */
import { DEFAULT_PROVIDER_LIMITS, type ProviderLimits } from '@evenkeel/contract';
import { type Selectable, sql } from 'kysely';
import type { ServerGroupsTable } from './cloud-tables.ts';
import type { Db } from './database.ts';
import { type CloudRow, INSTANCE_FACTS, type InstanceFactsRow } from './preflight.ts';
import { readLimits } from './provider-limits.ts';
import { type ObservedSurroundings, readSurroundings } from './surroundings.ts';

export interface ProviderFacts extends ObservedSurroundings {
  /** Undefined when there is no such provider. */
  cloud: CloudRow | undefined;
  limits: Readonly<ProviderLimits>;
  instances: InstanceFactsRow[];
  groups: Selectable<ServerGroupsTable>[];
}

export async function readProviderFacts(db: Db, providerId: string): Promise<ProviderFacts> {
  const [clouds, limits, instances, groups, surroundings] = await Promise.all([
    sql<CloudRow>`select compute_version, several_cells from providers where id = ${providerId}`.execute(db),
    readLimits(db, [providerId]),
    db.selectFrom('instances').select(INSTANCE_FACTS).where('provider_id', '=', providerId).execute(),
    sql<Selectable<ServerGroupsTable>>`
      select * from server_groups where provider_id = ${providerId}`.execute(db),
    readSurroundings(db, [providerId]),
  ]);
  return {
    ...surroundings,
    cloud: clouds.rows[0],
    limits: limits.get(providerId) ?? DEFAULT_PROVIDER_LIMITS,
    instances,
    groups: groups.rows,
  };
}

/** Whether the provider has more than so many, without counting them all. */
export async function hasMoreInstances(db: Db, providerId: string, number: number): Promise<boolean> {
  const { rows } = await sql`
    select from instances where provider_id = ${providerId} offset ${number} limit 1`.execute(db);
  return rows.length > 0;
}
