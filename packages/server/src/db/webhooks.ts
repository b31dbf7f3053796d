/** Webhooks by their names. The secret comes and goes sealed. */
import type { Webhook, WebhookUse } from '@evenkeel/contract';
import type { Selectable } from 'kysely';
import type { Db } from './database.ts';
import type { OutsideStepsTable, WebhooksTable } from './outside-tables.ts';

const UNIQUE_VIOLATION = '23505';
const SHOWN = ['id', 'name', 'url', 'created_by', 'created_at'] as const;

function shown(
  row: Pick<Selectable<WebhooksTable>, (typeof SHOWN)[number]>,
  lastUse: WebhookUse | null,
): Webhook {
  const { id, name, url, created_by: createdBy, created_at: createdAt } = row;
  return { id, name, url, createdBy, createdAt: createdAt.toISOString(), lastUse };
}

/** Null when the name is taken. */
export async function insertWebhook(
  db: Db,
  webhook: { name: string; url: string; secret: Buffer; created_by: string },
): Promise<Webhook | null> {
  try {
    const row = await db.insertInto('webhooks').values(webhook).returning(SHOWN).executeTakeFirstOrThrow();
    return shown(row, null);
  } catch (error) {
    if ((error as { code?: string }).code === UNIQUE_VIOLATION) return null;
    throw error;
  }
}

/** By name, each with what was asked of it last. */
export async function listWebhooks(db: Db): Promise<Webhook[]> {
  const [rows, uses] = await Promise.all([
    db.selectFrom('webhooks').select(SHOWN).orderBy('name').execute(),
    readUses(db),
  ]);
  return rows.map((row) => {
    const use = uses.get(row.name);
    // One of before had the same name.
    return shown(row, use && use.created_at >= row.created_at ? useOf(use) : null);
  });
}

/** Changes where it leads. Null when there is none. */
export async function changeWebhook(db: Db, id: string, url: string): Promise<Webhook | null> {
  const row = await db
    .updateTable('webhooks')
    .set({ url })
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  return row ? ((await listWebhooks(db)).find((webhook) => webhook.id === id) ?? null) : null;
}

type Use = Pick<
  Selectable<OutsideStepsTable>,
  'name' | 'host' | 'state' | 'message' | 'sent_at' | 'created_at'
>;

/** The newest message to each webhook, by its name. */
async function readUses(db: Db): Promise<Map<string, Use>> {
  const rows = await db
    .selectFrom('outside_steps')
    .distinctOn('name')
    .select(['name', 'host', 'state', 'message', 'sent_at', 'created_at'])
    .where('kind', '=', 'webhook')
    .where('sent_at', 'is not', null)
    .orderBy('name')
    .orderBy('sent_at', 'desc')
    .execute();
  return new Map(rows.map((row) => [row.name, row]));
}

function useOf({ host, state, message, sent_at: at, created_at }: Use): WebhookUse {
  const known = state === 'waiting' || state === 'asking' ? 'asked' : state;
  return { at: (at ?? created_at).toISOString(), host, state: known, message };
}

/** False when there is none. */
export async function deleteWebhook(db: Db, id: string): Promise<boolean> {
  const row = await db.deleteFrom('webhooks').where('id', '=', id).returning('id').executeTakeFirst();
  return row !== undefined;
}

export interface SealedWebhook {
  name: string;
  url: string;
  secret: Buffer;
}

/** What is needed to send to it; null when there is none. */
export async function findWebhook(
  db: Db,
  by: { id: string } | { name: string },
): Promise<SealedWebhook | null> {
  const query = db.selectFrom('webhooks').select(['name', 'url', 'secret']);
  const found = 'id' in by ? query.where('id', '=', by.id) : query.where('name', '=', by.name);
  return (await found.executeTakeFirst()) ?? null;
}
