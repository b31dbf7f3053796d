/** Users and their passwords. Of secrets only hashes are stored. */
import { createHash, randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { type QueryExecutorProvider, sql } from 'kysely';

/** Anything that can run a query: the database itself or a transaction. */
export type Executor = QueryExecutorProvider;

export interface User {
  id: string;
  username: string;
}

/** SHA-256 is enough here (and argon2 for passwords is not): what is hashed are 32 random bytes, not to be guessed. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** 32 random bytes, to be given away once and kept as their hash. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * Creates a user, or gives an existing one this password. A new one may nothing yet: see grants.ts.
 * @param user.once the password is a code that only lets its holder choose a password.
 * @returns the user; the password is kept as argon2id (@node-rs/argon2's default) only.
 */
export async function createUser(
  db: Executor,
  user: { username: string; password: string; once?: boolean },
): Promise<User> {
  const passwordHash = await hash(user.password);
  const { rows } = await sql<User>`
    insert into users (username, password_hash, password_once)
    values (${user.username}, ${passwordHash}, ${user.once ?? false})
    on conflict (username) do update set password_hash = excluded.password_hash, password_once = excluded.password_once
    returning id, username`.execute(db);
  return rows[0] as User;
}

let nobodysHash: Promise<string> | undefined;

/** What a right password opens: `once` lets its holder choose a password and nothing else. */
export interface Verified extends User {
  once: boolean;
}

/**
 * The user with this name and password; null otherwise, and for who is disabled or has no password here.
 * Whatever the reason, a refusal takes as long as a wrong password.
 */
export async function verifyPassword(
  db: Executor,
  username: string,
  password: string,
): Promise<Verified | null> {
  const { rows } = await sql<Verified & { password_hash: string | null }>`
    select id, username, password_hash, password_once as once from users
    where username = ${username} and disabled_at is null`.execute(db);
  const found = rows[0];
  nobodysHash ??= hash(randomBytes(16).toString('hex'));
  const right = await verify(found?.password_hash ?? (await nobodysHash), password);
  if (!found?.password_hash || !right) return null;
  return { id: found.id, username: found.username, once: found.once };
}

/**
 * Gives the user this password instead of the one that was just verified.
 * @param was.once whether that was a code: of two who use it at once, one chooses. False for the other.
 */
export async function choosePassword(
  db: Executor,
  userId: string,
  password: string,
  was: { once: boolean },
): Promise<boolean> {
  const { rows } = await sql`
    update users set password_hash = ${await hash(password)}, password_once = false
    where id = ${userId} and password_once = ${was.once} and disabled_at is null returning id`.execute(db);
  return rows.length > 0;
}
