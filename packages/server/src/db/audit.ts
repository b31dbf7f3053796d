/** The audit's rows: added one after another, read, and never anything else. */
import type { AuditEntry, AuditFilter, AuditRecord } from '@evenkeel/contract';
import { type RawBuilder, sql } from 'kysely';
import { unbound } from '../access/bound.ts';
import type { Executor } from './accounts.ts';
import type { Db } from './database.ts';

/** Adds an entry, given as JSON of an object without `at`, and gives its sequence. The last thing a transaction does. */
export async function appendAudit(db: Executor, body: string): Promise<number> {
  const { rows } = await sql<{ sequence: number }>`select audit_append(${body}) as sequence`.execute(db);
  return (rows[0] as { sequence: number }).sequence;
}

function where({ since, until, who, action, subject }: AuditFilter): RawBuilder<unknown> {
  const conditions = [sql`true`];
  // The text of a time in UTC sorts as the time does.
  if (since !== undefined) conditions.push(sql`content->>'at' >= ${new Date(since).toISOString()}`);
  if (until !== undefined) conditions.push(sql`content->>'at' < ${new Date(until).toISOString()}`);
  if (who !== undefined) conditions.push(sql`strpos(lower(content->'who'->>'name'), lower(${who})) > 0`);
  if (action !== undefined)
    conditions.push(
      sql`(content->>'action' = ${action} or strpos(lower(content->>'operation'), lower(${action})) > 0)`,
    );
  if (subject !== undefined)
    conditions.push(sql`(content->'subject'->>'id' = ${subject} or content->'subject'->>'name' = ${subject}
      or content->'subject'->>'providerId' = ${subject} or content->>'requestId' = ${subject}
      or content->'cloudRequestIds' ? ${subject})`);
  return sql.join(conditions, sql` and `);
}

/** Newest first, before the entry `cursor`. */
export async function readAudit(
  db: Executor,
  { cursor, limit, ...filter }: AuditFilter & { cursor?: number; limit: number },
): Promise<AuditEntry[]> {
  const before = cursor === undefined ? sql`true` : sql`sequence < ${cursor}`;
  const { rows } = await sql<{
    content: Omit<AuditEntry, 'sequence' | 'hash'>;
    sequence: number;
    hash: string;
  }>`
    select sequence, content, hash from audit_entries where ${before} and ${where(filter)}
    order by sequence desc limit ${limit}`.execute(db);
  return rows.map(({ content, sequence, hash }) => ({ ...content, sequence, hash }));
}

/** Read at once on a walk. */
const BATCH = 2000;

/** Every entry that fits, oldest first, up to the one that is the last as the walk begins. */
export async function* walkAudit(db: Db, filter: AuditFilter = {}): AsyncGenerator<AuditRecord> {
  const { rows: ends } = await sql<{ last: number | null }>`
    select max(sequence) as last from audit_entries`.execute(db);
  const last = ends[0]?.last ?? 0;
  for (let after = 0; ; ) {
    const rows = await batchAfter(db, filter, { after, last });
    yield* rows;
    const end = rows.at(-1);
    if (end === undefined || rows.length < BATCH) return;
    after = end.sequence;
  }
}

async function batchAfter(db: Db, filter: AuditFilter, { after, last }: { after: number; last: number }) {
  const { rows } = await unbound(() =>
    sql<AuditRecord>`
      select sequence, entry, previous_hash as "previousHash", hash from audit_entries
      where sequence > ${after} and sequence <= ${last} and ${where(filter)} order by sequence limit ${BATCH}`.execute(
      db,
    ),
  );
  return rows;
}
