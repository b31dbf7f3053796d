/** What people are given. */
import type { GrantGiven } from '@evenkeel/contract';
import { sql } from 'kysely';
import type { Executor } from './accounts.ts';

/** Of one user, with everything that is known of them. */
export async function readGrants(db: Executor, userId: string): Promise<GrantGiven[]> {
  const { rows } = await sql<GrantGiven>`
    select role, provider_id as "providerId", zone, project_id as "projectId" from grants
    where user_id = ${userId} order by granted_at, id`.execute(db);
  return rows;
}

/** Gives the user one more, by a person's hand. */
export async function addGrant(db: Executor, userId: string, grant: GrantGiven, by: string): Promise<void> {
  await sql`
    insert into grants (user_id, role, provider_id, zone, project_id, granted_by)
    values (${userId}, ${grant.role}, ${grant.providerId}, ${grant.zone}, ${grant.projectId}, ${by})`.execute(
    db,
  );
}
