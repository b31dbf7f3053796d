/** A move as it has to be known for a fresh look at it. */
import type { Outcome } from '@evenkeel/contract';
import type { Selectable } from 'kysely';
import type { Db } from './database.ts';
import type { MovesTable } from './run-tables.ts';

export type MoveToVerify = Selectable<MovesTable> & { outcome: Outcome | null };

/** Null when there is none. `moveId` must be a uuid. */
export async function readMoveToVerify(db: Db, moveId: string): Promise<MoveToVerify | null> {
  const move = await db.selectFrom('moves').selectAll().where('id', '=', moveId).executeTakeFirst();
  return (move as MoveToVerify | undefined) ?? null;
}
