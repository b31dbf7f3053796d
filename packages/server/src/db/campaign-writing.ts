/** A campaign that somebody asks for, and what is told of it: written down, with the notice; the controller does it. */
import { createHash } from 'node:crypto';
import type { CampaignTimes, NewCampaign } from '@evenkeel/contract';
import type { Db } from './database.ts';
import { notify } from './notify.ts';

const UNIQUE_VIOLATION = '23505';

/** What makes two requests with one key the same. */
export function digestOfCampaign({ name, reason, providerId, hosts, settings }: NewCampaign): string {
  return createHash('sha256')
    .update(JSON.stringify([name, reason, providerId, hosts, settings]))
    .digest('hex');
}

/** The campaign of an earlier request with this key; null when there was none. */
export async function findCampaignByKey(
  db: Db,
  idempotencyKey: string,
): Promise<{ id: string; digest: string } | null> {
  const row = await db
    .selectFrom('campaigns')
    .select(['id', 'request_digest as digest'])
    .where('idempotency_key', '=', idempotencyKey)
    .executeTakeFirst();
  return row ?? null;
}

/** A host as it is first written; the seconds are estimates. */
export interface NewCampaignHost {
  host: string;
  planned: CampaignTimes | null;
  drainSeconds: number;
  homeSeconds: number;
}

/** Writes what a person wants, hosts in their order, all of it or nothing; null when the key is taken. */
export async function insertCampaign(
  db: Db,
  request: NewCampaign,
  hosts: readonly NewCampaignHost[],
  createdBy: string,
): Promise<string | null> {
  const { name, reason, providerId, settings, idempotencyKey } = request;
  try {
    return await db.transaction().execute(async (transaction) => {
      const { id } = await transaction
        .insertInto('campaigns')
        .values({
          idempotency_key: idempotencyKey,
          request_digest: digestOfCampaign(request),
          provider_id: providerId,
          name,
          reason,
          created_by: createdBy,
          settings: JSON.stringify(settings),
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      await transaction
        .insertInto('campaign_hosts')
        .values(
          hosts.map(({ host, planned, drainSeconds, homeSeconds }, position) => ({
            campaign_id: id,
            position,
            host,
            planned: planned && JSON.stringify(planned),
            drain_seconds: drainSeconds,
            home_seconds: homeSeconds,
          })),
        )
        .execute();
      await insertCampaignEvents(transaction, id, [{ host: null, message: `Asked for by ${createdBy}.` }]);
      await notify(transaction, { topic: 'campaigns', providerId, ids: [id] });
      return id;
    });
  } catch (error) {
    if ((error as { code?: string }).code === UNIQUE_VIOLATION) return null;
    throw error;
  }
}

/** In words; of the whole campaign when the host is null. In this order. */
export interface NewCampaignEvent {
  host: string | null;
  message: string;
}

export async function insertCampaignEvents(
  db: Db,
  id: string,
  events: readonly NewCampaignEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await db
    .insertInto('campaign_events')
    .values(events.map(({ host, message }) => ({ campaign_id: id, host, message })))
    .execute();
}
