/** Who observes which provider, how it is, and how far it was read. */
import type { ProviderHealth } from '@evenkeel/contract';
import { sql } from 'kysely';
import type { Executor } from './accounts.ts';
import type { Db } from './database.ts';
import { notify } from './notify.ts';

export interface ProviderClaim {
  id: string;
  /** True when this server observes it until the lease ends. */
  mine: boolean;
  /** True when some server has tried it. */
  tried: boolean;
}

/**
 * Takes or renews the lease of every provider that no other server holds, in one statement, and gives all providers.
 * @param owner names this process, once in a lifetime
 */
export async function claimProviders(db: Executor, owner: string, leaseMs: number): Promise<ProviderClaim[]> {
  const { rows } = await sql<ProviderClaim>`
    with claimed as (
      update providers set lease_owner = ${owner}, lease_until = now() + make_interval(secs => ${leaseMs / 1000})
      where lease_owner is null or lease_owner = ${owner} or lease_until < now()
      returning id)
    select p.id, p.health <> 'unknown' as tried, exists (select from claimed c where c.id = p.id) as mine
    from providers p`.execute(db);
  return rows;
}

/** Gives the leases back, so that another server goes on at once. */
export async function releaseProviders(db: Executor, owner: string): Promise<void> {
  await sql`update providers set lease_owner = null, lease_until = null where lease_owner = ${owner}`.execute(
    db,
  );
}

export interface ProviderState {
  health: ProviderHealth;
  /** Why it is not `ok`, in a sentence. */
  healthMessage: string | null;
  /** When the cloud last answered a whole pass; null leaves what is stored. */
  lastGoodAt: Date | null;
}

/** Writes how a provider is; people are told when its health or the reason changed, and of its first good time. */
export async function saveProviderState(
  db: Db,
  owner: string,
  providerId: string,
  state: ProviderState,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ changed: boolean }>`
      with before as (
        select id, health, health_message, last_good_at from providers where id = ${providerId} for update)
      update providers p set health = ${state.health}, health_message = ${state.healthMessage},
        last_good_at = coalesce(${state.lastGoodAt}::timestamptz, p.last_good_at)
      from before b where b.id = p.id and p.lease_owner = ${owner}
      returning (b.health, b.health_message, b.last_good_at is null)
        is distinct from (p.health, p.health_message, p.last_good_at is null) as changed`.execute(
      transaction,
    );
    if (rows[0]?.changed) await notify(transaction, { topic: 'providers', providerId, ids: [providerId] });
  });
}

/** How far a provider was read: the cloud's clock, the last whole pass. */
export async function saveProgress(
  db: Executor,
  owner: string,
  providerId: string,
  progress: { cursor?: Date; fullPassAt?: Date },
): Promise<void> {
  await sql`
    update providers set observe_cursor = coalesce(${progress.cursor ?? null}::timestamptz, observe_cursor),
      full_pass_at = coalesce(${progress.fullPassAt ?? null}::timestamptz, full_pass_at)
    where id = ${providerId} and lease_owner = ${owner}`.execute(db);
}

/** The newest microversion of a provider's Nova; people are told when it changed. */
export async function saveComputeVersion(
  db: Db,
  owner: string,
  providerId: string,
  version: string,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const { rows } = await sql`
      update providers set compute_version = ${version}
      where id = ${providerId} and lease_owner = ${owner} and compute_version is distinct from ${version}
      returning 1`.execute(transaction);
    if (rows.length > 0) await notify(transaction, { topic: 'providers', providerId, ids: [providerId] });
  });
}

/** That a part of a provider's hosts was lost and the rest was not: it has several cells. */
export async function saveSeveralCells(db: Executor, owner: string, providerId: string): Promise<void> {
  await sql`
    update providers set several_cells = true
    where id = ${providerId} and lease_owner = ${owner} and not several_cells`.execute(db);
}

/** The cloud's clock up to which changes were read, by whichever server; null before the first time. */
export async function readCursor(db: Executor, providerId: string): Promise<Date | null> {
  const { rows } = await sql<{ observe_cursor: Date | null }>`
    select observe_cursor from providers where id = ${providerId}`.execute(db);
  return rows[0]?.observe_cursor ?? null;
}
