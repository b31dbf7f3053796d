import { readdirSync } from 'node:fs';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { migrate } from '../src/db/migrate.ts';
import { createTestDatabase } from './database.ts';

test('the schema applies to an empty PostgreSQL, once, however many servers start', async () => {
  const database = await createTestDatabase();
  try {
    const again = await Promise.all([migrate(database.db), migrate(database.db)]);
    expect(again).toEqual([[], []]);
    const { rows } = await sql<{ name: string }>`select name from schema_migrations order by name`.execute(
      database.db,
    );
    const files = readdirSync(new URL('../src/db/migrations', import.meta.url)).sort();
    expect(rows.map((row) => `${row.name}.ts`)).toEqual(files);
  } finally {
    await database.drop();
  }
});
