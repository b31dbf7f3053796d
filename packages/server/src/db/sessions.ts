/**
 * Sessions. A session's secret is renewed every hour: a stolen one is soon worth nothing, and using it ends the session.
 * The secret before is good until the new one came back, for an answer may be lost, and a minute longer, for requests
 * go side by side.
 */
import { sql } from 'kysely';
import { type Executor, hashSecret, newSecret, type User } from './accounts.ts';

/** Idle for longer than this, a session ends; at the absolute age it ends whatever happens. */
export const SESSION_IDLE_SECONDS = 8 * 3600;
export const SESSION_ABSOLUTE_SECONDS = 7 * 24 * 3600;
export const SESSION_RENEWAL_SECONDS = 3600;
/** How long an older secret goes on beside the one that replaced it. */
export const SESSION_GRACE_SECONDS = 60;
/** How exact `last_seen_at` is: a write a minute at most, instead of one a request. */
export const SEEN_RESOLUTION_SECONDS = 60;

export type Way = 'password' | 'oidc' | 'keystone';

/** Where a session began, as its owner reads it later. */
export interface Origin {
  way: Way;
  address: string;
  userAgent: string | null;
  /** The issuer's own sign-out; null when there is none. */
  endElsewhere?: string | null;
}

/** Starts a session. The secret goes into the cookie and nowhere else. */
export async function createSession(
  db: Executor,
  userId: string,
  origin: Origin,
): Promise<{ secret: string }> {
  const secret = newSecret();
  // The ended ones go here: sign-ins are rare, and no timer is needed.
  await sql`delete from sessions where expires_at < now()`.execute(db);
  await sql`
    insert into sessions (token_hash, user_id, expires_at, way, address, user_agent, end_elsewhere)
    values (${hashSecret(secret)}, ${userId}, now() + make_interval(secs => ${SESSION_ABSOLUTE_SECONDS}),
      ${origin.way}, ${origin.address}, ${origin.userAgent?.slice(0, 300) ?? null}, ${origin.endElsewhere ?? null})`.execute(
    db,
  );
  return { secret };
}

export interface FoundSession {
  sessionId: string;
  user: User;
  way: Way;
  /** The secret that takes the place of the one that was sent; null when that one goes on. */
  renewed: string | null;
}

/** The user of a session that has neither ended nor been idle too long; null otherwise, and for a disabled user. */
export async function findSession(db: Executor, secret: string): Promise<FoundSession | null> {
  const sent = hashSecret(secret);
  const { rows } = await sql<
    User & {
      session_id: string;
      way: Way;
      current: boolean;
      stale: boolean;
      due: boolean;
      replayed: boolean;
      lost: boolean;
    }
  >`
    select s.id as session_id, s.way, u.id, u.username, s.token_hash = ${sent} as current,
      s.last_seen_at < now() - make_interval(secs => ${SEEN_RESOLUTION_SECONDS})
        or (s.previous_hash is not null and s.confirmed_at is null and s.token_hash = ${sent}) as stale,
      s.renewed_at < now() - make_interval(secs => ${SESSION_RENEWAL_SECONDS}) as due,
      coalesce(s.confirmed_at < now() - make_interval(secs => ${SESSION_GRACE_SECONDS}), false) as replayed,
      s.confirmed_at is null and s.renewed_at < now() - make_interval(secs => ${SESSION_GRACE_SECONDS}) as lost
    from sessions s join users u on u.id = s.user_id
    where (s.token_hash = ${sent} or s.previous_hash = ${sent}) and s.expires_at > now() and u.disabled_at is null
      and s.last_seen_at > now() - make_interval(secs => ${SESSION_IDLE_SECONDS})`.execute(db);
  const found = rows[0];
  if (!found) return null;
  const session = {
    sessionId: found.session_id,
    way: found.way,
    user: { id: found.id, username: found.username },
  };
  if (!found.current && found.replayed) {
    // Its browser has had the newer secret for long: who sends the old one took it from somewhere.
    await endSession(db, found.id, found.session_id);
    return null;
  }
  if (found.stale) {
    await sql`update sessions set last_seen_at = now(),
        confirmed_at = case when token_hash = ${sent} then coalesce(confirmed_at, now()) else confirmed_at end
      where id = ${found.session_id}`.execute(db);
  }
  const renews = found.current ? found.due : found.lost;
  return { ...session, renewed: renews ? await renew(db, found.session_id, sent) : null };
}

/** A new secret beside the one that was sent; null when another request had one made in the same moment. */
async function renew(db: Executor, sessionId: string, sent: Buffer): Promise<string | null> {
  const secret = newSecret();
  const { rows } = await sql`
    update sessions set token_hash = ${hashSecret(secret)}, previous_hash = ${sent}, renewed_at = now(),
      confirmed_at = null
    where id = ${sessionId} and (token_hash = ${sent} or (previous_hash = ${sent} and confirmed_at is null
      and renewed_at < now() - make_interval(secs => ${SESSION_GRACE_SECONDS})))
    returning id`.execute(db);
  return rows.length > 0 ? secret : null;
}

/** Whether a session that was found before goes on. Does not count as activity: an open event stream asks it. */
export async function sessionGoesOn(db: Executor, sessionId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from sessions s join users u on u.id = s.user_id
    where s.id = ${sessionId} and s.expires_at > now() and u.disabled_at is null
      and s.last_seen_at > now() - make_interval(secs => ${SESSION_IDLE_SECONDS})`.execute(db);
  return rows.length > 0;
}

/** To be called when a user's rights changed: each of the sessions gets a new secret with its next request. */
export async function renewSessionsOf(db: Executor, userId: string): Promise<void> {
  await sql`update sessions set renewed_at = '-infinity' where user_id = ${userId}`.execute(db);
}

/** Ends one session of this user; its issuer's sign-out, or null. Undefined when there is no such session. */
export async function endSession(
  db: Executor,
  userId: string,
  sessionId: string,
): Promise<{ endElsewhere: string | null } | undefined> {
  const { rows } = await sql<{ endElsewhere: string | null }>`
    delete from sessions where id = ${sessionId} and user_id = ${userId}
    returning end_elsewhere as "endElsewhere"`.execute(db);
  return rows[0];
}

/** Ends all of a user's sessions, or all but one; gives the ids of those that ended. */
export async function endSessionsOf(
  db: Executor,
  userId: string,
  keep: string | null = null,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    delete from sessions where user_id = ${userId} and id is distinct from ${keep}::uuid returning id`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}

export interface SessionRow {
  id: string;
  way: Way;
  address: string | null;
  userAgent: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
}

/** The sessions of a user that go on, the one used last first. */
export async function listSessions(db: Executor, userId: string): Promise<SessionRow[]> {
  const { rows } = await sql<SessionRow>`
    select id, way, address, user_agent as "userAgent", created_at as "createdAt",
      last_seen_at as "lastSeenAt", expires_at as "expiresAt"
    from sessions where user_id = ${userId} and expires_at > now()
      and last_seen_at > now() - make_interval(secs => ${SESSION_IDLE_SECONDS})
    order by last_seen_at desc, id`.execute(db);
  return rows;
}
