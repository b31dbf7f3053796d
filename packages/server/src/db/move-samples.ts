/** How a copy went over time: what was seen of its counters, thinned where it lasted long. */
import type { MoveSample } from '@evenkeel/contract';
import { sql } from 'kysely';
import type { Executor } from './accounts.ts';
import type { Db } from './database.ts';
import { time } from './shapes.ts';

/** As many as are kept of one move. */
const MOST_SAMPLES = 500;
/** The newest stay as they are: the pace is told from them. */
const NEWEST = 100;

export type Counters = Omit<MoveSample, 'at'>;

/** Writes what was seen at this moment of the database's clock, and thins what is older when there is too much of it. */
export async function addSample(db: Db, moveId: string, at: Date, seen: Counters): Promise<void> {
  await db
    .insertInto('move_samples')
    .values({
      move_id: moveId,
      at,
      memory_total_bytes: seen.memoryTotalBytes,
      memory_remaining_bytes: seen.memoryRemainingBytes,
      memory_processed_bytes: seen.memoryProcessedBytes,
      disk_total_bytes: seen.diskTotalBytes,
      disk_remaining_bytes: seen.diskRemainingBytes,
      disk_processed_bytes: seen.diskProcessedBytes,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  // Every second of the older ones goes: a copy of any length keeps its curve, the older the coarser.
  await sql`
    with numbered as (
      select at, row_number() over (order by at) as place, count(*) over () as n
      from move_samples where move_id = ${moveId}::uuid)
    delete from move_samples s using numbered d
    where s.move_id = ${moveId}::uuid and s.at = d.at and d.n > ${MOST_SAMPLES}
      and d.place % 2 = 0 and d.place <= d.n - ${NEWEST}`.execute(db);
}

/** Oldest first. `moveId` must be a uuid. */
export async function readSamples(db: Executor, moveId: string): Promise<MoveSample[]> {
  const { rows } = await sql<Counters & { at: Date }>`
    select at, memory_total_bytes::float8 as "memoryTotalBytes", memory_remaining_bytes::float8 as "memoryRemainingBytes",
      memory_processed_bytes::float8 as "memoryProcessedBytes", disk_total_bytes::float8 as "diskTotalBytes",
      disk_remaining_bytes::float8 as "diskRemainingBytes", disk_processed_bytes::float8 as "diskProcessedBytes"
    from move_samples where move_id = ${moveId}::uuid order by at`.execute(db);
  return rows.map((row) => ({ ...row, at: time(row.at) as string }));
}
