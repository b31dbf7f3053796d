/** What people ask of maintenance: written down, with its event and the notice; the controller does it. */
import { createHash } from 'node:crypto';
import type {
  MaintenanceChoices,
  MaintenancePhase,
  NamedOutsideStep,
  NewMaintenance,
  RunLimits,
} from '@evenkeel/contract';
import { type RawBuilder, sql } from 'kysely';
import { endWaitingBalance, lockLine } from './balance-gives-way.ts';
import type { Db } from './database.ts';
import { notify } from './notify.ts';

const UNIQUE_VIOLATION = '23505';

/** What makes two requests with one key the same. */
export function digestOfMaintenance({ hosts, reason, choices, limits, kind }: NewMaintenance): string {
  const wanted = [hosts, reason, choices, limits ?? null, ...(kind === 'evacuation' ? [kind] : [])];
  return createHash('sha256').update(JSON.stringify(wanted)).digest('hex');
}

/** The maintenances of an earlier request with this key; empty when there was none. */
export async function findMaintenancesByKey(
  db: Db,
  idempotencyKey: string,
): Promise<{ id: string; digest: string }[]> {
  return db
    .selectFrom('maintenances')
    .select(['id', 'request_digest as digest'])
    .where('idempotency_key', '=', idempotencyKey)
    .orderBy('created_at')
    .orderBy('host')
    .execute();
}

/**
 * Writes what a person wants, all of it or nothing. Gives the ids; `open` when one of the hosts is in maintenance, or the
 * same request came at the same moment.
 */
export async function insertMaintenances(
  db: Db,
  request: NewMaintenance,
  limits: RunLimits,
  createdBy: string,
  campaignId: string | null = null,
): Promise<string[] | 'open'> {
  try {
    return await db.transaction().execute(async (transaction) => {
      const providers = [...new Set(request.hosts.map(({ providerId }) => providerId))].sort();
      for (const providerId of providers) await lockLine(transaction, providerId);
      const rows = await transaction
        .insertInto('maintenances')
        .values(
          // In one order, so that two requests for the same hosts wait for each other at the first of them.
          [...request.hosts]
            .sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1))
            .map(({ providerId, host }) => ({
              idempotency_key: request.idempotencyKey,
              request_digest: digestOfMaintenance(request),
              provider_id: providerId,
              host,
              reason: request.reason,
              created_by: createdBy,
              choices: JSON.stringify(request.choices),
              limits: JSON.stringify(limits),
              campaign_id: campaignId,
              kind: request.kind ?? 'drain',
              fenced_by: request.kind === 'evacuation' ? createdBy : null,
            })),
        )
        .returning(['id', 'provider_id', 'host'])
        .execute();
      for (const { id, provider_id, host } of rows) {
        await insertMaintenanceEvents(transaction, id, 'planned', [
          request.kind === 'evacuation'
            ? `Asked for by ${createdBy}, who made sure that ${host} is off or cut off.`
            : `Asked for by ${createdBy}.`,
        ]);
        await tell(transaction, { id, provider_id, host });
      }
      for (const providerId of providers) {
        const hosts = rows.filter((row) => row.provider_id === providerId).map(({ host }) => host);
        await endWaitingBalance(transaction, providerId, hosts);
      }
      return rows.map(({ id }) => id);
    });
  } catch (error) {
    if ((error as { code?: string }).code === UNIQUE_VIOLATION) return 'open';
    throw error;
  }
}

const keyOf = ({ providerId, host }: { providerId: string; host: string }) => `${providerId}/${host}`;

/** Events in words, in this order. */
export async function insertMaintenanceEvents(
  db: Db,
  id: string,
  phase: MaintenancePhase,
  messages: readonly string[],
): Promise<void> {
  if (messages.length === 0) return;
  await db
    .insertInto('maintenance_events')
    .values(messages.map((message) => ({ maintenance_id: id, phase, message })))
    .execute();
}

async function tell(db: Db, row: { id: string; provider_id: string; host: string }): Promise<void> {
  const { id, provider_id: providerId, host } = row;
  await notify(db, { topic: 'maintenance', providerId, ids: [id] });
  await notify(db, { topic: 'hosts', providerId, ids: [`${providerId}/${host}`] });
}

/** Each is a wish and what has to be so for it. */
const WISHES = {
  pause: {
    set: sql`paused_at = now()`,
    where: sql`paused_at is null and cancel_asked_at is null and phase in ('planned', 'disabling', 'draining', 'returning')`,
  },
  resume: {
    // What asked for attention is tried anew.
    set: sql`paused_at = null, resumed_at = now(), attention_reason = null, attention_next_step = null`,
    where: sql`(paused_at is not null or attention_reason is not null) and cancel_asked_at is null`,
  },
  cancel: {
    set: sql`cancel_asked_at = coalesce(cancel_asked_at, now()), paused_at = null`,
    where: sql`phase in ('planned', 'disabling', 'draining', 'held', 'returning', 'cancelling')`,
  },
  return: {
    set: sql`return_asked_at = now(), up_since = null`,
    // A second time while it is not ready, before anything came home.
    where: sql`cancel_asked_at is null and (phase = 'held' and return_asked_at is null
      or phase = 'returning' and attention_reason is not null and not exists (select from maintenance_runs l
        join runs r on r.id = l.run_id where l.maintenance_id = maintenances.id and r.kind = 'return'))`,
  },
  choose: { set: sql`resumed_at = now()`, where: sql`phase in ('planned', 'disabling', 'draining')` },
} as const;
export type Wish = keyof typeof WISHES;

export interface WishDetails {
  cancelAborts?: boolean;
  returnBy?: string;
  bringBack?: boolean;
  /** Null: none, whatever was asked for before. */
  readyCheck?: NamedOutsideStep | null;
  choices?: MaintenanceChoices;
}

/** Writes a wish, if it can be had now; false when not, and then nothing was written. */
export async function wishOfMaintenance(
  db: Db,
  id: string,
  wish: Wish,
  event: string,
  { cancelAborts, returnBy, bringBack, readyCheck, choices }: WishDetails = {},
): Promise<boolean> {
  const { set, where } = WISHES[wish];
  const more: RawBuilder<unknown>[] = [
    ...(cancelAborts ? [sql`cancel_aborts = true`] : []),
    ...(returnBy === undefined ? [] : [sql`return_asked_by = ${returnBy}`]),
    ...(bringBack === undefined ? [] : [sql`bring_back = ${bringBack}`]),
    ...(readyCheck === undefined
      ? []
      : [sql`ready_check = ${readyCheck === null ? null : JSON.stringify(readyCheck)}`]),
    ...(choices === undefined ? [] : [sql`choices = ${JSON.stringify(choices)}`]),
  ];
  return db.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ id: string; provider_id: string; host: string; phase: MaintenancePhase }>`
      update maintenances set ${sql.join([set, ...more])}, asked_at = clock_timestamp(), next_check_at = now()
      where id = ${id} and ended_at is null and ${where}
      returning id, provider_id, host, phase`.execute(transaction);
    const [row] = rows;
    if (!row) return false;
    await insertMaintenanceEvents(transaction, id, row.phase, [event]);
    await tell(transaction, row);
    return true;
  });
}
