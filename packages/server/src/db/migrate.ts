/** Brings the schema to the newest version; safe when several servers start at once. */
import { sql } from 'kysely';
import type { Db } from './database.ts';
import * as initial from './migrations/001-initial.ts';
import * as reading from './migrations/002-reading.ts';
import * as runner from './migrations/003-runner.ts';
import * as observing from './migrations/004-observing.ts';
import * as history from './migrations/005-history.ts';
import * as moves from './migrations/006-moves.ts';
import * as runs from './migrations/007-runs.ts';
import * as verdictFacts from './migrations/008-verdict-facts.ts';
import * as probe from './migrations/009-probe.ts';
import * as maintenance from './migrations/010-maintenance.ts';
import * as balance from './migrations/011-balance.ts';
import * as audit from './migrations/013-audit.ts';
import * as signIn from './migrations/014-sign-in.ts';
import * as campaigns from './migrations/015-campaigns.ts';
import * as outside from './migrations/016-outside.ts';
import * as movePhases from './migrations/018-move-phases.ts';
import * as access from './migrations/019-access.ts';
import * as approvals from './migrations/020-approvals.ts';
import * as hostsRead from './migrations/021-hosts-read.ts';
import * as downSince from './migrations/022-down-since.ts';
import * as accessMore from './migrations/023-access-more.ts';
import * as providerLimits from './migrations/024-provider-limits.ts';

/** In the order in which they are applied. A new one goes at the end; an applied one never changes. */
const MIGRATIONS: readonly { name: string; sql: string }[] = [
  initial,
  reading,
  runner,
  observing,
  history,
  moves,
  runs,
  verdictFacts,
  probe,
  maintenance,
  balance,
  audit,
  signIn,
  campaigns,
  outside,
  movePhases,
  access,
  approvals,
  hostsRead,
  downSince,
  accessMore,
  providerLimits,
];

/** Any number that nothing else in this database takes: PostgreSQL's advisory locks have no names. */
const LOCK = 8_480_001;

/**
 * Applies what is not applied yet, each in its own transaction, and gives their names.
 * Throws when the database was written by a newer Evenkeel: an older one could only damage it.
 */
export async function migrate(db: Db): Promise<string[]> {
  return db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${LOCK})`.execute(connection);
    try {
      await sql`create table if not exists schema_migrations (
        name text primary key, applied_at timestamptz not null default now())`.execute(connection);
      const { rows } = await sql<{ name: string }>`select name from schema_migrations`.execute(connection);
      const applied = new Set(rows.map((row) => row.name));
      const known = new Set(MIGRATIONS.map((one) => one.name));
      const foreign = [...applied].filter((name) => !known.has(name));
      if (foreign.length > 0)
        throw new Error(
          `The database was written by a newer Evenkeel (${foreign.join(', ')}): start that one, or restore a backup.`,
        );
      const missing = MIGRATIONS.filter((one) => !applied.has(one.name));
      for (const migration of missing) {
        await connection.transaction().execute(async (transaction) => {
          await sql.raw(migration.sql).execute(transaction);
          await sql`insert into schema_migrations (name) values (${migration.name})`.execute(transaction);
        });
      }
      return missing.map((one) => one.name);
    } finally {
      await sql`select pg_advisory_unlock(${LOCK})`.execute(connection);
    }
  });
}
