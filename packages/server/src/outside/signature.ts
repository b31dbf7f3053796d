/**
 * Signatures as Standard Webhooks has them (standardwebhooks.com): HMAC-SHA256 over `id.timestamp.body`, in the headers
 * webhook-id, webhook-timestamp (seconds UTC) and webhook-signature (`v1,` and base64; several, separated by spaces).
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { TOLERANCE_MS } from './timing.ts';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A new secret, as people copy it. */
export function newSecret(): string {
  return `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;
}

export interface Signed {
  id: string;
  /** Seconds, UTC. */
  timestamp: string;
  /** The very bytes that travel. */
  body: string | Buffer;
}

export function signatureOf(secret: string, { id, timestamp, body }: Signed): string {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;
}

export function headersOf(secret: string, signed: Signed): Record<string, string> {
  return {
    'content-type': 'application/json',
    'webhook-id': signed.id,
    'webhook-timestamp': signed.timestamp,
    'webhook-signature': signatureOf(secret, signed),
  };
}

/** Whether one of the signatures is right and the message is not too old, nor from the future. `nowMs`: milliseconds, UTC. */
export function isGenuine(secret: string, signed: Signed, signatures: string, nowMs: number): boolean {
  if (!/^\d{1,12}$/.test(signed.timestamp)) return false;
  if (Math.abs(nowMs - Number(signed.timestamp) * 1000) > TOLERANCE_MS) return false;
  const right = Buffer.from(signatureOf(secret, signed));
  return signatures.split(' ').some((given) => {
    const bytes = Buffer.from(given);
    return bytes.length === right.length && timingSafeEqual(bytes, right);
  });
}
