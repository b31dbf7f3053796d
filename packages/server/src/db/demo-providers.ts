/** The providers of a demo cloud that is not running (any more). */
import type { Db } from './database.ts';

/** Removes every demo provider but these, with what was observed of it and its moves; gives their names. */
export async function removeDemoProviders(db: Db, keep: readonly string[]): Promise<string[]> {
  const removed = await db
    .deleteFrom('providers')
    .where('demo', '=', true)
    .$if(keep.length > 0, (query) => query.where('id', 'not in', keep))
    .returning('name')
    .execute();
  return removed.map((provider) => provider.name);
}
