/** The people who have an account, for those who manage them. */
import type { GrantGiven, User } from '@evenkeel/contract';
import { hash } from '@node-rs/argon2';
import { sql } from 'kysely';
import type { Executor } from './accounts.ts';
import { forgetDevices } from './accounts-devices.ts';
import type { Db } from './database.ts';
import { addGrant } from './grants.ts';
import { endSessionsOf } from './sessions.ts';

const USERS = sql`
  select u.id, u.username, u.password_hash is not null as "hasPassword", u.disabled_at, u.created_at,
    coalesce((select jsonb_agg(jsonb_build_object('role', g.role, 'providerId', g.provider_id, 'zone', g.zone,
      'projectId', g.project_id, 'source', g.source, 'grantedBy', g.granted_by, 'grantedAt',
      to_char(g.granted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by g.granted_at, g.id)
      from grants g where g.user_id = u.id), '[]') as grants
  from users u`;

type UserRow = Pick<User, 'id' | 'username' | 'hasPassword' | 'grants'> & {
  disabled_at: Date | null;
  created_at: Date;
};

function userOf({ disabled_at, created_at, ...row }: UserRow): User {
  return {
    ...row,
    disabledAt: disabled_at?.toISOString() ?? null,
    createdAt: created_at.toISOString(),
  };
}

/** By name. */
export async function listUsers(db: Executor): Promise<User[]> {
  const { rows } = await sql<UserRow>`${USERS} order by lower(u.username), u.id`.execute(db);
  return rows.map(userOf);
}

/** Null when there is none of this id. */
export async function readUser(db: Executor, id: string): Promise<User | null> {
  const { rows } = await sql<UserRow>`${USERS} where u.id = ${id}`.execute(db);
  return rows[0] ? userOf(rows[0]) : null;
}

/**
 * A person with a code in place of a password, and these grants.
 * @returns null when the name is taken.
 */
export async function insertUser(
  db: Db,
  user: { username: string; code: string; grants: readonly GrantGiven[]; by: string },
): Promise<User | null> {
  const passwordHash = await hash(user.code);
  return db.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ id: string }>`
      insert into users (username, password_hash, password_once) values (${user.username}, ${passwordHash}, true)
      on conflict (username) do nothing returning id`.execute(transaction);
    const id = rows[0]?.id;
    if (id === undefined) return null;
    for (const grant of user.grants) await addGrant(transaction, id, grant, user.by);
    return readUser(transaction, id);
  });
}

export type Changed = { user: User; ended: string[] } | 'unknown' | 'last-administrator';

/** A change to a user that is undone when nobody would be left who may do everything and can sign in. */
async function keepingOne(
  db: Db,
  userId: string,
  change: (transaction: Executor) => Promise<string[]>,
): Promise<Changed> {
  const changed = await db
    .transaction()
    .execute(async (transaction) => {
      // Two administrators who take it from each other in one moment: the second sees what the first did.
      await sql`lock table grants in share row exclusive mode`.execute(transaction);
      if (!(await readUser(transaction, userId))) return 'unknown' as const;
      const ended = await change(transaction);
      const { rows } = await sql`
        select 1 from grants g join users u on u.id = g.user_id
        where g.role = 'administrator' and num_nonnulls(g.provider_id, g.zone, g.project_id) = 0
          and u.disabled_at is null limit 1`.execute(transaction);
      if (rows.length === 0) throw new LastAdministrator();
      return { user: (await readUser(transaction, userId)) as User, ended };
    })
    .catch((error: unknown) => {
      if (error instanceof LastAdministrator) return 'last-administrator' as const;
      throw error;
    });
  return changed;
}

class LastAdministrator extends Error {}

/** These take the place of all that were given by hand; those that follow from a sign-in elsewhere stay. */
export function replaceManualGrants(
  db: Db,
  userId: string,
  grants: readonly GrantGiven[],
  by: string,
): Promise<Changed> {
  return keepingOne(db, userId, async (transaction) => {
    await sql`delete from grants where user_id = ${userId} and source = 'manual'`.execute(transaction);
    for (const grant of grants) await addGrant(transaction, userId, grant, by);
    return [];
  });
}

/** Disabled: signs in no more, and the sessions and tokens open nothing from now on. */
export function setDisabled(db: Db, userId: string, disabled: boolean): Promise<Changed> {
  return keepingOne(db, userId, async (transaction) => {
    await sql`update users set disabled_at = case when ${disabled} then coalesce(disabled_at, now()) end
      where id = ${userId}`.execute(transaction);
    return disabled ? endSessionsOf(transaction, userId) : [];
  });
}

/** A code in place of the password, which ends the sessions. `elsewhere`: there is no password here. */
export async function resetToCode(
  db: Db,
  userId: string,
  code: string,
): Promise<{ user: User; ended: string[] } | 'unknown' | 'elsewhere'> {
  const passwordHash = await hash(code);
  return db.transaction().execute(async (transaction) => {
    const user = await readUser(transaction, userId);
    if (!user) return 'unknown';
    if (!user.hasPassword) return 'elsewhere';
    await sql`update users set password_hash = ${passwordHash}, password_once = true where id = ${userId}`.execute(
      transaction,
    );
    await forgetDevices(transaction, userId);
    return { user, ended: await endSessionsOf(transaction, userId) };
  });
}
