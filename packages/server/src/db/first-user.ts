/** The first administrator, and the way back for who forgot the password. */
import { hash } from '@node-rs/argon2';
import { type QueryExecutorProvider, sql } from 'kysely';
import { createUser } from './accounts.ts';

/** Creates this user when there is none at all yet; of several servers that start at once, one does. */
export async function createFirstUser(
  db: QueryExecutorProvider,
  username: string,
  password: string,
): Promise<boolean> {
  const { rows: users } = await sql`select 1 from users limit 1`.execute(db);
  if (users.length > 0) return false;
  const { rows } = await sql`
    insert into users (username, password_hash, role)
    values (${username}, ${await hash(password)}, 'administrator')
    on conflict (username) do nothing returning id`.execute(db);
  return rows.length > 0;
}

/** Gives the user this password and ends the sessions begun with the old one. */
export async function resetPassword(
  db: QueryExecutorProvider,
  username: string,
  password: string,
): Promise<void> {
  const { id } = await createUser(db, { username, password });
  await sql`delete from sessions where user_id = ${id}`.execute(db);
}
