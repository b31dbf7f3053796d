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

/** What of a provider is not at its end: open moves, hosts in maintenance, names of open campaigns. */
export interface OpenAtProvider {
  moves: number;
  hosts: string[];
  campaigns: string[];
}

/**
 * Removes a provider and everything observed of it; nothing happens in the cloud. While anything of it is open that is
 * told instead: nobody could say any more how the moves ended, and hosts would stay disabled for ever. With `abandon`
 * it is removed all the same.
 */
export async function removeProvider(
  db: Db,
  id: string,
  { abandon }: { abandon: boolean },
): Promise<'removed' | 'unknown' | OpenAtProvider> {
  return db.transaction().execute(async (transaction) => {
    // The lock first: a move being written at this moment holds the provider too, and is seen by the next statement.
    const locked = await sql`select 1 from providers where id = ${id} for update`.execute(transaction);
    if (locked.rows.length === 0) return 'unknown';
    const { rows } = await sql<OpenAtProvider>`
      select (select count(*)::int from moves where provider_id = ${id} and outcome is null) as moves,
        array(select host from maintenances where provider_id = ${id} and ended_at is null order by 1) as hosts,
        array(select name from campaigns where provider_id = ${id} and ended_at is null order by 1) as campaigns`.execute(
      transaction,
    );
    const [open] = rows;
    if (!abandon && open && (open.moves > 0 || open.hosts.length > 0 || open.campaigns.length > 0))
      return open;
    await sql`delete from providers where id = ${id}`.execute(transaction);
    return 'removed';
  });
}

/** Throws when the database does not answer. */
export async function ping(db: Executor): Promise<void> {
  await sql`select 1`.execute(db);
}
