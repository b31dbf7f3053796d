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
    with made as (
      insert into users (username, password_hash, password_once) values (${username}, ${await hash(code)}, true)
      on conflict (username) do nothing returning id)
    insert into grants (user_id, role, granted_by) select id, 'administrator', 'the first start' from made
    returning id`.execute(db);
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
  // Whoever can start the server with this option holds the machine; they are let in whatever was taken from this user.
  await sql`
    insert into grants (user_id, role, granted_by) select ${id}, 'administrator', 'the reset of the password'
    where not exists (select from grants where user_id = ${id} and role = 'administrator'
      and num_nonnulls(provider_id, zone, project_id) = 0)`.execute(db);
  await endSessionsOf(db, id);
  await forgetDevices(db, id);
}
