/** Requests that wait for a second person, as they came, and what became of them. */
import { createHash } from 'node:crypto';
import type { Approval, ApprovalKind, ApprovalQuery } from '@evenkeel/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Place } from '../access/grants.ts';
import type { Executor } from './accounts.ts';
import { time } from './shapes.ts';

const HOURS_TO_DECIDE = 24;

export interface ApprovalRow {
  id: string;
  kind: ApprovalKind;
  request: { idempotencyKey: string };
  request_digest: string;
  title: string;
  providers: string[];
  instances: number;
  places: Place[];
  asked_by: string;
  /** As a run has it: with the token's name behind the user's, where it was asked with one. */
  asked_name: string;
  asked_user: string;
  asked_at: Date;
  expires_at: Date;
  state: Approval['state'];
  decided_user: string | null;
  decided_at: Date | null;
  comment: string | null;
  begun: string[];
  error: string | null;
}

const APPROVAL = sql`
  select a.*, coalesce((select jsonb_agg(p.name order by p.name) from providers p
    where p.id in (select (one ->> 'providerId')::uuid from jsonb_array_elements(a.places) as one)), '[]') as providers,
    asker.username as asked_user, decider.username as decided_user
  from approvals a join users asker on asker.id = a.asked_by left join users decider on decider.id = a.decided_by`;

/** As this user sees it. */
export function approvalOf(row: ApprovalRow, readerId: string | null): Approval {
  const { id, kind, title, providers, instances, request, state, begun, error, comment } = row;
  return {
    ...{ id, kind, title, providers, instances, request, state, begun, error, comment },
    askedBy: row.asked_user,
    askedAt: time(row.asked_at) as string,
    expiresAt: time(row.expires_at) as string,
    own: row.asked_by === readerId,
    decidedBy: row.decided_user,
    decidedAt: time(row.decided_at),
  };
}

/** The same text for the same request. */
export function digestOfRequest(request: object): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex');
}

/** Newest first. */
export function readApprovals(db: Executor, { state, limit }: ApprovalQuery): Promise<ApprovalRow[]> {
  const open = sql`a.state in ('pending', 'approved')`;
  return read(db, sql`where ${state === 'all'} or ${open} order by a.asked_at desc, a.id limit ${limit}`);
}

/** Null when there is none of this id. It must be a uuid. */
export async function readApproval(db: Executor, id: string): Promise<ApprovalRow | null> {
  return (await read(db, sql`where a.id = ${id}`))[0] ?? null;
}

export async function findApprovalByKey(
  db: Executor,
  kind: ApprovalKind,
  idempotencyKey: string,
): Promise<ApprovalRow | null> {
  const where = sql`where a.kind = ${kind} and a.idempotency_key = ${idempotencyKey}`;
  return (await read(db, where))[0] ?? null;
}

async function read(db: Executor, rest: RawBuilder<unknown>): Promise<ApprovalRow[]> {
  return (await sql<ApprovalRow>`${APPROVAL} ${rest}`.execute(db)).rows;
}

/** Whether a request of this kind with this key was carried out before. */
export async function isKeyOfBegun(db: Executor, kind: ApprovalKind, key: string): Promise<boolean> {
  const table = { run: 'runs', balance: 'runs', maintenance: 'maintenances', campaign: 'campaigns' }[kind];
  const { rows } = await sql`select from ${sql.table(table)} where idempotency_key = ${key} limit 1`.execute(
    db,
  );
  return rows.length > 0;
}

export interface NewApproval {
  kind: ApprovalKind;
  request: { idempotencyKey: string };
  title: string;
  instances: number;
  places: readonly Place[];
  askedBy: string;
  askedName: string;
}

/** Null when its key was taken meanwhile. */
export async function insertApproval(db: Executor, approval: NewApproval): Promise<string | null> {
  const { kind, request, title, instances, places, askedBy, askedName } = approval;
  const { rows } = await sql<{ id: string }>`
    insert into approvals (kind, request, request_digest, idempotency_key, title, instances, places, asked_by,
      asked_name, expires_at)
    values (${kind}, ${JSON.stringify(request)}::json, ${digestOfRequest(request)}, ${request.idempotencyKey}, ${title},
      ${instances}, ${JSON.stringify(places)}::jsonb, ${askedBy}, ${askedName},
      now() + make_interval(hours => ${HOURS_TO_DECIDE}))
    on conflict do nothing returning id`.execute(db);
  return rows[0]?.id ?? null;
}

/** False when it is not to be decided any more, or was asked for by the same person. */
export async function writeDecision(
  db: Executor,
  id: string,
  { state, by, name, comment }: { state: 'approved' | 'declined'; by: string; name: string; comment: string },
): Promise<boolean> {
  const { rows } = await sql`
    update approvals set state = ${state}, decided_by = ${by}, decided_name = ${name}, decided_at = now(),
      comment = ${comment || null}
    where id = ${id} and state = 'pending' and expires_at > now() and asked_by <> ${by} returning 1`.execute(
    db,
  );
  return rows.length > 0;
}

/** What nobody decided in time; gives the ids. */
export async function expireApprovals(db: Executor): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update approvals set state = 'expired' where state = 'pending' and expires_at <= now() returning id`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}

/** Those that were approved and not begun yet, the oldest first. */
export async function readApproved(db: Executor): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from approvals where state = 'approved' order by decided_at`.execute(db);
  return rows.map(({ id }) => id);
}

/**
 * Takes one that was approved for as long as the transaction lasts: a process that dies gives it back. Waits for whoever
 * has it. Null when it was begun.
 */
export async function takeApproved(transaction: Executor, id: string): Promise<ApprovalRow | null> {
  const where = sql`where a.id = ${id} and a.state = 'approved' for update of a`;
  return (await read(transaction, where))[0] ?? null;
}

export async function endApproval(
  db: Executor,
  id: string,
  end: { state: 'done'; begun: readonly string[] } | { state: 'failed'; error: string },
): Promise<void> {
  const begun = JSON.stringify(end.state === 'done' ? end.begun : []);
  await sql`
    update approvals set state = ${end.state}, begun = ${begun}::jsonb,
      error = ${end.state === 'failed' ? end.error : null} where id = ${id}`.execute(db);
}
