/** API tokens. The token is told once; its hash is kept. */
import type { ApiToken, TokenScope } from '@evenkeel/contract';
import { sql } from 'kysely';
import { type Executor, hashSecret, newSecret } from './accounts.ts';
import { SEEN_RESOLUTION_SECONDS } from './sessions.ts';

export interface TokenWanted {
  name: string;
  /** The name of who makes it. */
  createdBy: string;
  /** Null: made by the installation's owner, so no user's rights bound it. */
  ownerId?: string | null;
  scope?: TokenScope;
  /** Null or not given: never. */
  expiresInSeconds?: number | null;
}

const EVERYTHING: TokenScope = { role: null, providerId: null, zone: null, projectId: null };

/** A new API token; `token` is told this once. */
export async function createToken(
  db: Executor,
  { name, createdBy, ownerId = null, scope = EVERYTHING, expiresInSeconds = null }: TokenWanted,
): Promise<{ id: string; name: string; token: string; createdAt: string; expiresAt: string | null }> {
  const token = `ek_${newSecret()}`;
  const { rows } = await sql<{ id: string; created_at: Date; expires_at: Date | null }>`
    insert into api_tokens (name, token_hash, created_by, owner_id, role_cap, provider_id, zone, project_id, expires_at)
    values (${name}, ${hashSecret(token)}, ${createdBy}, ${ownerId}, ${scope.role}, ${scope.providerId},
      ${scope.zone}, ${scope.projectId}, now() + make_interval(secs => ${expiresInSeconds}::float8))
    returning id, created_at, expires_at`.execute(db);
  const row = rows[0] as { id: string; created_at: Date; expires_at: Date | null };
  return {
    id: row.id,
    name,
    token,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
  };
}

export interface FoundToken {
  id: string;
  name: string;
  scope: TokenScope;
  /** Null: the owner of the installation. */
  ownerId: string | null;
  ownerName: string | null;
  /** Why it opens nothing; null when it does. */
  refused: 'expired' | 'owner-disabled' | null;
  /** It may less than its owner, or it ends. */
  bounded: boolean;
}

/**
 * The token's record; null when there is none. A use that is not refused is noted with its address, once a minute.
 * Found by its hash, so nothing is compared in steps.
 */
export async function findToken(
  db: Executor,
  secret: string,
  address: string | null,
): Promise<FoundToken | null> {
  const { rows } = await sql<FoundToken & TokenScope & { stale: boolean }>`
    select t.id, t.name, t.owner_id as "ownerId", u.username as "ownerName", t.role_cap as role, t.provider_id as "providerId", t.zone,
      t.project_id as "projectId",
      case when t.expires_at <= now() then 'expired' when u.disabled_at is not null then 'owner-disabled' end as refused,
      num_nonnulls(t.role_cap, t.provider_id, t.zone, t.project_id, t.expires_at) > 0 as bounded,
      coalesce(t.last_used_at < now() - make_interval(secs => ${SEEN_RESOLUTION_SECONDS})
        or t.last_used_address is distinct from ${address}, true) as stale
    from api_tokens t left join users u on u.id = t.owner_id
    where t.token_hash = ${hashSecret(secret)}`.execute(db);
  const found = rows[0];
  if (!found) return null;
  const { id, name, ownerId, ownerName, refused, bounded, role, providerId, zone, projectId } = found;
  if (found.stale && refused === null)
    await sql`update api_tokens set last_used_at = now(), last_used_address = ${address} where id = ${id}`.execute(
      db,
    );
  return { id, name, ownerId, ownerName, refused, bounded, scope: { role, providerId, zone, projectId } };
}

interface TokenRow extends TokenScope {
  id: string;
  name: string;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  lastUsedAddress: string | null;
}

/** API tokens without their secret, newest first: of one owner, or all (`ownerId` undefined). */
export async function listTokens(db: Executor, ownerId?: string): Promise<ApiToken[]> {
  const { rows } = await sql<TokenRow>`
    select id, name, created_by as "createdBy", created_at as "createdAt", expires_at as "expiresAt",
      last_used_at as "lastUsedAt", last_used_address as "lastUsedAddress", role_cap as role,
      provider_id as "providerId", zone, project_id as "projectId"
    from api_tokens where ${ownerId ?? null}::uuid is null or owner_id = ${ownerId ?? null}::uuid
    order by created_at desc, id`.execute(db);
  return rows.map(({ createdAt, expiresAt, lastUsedAt, role, providerId, zone, projectId, ...row }) => ({
    ...row,
    scope: { role, providerId, zone, projectId },
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }));
}

/** Revokes a token: its next request is refused. False when there is no such token, or it is another owner's. */
export async function deleteToken(db: Executor, id: string, ownerId?: string): Promise<boolean> {
  const { rows } = await sql`
    delete from api_tokens where id = ${id}
      and (${ownerId ?? null}::uuid is null or owner_id = ${ownerId ?? null}::uuid) returning id`.execute(db);
  return rows.length > 0;
}
