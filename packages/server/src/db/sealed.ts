/** Everything that is stored sealed, whatever it is: for sealing it anew with another key. */
import { sql } from 'kysely';
import type { Db } from './database.ts';

/** Each column with sealed texts, and what names its row. A test holds that no other column has any. */
export const SEALED_COLUMNS = [
  { table: 'providers', id: 'id', column: 'secret' },
  { table: 'balance_metrics', id: 'provider_id', column: 'token' },
  { table: 'sign_in_ways', id: 'id', column: 'secret' },
  { table: 'webhooks', id: 'id', column: 'secret' },
] as const;

export interface SealedText {
  where: (typeof SEALED_COLUMNS)[number];
  id: string;
  sealed: Buffer;
}

/** How many are sealed with which key, by its id in hexadecimal; null: sealed before keys had ids. */
export async function countSealed(db: Db): Promise<{ id: string | null; secrets: number }[]> {
  const each = SEALED_COLUMNS.map(
    ({ table, column }) => sql`select ${sql.ref(column)} as sealed from ${sql.table(table)}`,
  );
  const { rows } = await sql<{ id: string | null; secrets: number }>`
    select case when get_byte(sealed, 0) = 2 then encode(substring(sealed from 2 for 4), 'hex') end as id,
      count(*)::int as secrets
    from (${sql.join(each, sql` union all `)}) as texts where sealed is not null group by 1 order by 1`.execute(
    db,
  );
  return rows;
}

/** Those that do not begin with this, which says the key and the way of sealing. */
export async function readOldSealed(db: Db, prefix: Buffer): Promise<SealedText[]> {
  const found: SealedText[] = [];
  for (const where of SEALED_COLUMNS) {
    const column = sql.ref(where.column);
    const { rows } = await sql<{ id: string; sealed: Buffer }>`
      select ${sql.ref(where.id)} as id, ${column} as sealed from ${sql.table(where.table)}
      where ${column} is not null and substring(${column} from 1 for ${prefix.length}) <> ${prefix}`.execute(
      db,
    );
    found.push(...rows.map((row) => ({ where, ...row })));
  }
  return found;
}

/** False when somebody stored another text there meanwhile, which then is sealed with the key of today. */
export async function replaceSealed(db: Db, old: SealedText, sealed: Buffer): Promise<boolean> {
  const { table, id, column } = old.where;
  const { numAffectedRows } = await sql`
    update ${sql.table(table)} set ${sql.ref(column)} = ${sealed}
    where ${sql.ref(id)} = ${old.id} and ${sql.ref(column)} = ${old.sealed}`.execute(db);
  return numAffectedRows === 1n;
}
