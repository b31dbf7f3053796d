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
    expect(rows.map((row) => row.name)).toEqual([
      '001-initial',
      '002-reading',
      '003-runner',
      '004-observing',
      '005-history',
      '006-moves',
    ]);
  } finally {
    await database.drop();
  }
});
