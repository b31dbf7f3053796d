/** Adding and removing providers. The secret comes already encrypted; this file never sees it in clear. */
import { sql } from 'kysely';
import type { Executor } from './accounts.ts';
import type { Db } from './database.ts';

export interface NewProviderRecord {
  name: string;
  region: string | null;
  authUrl: string;
  demo: boolean;
  /** The connection without its authentication. */
  settings: object;
  secret: Uint8Array;
  computeVersion: string | null;
}

/** Stores a provider and gives its id; null when the name is taken. */
export async function insertProvider(db: Executor, provider: NewProviderRecord): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    insert into providers (name, region, auth_url, demo, settings, secret, compute_version)
    values (${provider.name}, ${provider.region}, ${provider.authUrl}, ${provider.demo},
            ${JSON.stringify(provider.settings)}::jsonb, ${Buffer.from(provider.secret)}, ${provider.computeVersion})
    on conflict (name) do nothing returning id`.execute(db);
  return rows[0]?.id ?? null;
}

/** Whether a provider of that name is there already. */
export async function providerNameTaken(db: Executor, name: string): Promise<boolean> {
  const { rows } = await sql`select 1 from providers where name = ${name}`.execute(db);
  return rows.length > 0;
}

/**
 * Removes a provider and everything observed of it; nothing happens in the cloud.
 * Refused as `busy` while moves of it are open: nobody could say any more how they ended.
 */
export async function removeProvider(db: Db, id: string): Promise<'removed' | 'unknown' | 'busy'> {
  return db.transaction().execute(async (transaction) => {
    // The lock first: a move being written at this moment holds the provider too, and is seen by the next statement.
    const locked = await sql`select 1 from providers where id = ${id} for update`.execute(transaction);
    if (locked.rows.length === 0) return 'unknown';
    const open = await sql`
      select 1 from moves where provider_id = ${id} and outcome is null limit 1`.execute(transaction);
    if (open.rows.length > 0) return 'busy';
    await sql`delete from providers where id = ${id}`.execute(transaction);
    return 'removed';
  });
}

/** Throws when the database does not answer. */
export async function ping(db: Executor): Promise<void> {
  await sql`select 1`.execute(db);
}
