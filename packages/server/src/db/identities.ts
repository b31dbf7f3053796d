/** People who signed in elsewhere, the users that stand for them, and the grants that follow from what was said there. */
import type { GrantGiven } from '@evenkeel/contract';
import { sql } from 'kysely';
import type { Db } from './database.ts';
import { endSessionsOf, renewSessionsOf } from './sessions.ts';

export interface Arrival {
  way: { id: string; kind: 'oidc' | 'keystone'; name: string };
  /** Unique and for ever at the issuer or Keystone. */
  subject: string;
  /** As the person is called there. */
  name: string;
  /** All that follow from this sign-in: those of the one before it are replaced. */
  grants: readonly GrantGiven[];
}

export type Arrived =
  | { userId: string; username: string }
  | { refused: 'no-group' | 'disabled' | 'name-taken'; ended: string[] };

/**
 * The user of a person who signed in elsewhere, made at the first time, with exactly these grants of that source.
 * Without a grant there is no account: none is made, and one from before loses its grants and its sessions. A name here
 * always ends with the way (`ann@Company`), so that nobody can take the name of a local user.
 */
export async function arrive(db: Db, { way, subject, name, grants }: Arrival): Promise<Arrived> {
  return db.transaction().execute(async (transaction) => {
    // Two sign-ins of one person at once: the second waits here and finds the user that the first has made.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`${way.id}\n${subject}`}, 0))`.execute(
      transaction,
    );
    const known = await sql<{ id: string; disabled: boolean }>`
      select u.id, u.disabled_at is not null as disabled from identities i join users u on u.id = i.user_id
      where i.way_id = ${way.id} and i.subject = ${subject}`.execute(transaction);
    const user = known.rows[0];
    if (user?.disabled) return { refused: 'disabled', ended: [] };
    if (grants.length === 0) {
      if (user) await replaceGrants(transaction as Db, user.id, way, []);
      return { refused: 'no-group', ended: user ? await endSessionsOf(transaction, user.id) : [] };
    }
    const username = `${plain(name)}@${way.name}`;
    const taken = await sql`
      select 1 from users where username = ${username} and id is distinct from ${user?.id ?? null}::uuid`.execute(
      transaction,
    );
    if (taken.rows.length > 0) return { refused: 'name-taken', ended: [] };
    const userId = user?.id ?? (await insertUser(transaction as Db, way.id, subject, username));
    await sql`update users set username = ${username} where id = ${userId}`.execute(transaction);
    await sql`update identities set last_sign_in_at = now() where user_id = ${userId}`.execute(transaction);
    if (await replaceGrants(transaction as Db, userId, way, grants))
      await renewSessionsOf(transaction, userId);
    return { userId, username };
  });
}

/** Without what can not be seen and what a terminal would obey; people can call themselves almost anything elsewhere. */
function plain(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').slice(0, 200) || 'nameless';
}

async function insertUser(db: Db, wayId: string, subject: string, username: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into users (username) values (${username}) returning id`.execute(db);
  const { id } = rows[0] as { id: string };
  await sql`insert into identities (way_id, subject, user_id) values (${wayId}, ${subject}, ${id})`.execute(
    db,
  );
  return id;
}

/** Whether they are others than before. */
async function replaceGrants(
  db: Db,
  userId: string,
  { kind, name }: Arrival['way'],
  grants: readonly GrantGiven[],
): Promise<boolean> {
  const before = await sql<GrantGiven>`
    delete from grants where user_id = ${userId} and source = ${kind}
    returning role, provider_id as "providerId", zone, project_id as "projectId"`.execute(db);
  const distinct = new Map(grants.map((grant) => [keyOf(grant), grant]));
  for (const { role, providerId, zone, projectId } of distinct.values())
    await sql`insert into grants (user_id, role, provider_id, zone, project_id, source, granted_by)
      values (${userId}, ${role}, ${providerId}, ${zone}, ${projectId}, ${kind}, ${name})`.execute(db);
  const after = [...distinct.keys()].sort();
  return JSON.stringify(before.rows.map(keyOf).sort()) !== JSON.stringify(after);
}

function keyOf({ role, providerId, zone, projectId }: GrantGiven): string {
  return JSON.stringify([role, providerId, zone, projectId]);
}
