/** What people ask of a campaign that is there: written down, with its event and the notice; the controller does it. */
import type { MaintenanceChoices } from '@evenkeel/contract';
import { type RawBuilder, sql } from 'kysely';
import { insertCampaignEvents, type NewCampaignEvent } from './campaign-writing.ts';
import type { Db } from './database.ts';
import { notify } from './notify.ts';

/** Each is a wish and what has to be so for it. */
const WISHES = {
  pause: {
    set: sql`paused_at = now(), next_check_at = now()`,
    where: sql`paused_at is null and cancel_asked_at is null`,
  },
  resume: {
    set: sql`paused_at = null, resumed_at = now(), next_check_at = now(), attention_reason = null, attention_next_step = null`,
    where: sql`(paused_at is not null or attention_reason is not null) and cancel_asked_at is null`,
  },
  cancel: {
    set: sql`cancel_asked_at = coalesce(cancel_asked_at, now()), paused_at = null, next_check_at = now()`,
    where: sql`cancel_how is distinct from 'cancel'`,
  },
  choose: { set: sql`next_check_at = now()`, where: sql`cancel_asked_at is null` },
} as const;
export type CampaignWish = keyof typeof WISHES;

export interface CampaignWishDetails {
  cancelHow?: 'finish' | 'leave' | 'cancel';
  cancelAborts?: boolean;
  choices?: MaintenanceChoices;
}

/** Writes a wish, if it can be had now; false when not, and then nothing was written. The id must be a uuid. */
export async function wishOfCampaign(
  db: Db,
  id: string,
  wish: CampaignWish,
  message: string,
  { cancelHow, cancelAborts, choices }: CampaignWishDetails = {},
): Promise<boolean> {
  const { set, where } = WISHES[wish];
  const more: RawBuilder<unknown>[] = [
    ...(cancelHow === undefined ? [] : [sql`cancel_how = ${cancelHow}`]),
    ...(cancelAborts ? [sql`cancel_aborts = true`] : []),
    ...(choices === undefined
      ? []
      : [sql`settings = jsonb_set(settings, '{choices}', ${JSON.stringify(choices)}::jsonb)`]),
  ];
  return db.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ provider_id: string }>`
      update campaigns set ${sql.join([set, ...more])}, asked_at = clock_timestamp()
      where id = ${id} and ended_at is null and ${where} returning provider_id`.execute(transaction);
    return told(transaction, id, rows[0], { host: null, message });
  });
}

/** What people may ask of one host, and in which of its states. */
const HOST_WISHES = {
  skip: sql`h.state not in ('done', 'skipped') and (h.skip_asked_at is null or h.skip_how <> 'cancel')`,
  retry: sql`(h.state = 'failed' or (h.state = 'waiting' and h.reason is not null)) and c.cancel_asked_at is null and h.skip_asked_at is null`,
  done: sql`h.state = 'outside' and h.outside_asked_at is not null and h.outside_answered_at is null`,
} as const;
export type CampaignHostWish = keyof typeof HOST_WISHES;

export interface OutsideAnswer {
  by: string;
  ok: boolean;
  message: string;
}

/** As `wishOfCampaign`, for one host. */
export async function wishOfCampaignHost(
  db: Db,
  { id, host }: { id: string; host: string },
  wish: CampaignHostWish,
  message: string,
  { skipHow, answer }: { skipHow?: 'leave' | 'cancel'; answer?: OutsideAnswer } = {},
): Promise<boolean> {
  const set = {
    skip: sql`skip_asked_at = clock_timestamp(), skip_how = ${skipHow ?? 'leave'}`,
    retry: sql`retry_asked_at = clock_timestamp()`,
    done: sql`outside_answered_at = now(), outside_answered_by = ${answer?.by ?? null},
      outside_ok = ${answer?.ok ?? null}::boolean, outside_message = ${answer?.message ?? null}`,
  }[wish];
  return db.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ provider_id: string }>`
      update campaign_hosts h set ${set} from campaigns c
      where h.campaign_id = ${id} and h.host = ${host} and c.id = h.campaign_id and c.ended_at is null and ${HOST_WISHES[wish]}
      returning c.provider_id`.execute(transaction);
    if (rows.length > 0)
      await sql`update campaigns set asked_at = clock_timestamp(), next_check_at = now() where id = ${id}`.execute(
        transaction,
      );
    return told(transaction, id, rows[0], { host, message });
  });
}

async function told(
  db: Db,
  id: string,
  row: { provider_id: string } | undefined,
  event: NewCampaignEvent,
): Promise<boolean> {
  if (!row) return false;
  await insertCampaignEvents(db, id, [event]);
  await notify(db, { topic: 'campaigns', providerId: row.provider_id, ids: [id] });
  return true;
}
