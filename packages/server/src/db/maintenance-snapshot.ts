/**
 * Everything of one provider that a plan is made from, as last observed: a few queries, whatever its size. In the shape
 * in which the preflight reads the part that it needs.
 */
import { type Selectable, sql } from 'kysely';
import type { Db, ServerGroupsTable } from './database.ts';
import { type InstanceRow, type ObservedFacts, OF_PROVIDER } from './preflight.ts';
import { readSurroundings } from './surroundings.ts';

export async function readProviderFacts(db: Db, providerId: string): Promise<ObservedFacts> {
  const [instances, groups, surroundings] = await Promise.all([
    sql<InstanceRow>`
      select i.*, ${OF_PROVIDER}
      from instances i join providers p on p.id = i.provider_id where i.provider_id = ${providerId}`.execute(
      db,
    ),
    sql<Selectable<ServerGroupsTable>>`
      select * from server_groups where provider_id = ${providerId}`.execute(db),
    readSurroundings(db, [providerId]),
  ]);
  return {
    ...surroundings,
    instances: instances.rows,
    groups: groups.rows,
    // Every instance is there already, with its host.
    memberHosts: new Map(),
  };
}

/** Whether the provider has more than so many, without counting them all. */
export async function hasMoreInstances(db: Db, providerId: string, number: number): Promise<boolean> {
  const { rows } = await sql`
    select from instances where provider_id = ${providerId} offset ${number} limit 1`.execute(db);
  return rows.length > 0;
}
