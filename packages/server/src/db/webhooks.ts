/** Webhooks by their names. The secret comes and goes sealed. */
import type { Webhook } from '@evenkeel/contract';
import type { Db } from './database.ts';

const UNIQUE_VIOLATION = '23505';
const SHOWN = ['id', 'name', 'url', 'created_by', 'created_at'] as const;

function shown(row: {
  id: string;
  name: string;
  url: string;
  created_by: string;
  created_at: Date;
}): Webhook {
  const { id, name, url, created_by: createdBy, created_at: createdAt } = row;
  return { id, name, url, createdBy, createdAt: createdAt.toISOString() };
}

/** Null when the name is taken. */
export async function insertWebhook(
  db: Db,
  webhook: { name: string; url: string; secret: Buffer; created_by: string },
): Promise<Webhook | null> {
  try {
    return shown(await db.insertInto('webhooks').values(webhook).returning(SHOWN).executeTakeFirstOrThrow());
  } catch (error) {
    if ((error as { code?: string }).code === UNIQUE_VIOLATION) return null;
    throw error;
  }
}

/** By name. */
export async function listWebhooks(db: Db): Promise<Webhook[]> {
  const rows = await db.selectFrom('webhooks').select(SHOWN).orderBy('name').execute();
  return rows.map(shown);
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
