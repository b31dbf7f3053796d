/** How each provider is reached: what the registry of clouds and the start of the server read and write. */
import { sql } from 'kysely';
import type { Db } from './database.ts';

export interface StoredConnection {
  /** CloudConnection without its authentication. */
  settings: object;
  /** The authentication, sealed. */
  secret: Buffer;
}

/** Null when there is no such provider. */
export async function readConnection(db: Db, providerId: string): Promise<StoredConnection | null> {
  const found = await db
    .selectFrom('providers')
    .select(['settings', 'secret'])
    .where('id', '=', providerId)
    .executeTakeFirst();
  return found ?? null;
}

export interface ProviderDefinition extends StoredConnection {
  name: string;
  region: string | null;
  authUrl: string;
  demo: boolean;
}

/**
 * Adds the provider of that name, or gives it this connection: a demo cloud's address changes with every start, and a
 * clouds.yaml may have been edited. A provider is never turned from a real one into a demo or back.
 * @returns its id; null when the name belongs to the other kind.
 */
export async function saveProvider(db: Db, provider: ProviderDefinition): Promise<string | null> {
  const { name, region, authUrl, demo, secret } = provider;
  const values = { region, auth_url: authUrl, settings: JSON.stringify(provider.settings), secret };
  const saved = await db
    .insertInto('providers')
    .values({ name, demo, ...values })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(values).where('providers.demo', '=', demo))
    .returning('id')
    .executeTakeFirst();
  return saved?.id ?? null;
}

/** Ids and kinds of all providers. */
export async function listProviderIds(db: Db): Promise<{ id: string; demo: boolean }[]> {
  return db.selectFrom('providers').select(['id', 'demo']).orderBy('created_at').execute();
}

/** The id of the provider with this name or id; null when there is none that is to be seen. */
export async function findProviderId(db: Db, called: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select id from providers where name = ${called} or id::text = lower(${called})
    order by (id::text = lower(${called})) desc limit 1`.execute(db);
  return rows[0]?.id ?? null;
}
