/** The providers of a demo cloud that is not running (any more). */
import { sql } from 'kysely';
import type { Db } from './database.ts';

/**
 * Removes every demo provider but these, with what was observed of it and its moves; gives their names. A run that has
 * no open move left by that is over: it would else be shown as going on for ever.
 */
export async function removeDemoProviders(db: Db, keep: readonly string[]): Promise<string[]> {
  return db.transaction().execute(async (transaction) => {
    const removed = await transaction
      .deleteFrom('providers')
      .where('demo', '=', true)
      .$if(keep.length > 0, (query) => query.where('id', 'not in', keep))
      .returning('name')
      .execute();
    if (removed.length > 0)
      await sql`update runs r set status = 'done', ended_at = now() where r.status <> 'done'
        and not exists (select from moves m where m.run_id = r.id and m.outcome is null)`.execute(
        transaction,
      );
    return removed.map((provider) => provider.name);
  });
}
