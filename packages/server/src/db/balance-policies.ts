/** Balance policies. A change is a new version; the earlier one stays for the plans that were made by it. */
import type { BalancePolicy, BalanceSettings } from '@evenkeel/contract';
import { sql } from 'kysely';
import type { Executor } from './accounts.ts';
import type { Db } from './database.ts';
import { time } from './shapes.ts';

interface PolicyRow {
  id: string;
  provider_id: string;
  name: string;
  version: number;
  settings: BalanceSettings;
  created_by: string;
  created_at: Date;
  ended_at: Date | null;
  next_at: Date | null;
  last_result: string | null;
  worth_since: Date | null;
}

/** A policy whose look is due, with what the look needs. */
export interface DuePolicy {
  policy: BalancePolicy;
  /** Every look since then found it worth it; null when the last did not. */
  worthSince: Date | null;
  /** The database's clock. */
  now: Date;
  /** When this look was due: the same for whoever takes it. */
  dueAt: Date;
}

function policyOf(row: PolicyRow): BalancePolicy {
  return {
    id: row.id,
    providerId: row.provider_id,
    name: row.name,
    version: row.version,
    settings: row.settings,
    createdAt: time(row.created_at) as string,
    createdBy: row.created_by,
    endedAt: time(row.ended_at),
    nextAt: time(row.next_at),
    lastResult: row.last_result,
  };
}

/** Those in force, by name. */
export async function readPolicies(db: Executor, providerId?: string): Promise<BalancePolicy[]> {
  const { rows } = await sql<PolicyRow>`
    select * from balance_policies
    where ended_at is null and (${providerId ?? null}::uuid is null or provider_id = ${providerId ?? null})
    order by provider_id, name`.execute(db);
  return rows.map(policyOf);
}

/** Every version of the name that this version has, the newest first; empty when there is none of this id. */
export async function readVersions(db: Executor, id: string): Promise<BalancePolicy[]> {
  const { rows } = await sql<PolicyRow>`
    select p.* from balance_policies p join balance_policies one on one.provider_id = p.provider_id and one.name = p.name
    where one.id = ${id} order by p.version desc`.execute(db);
  return rows.map(policyOf);
}

/** In force, by its name or id; null when there is none. */
export async function findPolicy(
  db: Executor,
  providerId: string,
  nameOrId: string,
): Promise<BalancePolicy | null> {
  const { rows } = await sql<PolicyRow>`
    select * from balance_policies
    where ended_at is null and provider_id = ${providerId} and (name = ${nameOrId} or id::text = ${nameOrId})
    order by (name = ${nameOrId}) desc limit 1`.execute(db);
  return rows[0] ? policyOf(rows[0]) : null;
}

/** Writes the policy, as the next version when its name is there. Null when there is no such provider. */
export async function insertPolicy(
  db: Db,
  policy: {
    providerId: string;
    name: string;
    settings: BalanceSettings;
    createdBy: string;
    nextAt: Date | null;
  },
): Promise<BalancePolicy | null> {
  const { providerId, name, settings, createdBy, nextAt } = policy;
  return db.transaction().execute(async (transaction) => {
    // The provider's row is the lock: two versions at once would both be the next.
    const { rows: providers } = await sql`
      select 1 from providers where id = ${providerId} for update`.execute(transaction);
    if (providers.length === 0) return null;
    await sql`
      update balance_policies set ended_at = now(), next_at = null
      where provider_id = ${providerId} and name = ${name} and ended_at is null`.execute(transaction);
    const { rows } = await sql<PolicyRow>`
      insert into balance_policies (provider_id, name, version, settings, created_by, next_at)
      select ${providerId}, ${name}, coalesce(max(version), 0) + 1, ${JSON.stringify(settings)}::jsonb, ${createdBy},
        ${nextAt}
      from balance_policies where provider_id = ${providerId} and name = ${name}
      returning *`.execute(transaction);
    return policyOf(rows[0] as PolicyRow);
  });
}

/** False when there is none in force. */
export async function endPolicy(db: Executor, id: string): Promise<boolean> {
  const { rows } = await sql`
    update balance_policies set ended_at = now(), next_at = null
    where id = ${id} and ended_at is null returning 1`.execute(db);
  return rows.length > 0;
}

/**
 * Takes one look that is due, for this process alone: the next is put off by a while, so that a process that dies
 * during the look does not lose it. Null when none is due.
 */
export async function takeDuePolicy(db: Executor, againAfterMs: number): Promise<DuePolicy | null> {
  const { rows } = await sql<PolicyRow & { now: Date; due_at: Date }>`
    update balance_policies p set next_at = now() + ${againAfterMs} * interval '1 millisecond'
    from (
      select id, next_at as due_at from balance_policies
      where ended_at is null and next_at <= now() order by next_at limit 1 for update skip locked) due
    where p.id = due.id
    returning p.*, now() as now, due.due_at`.execute(db);
  const [row] = rows;
  return row ? { policy: policyOf(row), worthSince: row.worth_since, now: row.now, dueAt: row.due_at } : null;
}

/** What came of a look, and when the next is. Nothing happens when the policy was changed or removed meanwhile. */
export async function writeLook(
  db: Executor,
  id: string,
  look: { result: string; nextAt: Date | null; worthSince: Date | null },
): Promise<void> {
  await sql`
    update balance_policies
    set last_result = ${look.result}, next_at = ${look.nextAt}, worth_since = ${look.worthSince}
    where id = ${id} and ended_at is null`.execute(db);
}
