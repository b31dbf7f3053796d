/** Browsers in which a user has signed in before. Their cookie opens nothing: it only goes past the limit of the name. */
import { sql } from 'kysely';
import { type Executor, hashSecret, newSecret } from './accounts.ts';

/** A browser that was not used to sign in for this long is forgotten. */
export const DEVICE_SECONDS = 180 * 24 * 3600;

/** The user's name that this browser is known for; null when it is not known. */
export async function knownDevice(db: Executor, secret: string): Promise<{ username: string } | null> {
  const { rows } = await sql<{ username: string }>`
    select u.username from known_devices d join users u on u.id = d.user_id
    where d.secret_hash = ${hashSecret(secret)}
      and d.last_used_at > now() - make_interval(secs => ${DEVICE_SECONDS})`.execute(db);
  return rows[0] ?? null;
}

/** Notes the sign-in of a user in this browser; gives the secret its cookie shall have, the old one or a new one. */
export async function rememberDevice(db: Executor, userId: string, secret: string | null): Promise<string> {
  if (secret !== null) {
    const { rows } = await sql`update known_devices set last_used_at = now()
      where secret_hash = ${hashSecret(secret)} and user_id = ${userId} returning 1`.execute(db);
    if (rows.length > 0) return secret;
  }
  const made = newSecret();
  await sql`delete from known_devices
    where last_used_at < now() - make_interval(secs => ${DEVICE_SECONDS})`.execute(db);
  await sql`insert into known_devices (secret_hash, user_id) values (${hashSecret(made)}, ${userId})`.execute(
    db,
  );
  return made;
}

/** After a change of password, or of suspicion, no browser is known any more. */
export async function forgetDevices(db: Executor, userId: string): Promise<void> {
  await sql`delete from known_devices where user_id = ${userId}`.execute(db);
}
