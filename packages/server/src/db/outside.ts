/** Steps outside: asked for once, carried on under a lease, ended once. */
import { type Selectable, sql, type Updateable } from 'kysely';
import type { Db } from './database.ts';
import { LeaseLost } from './lease-lost.ts';
import { isFree, isHeld, type RowLease, releaseRows } from './leased-rows.ts';
import { milliseconds } from './move-leases.ts';
import { notify } from './notify.ts';
import type { OutsideStepsTable, OutsideType } from './outside-tables.ts';

export type OutsideStepRow = Selectable<OutsideStepsTable>;
/** As claimed: with the names people know, and the database's time. */
export type ClaimedOutsideStep = OutsideStepRow & { now: Date; provider: string; campaign: string | null };

export interface OutsideWanted {
  /** Who asks, such as `campaign:ID:HOST`; with `attempt` it is asked for once, however often it is said. */
  askedFor: string;
  attempt: number;
  kind: OutsideStepsTable['kind'];
  name: string;
  type: OutsideType;
  providerId: string;
  host: string;
  campaignId: string | null;
  maintenanceId: string | null;
  timeoutMs: number;
}

/** Writes it in line, if it is not there. */
export async function insertOutsideStep(db: Db, wanted: OutsideWanted): Promise<void> {
  await db
    .insertInto('outside_steps')
    .values({
      asked_for: wanted.askedFor,
      attempt: wanted.attempt,
      kind: wanted.kind,
      name: wanted.name,
      type: wanted.type,
      provider_id: wanted.providerId,
      host: wanted.host,
      campaign_id: wanted.campaignId,
      maintenance_id: wanted.maintenanceId,
      message: null,
      next_step: null,
      exit_code: null,
      output: null,
      lease_owner: null,
      until: sql<Date>`now() + ${milliseconds(wanted.timeoutMs)}` as never,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The newest attempt; null when nothing was asked for. */
export async function newestOutsideStep(db: Db, askedFor: string): Promise<OutsideStepRow | null> {
  const row = await db
    .selectFrom('outside_steps')
    .selectAll()
    .where('asked_for', '=', askedFor)
    .orderBy('attempt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

export type OutsideLease = RowLease;

/** Leases what is due. A command is for a server that knows its name, until its time is over. */
export async function claimOutsideSteps(
  db: Db,
  lease: { owner: string; leaseMs: number; most: number; commands: readonly string[] },
): Promise<ClaimedOutsideStep[]> {
  const { owner, leaseMs, most, commands } = lease;
  const { rows } = await sql<ClaimedOutsideStep>`
    with due as (
      select id from outside_steps
      where ${isFree} and (kind = 'webhook' or name = any(${commands}) or until <= now())
      order by next_check_at limit ${most} for update skip locked
    )
    update outside_steps s set lease_owner = ${owner}, lease_until = now() + ${milliseconds(leaseMs)}
    from due where s.id = due.id
    returning s.*, now() as now, (select p.name from providers p where p.id = s.provider_id) as provider,
      (select c.name from campaigns c where c.id = s.campaign_id) as campaign`.execute(db);
  return rows;
}

type Changes = Pick<
  Updateable<OutsideStepsTable>,
  'state' | 'message' | 'next_step' | 'exit_code' | 'output'
> & { sends?: number };

/** Keeps it for another `leaseMs`, with what is written ahead of something that is done. Throws LeaseLost. */
export async function keepOutsideStep(
  db: Db,
  lease: OutsideLease,
  leaseMs: number,
  changes: Changes = {},
): Promise<void> {
  const sent = changes.sends === undefined ? {} : { sent_at: sql<Date>`now()` };
  const row = await heldOf(db, lease)
    .set({ ...changes, ...sent, lease_until: sql<Date>`now() + ${milliseconds(leaseMs)}` })
    .returning('id')
    .executeTakeFirst();
  if (!row) throw new LeaseLost(`the step outside ${lease.id}`);
}

/** Gives it back until `nextCheckMs` from now. Throws LeaseLost. */
export async function putBackOutsideStep(
  db: Db,
  lease: OutsideLease,
  changes: Changes,
  nextCheckMs: number,
): Promise<void> {
  const row = await heldOf(db, lease)
    .set({
      ...changes,
      lease_owner: null,
      lease_until: null,
      next_check_at: sql<Date>`least(until, now() + ${milliseconds(nextCheckMs)})`,
    })
    .returning('id')
    .executeTakeFirst();
  if (!row) throw new LeaseLost(`the step outside ${lease.id}`);
}

type Ending = Changes & { state: 'done' | 'failed'; message: string };

/** Ends it, and whoever asked for it looks at once. Throws LeaseLost. */
export async function endOutsideStep(db: Db, lease: OutsideLease, ending: Ending): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const row = await heldOf(transaction, lease)
      .set({ ...ending, ended_at: sql<Date>`now()`, lease_owner: null, lease_until: null })
      .returningAll()
      .executeTakeFirst();
    if (!row) throw new LeaseLost(`the step outside ${lease.id}`);
    await tell(transaction, row);
  });
}

function heldOf(db: Db, lease: OutsideLease) {
  return db.updateTable('outside_steps').where(isHeld(lease));
}

/** The controllers that wait for it are due at once. */
async function tell(db: Db, row: OutsideStepRow): Promise<void> {
  const { provider_id: providerId, campaign_id: campaign, maintenance_id: maintenance } = row;
  const due = { next_check_at: sql<Date>`now()` };
  if (maintenance !== null) {
    await db.updateTable('maintenances').set(due).where('id', '=', maintenance).execute();
    await notify(db, { topic: 'maintenance', providerId, ids: [maintenance] });
  }
  if (campaign !== null) {
    await db.updateTable('campaigns').set(due).where('id', '=', campaign).execute();
    await notify(db, { topic: 'campaigns', providerId, ids: [campaign] });
  }
}

/** Gives back whatever this owner still holds, at the end of its life. */
export const releaseOutsideSteps = (db: Db, owner: string): Promise<void> =>
  releaseRows(db, 'outside_steps', owner);

/** A webhook's step with what checks a call-back; null when there is no such step. */
export async function findStepForCallback(
  db: Db,
  id: string,
): Promise<{ webhookId: string; name: string; secret: Buffer } | null> {
  const row = await db
    .selectFrom('outside_steps')
    .innerJoin('webhooks', 'webhooks.name', 'outside_steps.name')
    .select(['webhooks.id as webhookId', 'webhooks.name', 'webhooks.secret'])
    .where('outside_steps.id', '=', id)
    .where('outside_steps.kind', '=', 'webhook')
    .executeTakeFirst();
  return row ?? null;
}

/** Takes a call-back that was signed well. `replayed`: its message id was taken before; `over`: the step has ended. */
export async function takeCallback(
  db: Db,
  { stepId, webhookId, messageId }: { stepId: string; webhookId: string; messageId: string },
  ending: Ending,
): Promise<'taken' | 'replayed' | 'over'> {
  return db.transaction().execute(async (transaction) => {
    const seen = await transaction
      .insertInto('webhook_callbacks')
      .values({ webhook_id: webhookId, message_id: messageId })
      .onConflict((conflict) => conflict.doNothing())
      .returning('message_id')
      .executeTakeFirst();
    if (!seen) return 'replayed';
    const row = await transaction
      .updateTable('outside_steps')
      .set({ ...ending, ended_at: sql<Date>`now()`, lease_owner: null, lease_until: null })
      .where('id', '=', stepId)
      .where('ended_at', 'is', null)
      .where('sends', '>', 0)
      .returningAll()
      .executeTakeFirst();
    if (!row) return 'over';
    await tell(transaction, row);
    return 'taken';
  });
}
