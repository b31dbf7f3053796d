/** The webhooks that there are: made, listed, tried, deleted. */
import { randomUUID } from 'node:crypto';
import type { CreatedWebhook, NewWebhook, Webhook, WebhookChange, WebhookTrial } from '@evenkeel/contract';
import type { Db } from '../db/database.ts';
import { changeWebhook, deleteWebhook, findWebhook, insertWebhook, listWebhooks } from '../db/webhooks.ts';
import { checkUrl, type Networks } from '../net/index.ts';
import { DomainRefusal } from '../runner/refusal.ts';
import type { SecretBox } from '../secrets.ts';
import { sendMessage } from './message.ts';
import { newSecret } from './signature.ts';

export interface Webhooks {
  /** Throws DomainRefusal for an address that is not allowed and a name that is taken. */
  create(webhook: NewWebhook, by: string): Promise<CreatedWebhook>;
  list(): Promise<Webhook[]>;
  /** Throws DomainRefusal for an address that is not allowed. Null when there is no such webhook. */
  change(id: string, change: WebhookChange): Promise<Webhook | null>;
  /** False when there is none. */
  delete(id: string): Promise<boolean>;
  /** Sends a message of the type `test`, which asks for nothing. Null when there is no such webhook. */
  try(id: string): Promise<WebhookTrial | null>;
}

const TRIAL_MS = 10_000;

export function createWebhooks(db: Db, secrets: SecretBox, networks: Networks): Webhooks {
  return {
    async create({ name, url }, by) {
      await checkUrl(url, 'webhook', networks);
      const secret = newSecret();
      const made = await insertWebhook(db, { name, url, secret: secrets.seal(secret), created_by: by });
      if (made === null)
        throw new DomainRefusal(409, 'name-taken', `There is a webhook ${name} already.`, {
          nextStep: 'Take another name, or delete the old one first.',
        });
      return { ...made, secret };
    },
    list: () => listWebhooks(db),
    async change(id, { url }) {
      await checkUrl(url, 'webhook', networks);
      return changeWebhook(db, id, url);
    },
    delete: (id) => deleteWebhook(db, id),
    async try(id) {
      const webhook = await findWebhook(db, { id });
      if (webhook === null) return null;
      const message = { type: 'test', timestamp: new Date().toISOString(), data: {} };
      const secret = secrets.open(webhook.secret);
      const target = { url: webhook.url, secret, networks, timeoutMs: TRIAL_MS };
      const { accepted, sentence } = await sendMessage(randomUUID(), message, target);
      const verdict = accepted ? 'took the message.' : 'did not take the message.';
      return { accepted, message: `The webhook ${webhook.name} ${verdict} ${sentence}` };
    },
  };
}
