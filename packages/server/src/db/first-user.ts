/** The first administrator, and the way back for who forgot the password: a code that lets its holder choose one. */
import { hash } from '@node-rs/argon2';
import { type QueryExecutorProvider, sql } from 'kysely';
import { createUser } from './accounts.ts';
import { forgetDevices } from './accounts-devices.ts';
import { endSessionsOf } from './sessions.ts';

/** Creates this user when there is none at all yet; of several servers that start at once, one does. */
export async function createFirstUser(
  db: QueryExecutorProvider,
  username: string,
  code: string,
): Promise<boolean> {
  const { rows: users } = await sql`select 1 from users limit 1`.execute(db);
  if (users.length > 0) return false;
  const { rows } = await sql`
    insert into users (username, password_hash, role, password_once)
    values (${username}, ${await hash(code)}, 'administrator', true)
    on conflict (username) do nothing returning id`.execute(db);
  return rows.length > 0;
}

/** Gives the user this code instead of the password, also when disabled, and ends the sessions begun before. */
export async function resetPassword(
  db: QueryExecutorProvider,
  username: string,
  code: string,
): Promise<void> {
  const { id } = await createUser(db, { username, password: code, once: true });
  await sql`update users set disabled_at = null where id = ${id}`.execute(db);
  await endSessionsOf(db, id);
  await forgetDevices(db, id);
}
