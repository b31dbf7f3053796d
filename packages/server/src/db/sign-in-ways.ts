/** The issuers and clouds at which people sign in. */
import { sql } from 'kysely';
import type { Executor } from './accounts.ts';

export interface StoredWay {
  id: string;
  kind: 'oidc' | 'keystone';
  name: string;
  enabled: boolean;
  /** contract's OidcSettings or KeystoneSettings. */
  settings: Record<string, unknown>;
  /** The client's secret, sealed. */
  secret: Buffer | null;
}

/** All of them, by name. */
export async function listWays(db: Executor): Promise<StoredWay[]> {
  const { rows } = await sql<StoredWay>`
    select id, kind, name, enabled, settings, secret from sign_in_ways order by name`.execute(db);
  return rows;
}

export interface WayUse {
  accounts: number;
  lastSignInAt: Date | null;
}

/** Who has signed in by which way, by its id; without those by which nobody has. */
export async function readWayUses(db: Executor): Promise<Map<string, WayUse>> {
  const { rows } = await sql<WayUse & { id: string }>`
    select way_id as id, count(*)::int as accounts, max(last_sign_in_at) as "lastSignInAt"
    from identities group by way_id`.execute(db);
  return new Map(rows.map(({ id, ...use }) => [id, use]));
}

/** Null when there is no such way. */
export async function readWay(db: Executor, id: string): Promise<StoredWay | null> {
  const { rows } = await sql<StoredWay>`
    select id, kind, name, enabled, settings, secret from sign_in_ways where id = ${id}`.execute(db);
  return rows[0] ?? null;
}

/** Null when the name belongs to another way. */
export async function createWay(db: Executor, way: Omit<StoredWay, 'id'>): Promise<StoredWay | null> {
  const { rows } = await sql<StoredWay>`
    insert into sign_in_ways (kind, name, enabled, settings, secret)
    values (${way.kind}, ${way.name}, ${way.enabled}, ${JSON.stringify(way.settings)}, ${way.secret})
    on conflict (name) do nothing returning id, kind, name, enabled, settings, secret`.execute(db);
  return rows[0] ?? null;
}

/** Whether another way has this name. */
export async function isNameTaken(db: Executor, name: string, butId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from sign_in_ways where name = ${name} and id <> ${butId}`.execute(db);
  return rows.length > 0;
}

export async function changeWay(db: Executor, way: StoredWay): Promise<void> {
  await sql`update sign_in_ways set name = ${way.name}, enabled = ${way.enabled},
    settings = ${JSON.stringify(way.settings)}, secret = ${way.secret} where id = ${way.id}`.execute(db);
}

/** Ends the sessions of everybody who came by this way; gives their ids. */
export async function endSessionsOfWay(db: Executor, wayId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    delete from sessions where user_id in (select user_id from identities where way_id = ${wayId})
    returning id`.execute(db);
  return rows.map(({ id }) => id);
}

/** Removes a way with the accounts that came by it, for nobody else can vouch for them. False when there is none. */
export async function deleteWay(db: Executor, wayId: string): Promise<boolean> {
  const { rows } = await sql`
    with people as (select user_id from identities where way_id = ${wayId}),
      gone as (delete from users where id in (select user_id from people))
    delete from sign_in_ways where id = ${wayId} returning id`.execute(db);
  return rows.length > 0;
}
