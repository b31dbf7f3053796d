/** Who may sign in: users, their sessions, and API tokens. Of secrets only hashes are stored. */
import { createHash, randomBytes } from 'node:crypto';
import type { ApiToken } from '@evenkeel/contract';
import { hash, verify } from '@node-rs/argon2';
import { type QueryExecutorProvider, sql } from 'kysely';

/** Anything that can run a query: the database itself or a transaction. */
export type Executor = QueryExecutorProvider;

export interface User {
  id: string;
  username: string;
  role: string;
}

/** Idle for longer than this, a session ends; at the absolute age it ends whatever happens. */
export const SESSION_IDLE_SECONDS = 8 * 3600;
export const SESSION_ABSOLUTE_SECONDS = 7 * 24 * 3600;
/** How exact `last_seen_at` is: a write a minute at most, instead of one a request. */
const SEEN_RESOLUTION_SECONDS = 60;

/** SHA-256 is enough here (and argon2 for passwords is not): what is hashed are 32 random bytes, not to be guessed. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/**
 * Creates a user, or gives an existing one this password and role.
 * @returns the user; the password is kept as argon2id (@node-rs/argon2's default) only.
 */
export async function createUser(
  db: Executor,
  user: { username: string; password: string; role?: string },
): Promise<User> {
  const passwordHash = await hash(user.password);
  const { rows } = await sql<User>`
    insert into users (username, password_hash, role)
    values (${user.username}, ${passwordHash}, ${user.role ?? 'administrator'})
    on conflict (username) do update set password_hash = excluded.password_hash, role = excluded.role
    returning id, username, role`.execute(db);
  return rows[0] as User;
}

let nobodysHash: Promise<string> | undefined;

/** The user with this name and password; null otherwise. An unknown name takes as long as a wrong password. */
export async function verifyPassword(db: Executor, username: string, password: string): Promise<User | null> {
  const { rows } = await sql<User & { password_hash: string }>`
    select id, username, role, password_hash from users where username = ${username}`.execute(db);
  const found = rows[0];
  nobodysHash ??= hash(randomBytes(16).toString('hex'));
  const right = await verify(found?.password_hash ?? (await nobodysHash), password);
  return found && right ? { id: found.id, username: found.username, role: found.role } : null;
}

/** Starts a session. The secret goes into the cookie and nowhere else. */
export async function createSession(db: Executor, userId: string): Promise<{ secret: string }> {
  const secret = randomBytes(32).toString('base64url');
  // The ended ones go here: sign-ins are rare, and no timer is needed.
  await sql`delete from sessions where expires_at < now()`.execute(db);
  await sql`
    insert into sessions (token_hash, user_id, expires_at)
    values (${hashSecret(secret)}, ${userId}, now() + make_interval(secs => ${SESSION_ABSOLUTE_SECONDS}))`.execute(
    db,
  );
  return { secret };
}

/**
 * The user of a session that has neither ended nor been idle too long; null otherwise.
 * `touch: false` asks without counting as activity, so that an open event stream does not keep a session alive.
 */
export async function findSession(
  db: Executor,
  secret: string,
  options: { touch: boolean } = { touch: true },
): Promise<User | null> {
  const tokenHash = hashSecret(secret);
  const { rows } = await sql<User & { stale: boolean }>`
    select u.id, u.username, u.role,
           s.last_seen_at < now() - make_interval(secs => ${SEEN_RESOLUTION_SECONDS}) as stale
    from sessions s join users u on u.id = s.user_id
    where s.token_hash = ${tokenHash} and s.expires_at > now()
      and s.last_seen_at > now() - make_interval(secs => ${SESSION_IDLE_SECONDS})`.execute(db);
  const found = rows[0];
  if (!found) return null;
  if (found.stale && options.touch) {
    await sql`update sessions set last_seen_at = now() where token_hash = ${tokenHash}`.execute(db);
  }
  return { id: found.id, username: found.username, role: found.role };
}

export async function deleteSession(db: Executor, secret: string): Promise<void> {
  await sql`delete from sessions where token_hash = ${hashSecret(secret)}`.execute(db);
}

/** A new API token; `token` is told this once. */
export async function createToken(
  db: Executor,
  token: { name: string; createdBy: string },
): Promise<{ id: string; name: string; token: string; createdAt: string }> {
  const secret = `ek_${randomBytes(32).toString('base64url')}`;
  const { rows } = await sql<{ id: string; name: string; created_at: Date | string }>`
    insert into api_tokens (name, token_hash, created_by)
    values (${token.name}, ${hashSecret(secret)}, ${token.createdBy})
    returning id, name, created_at`.execute(db);
  const row = rows[0] as { id: string; name: string; created_at: Date | string };
  return { id: row.id, name: row.name, token: secret, createdAt: new Date(row.created_at).toISOString() };
}

/** The token's record, and its use noted; null when there is none. Found by its hash, so nothing is compared in steps. */
export async function findToken(db: Executor, secret: string): Promise<{ id: string; name: string } | null> {
  const { rows } = await sql<{ id: string; name: string; stale: boolean }>`
    select id, name,
           coalesce(last_used_at < now() - make_interval(secs => ${SEEN_RESOLUTION_SECONDS}), true) as stale
    from api_tokens where token_hash = ${hashSecret(secret)}`.execute(db);
  const found = rows[0];
  if (!found) return null;
  if (found.stale) await sql`update api_tokens set last_used_at = now() where id = ${found.id}`.execute(db);
  return { id: found.id, name: found.name };
}

/** Every API token without its secret, newest first. */
export async function listTokens(db: Executor): Promise<ApiToken[]> {
  const { rows } = await sql<{
    id: string;
    name: string;
    created_by: string;
    created_at: Date;
    last_used_at: Date | null;
  }>`select id, name, created_by, created_at, last_used_at from api_tokens
    order by created_at desc, id`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  }));
}

/** Revokes a token: its next request is refused. False when there is no such token. */
export async function deleteToken(db: Executor, id: string): Promise<boolean> {
  const { rows } = await sql`delete from api_tokens where id = ${id} returning id`.execute(db);
  return rows.length > 0;
}
