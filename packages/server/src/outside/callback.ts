/** A webhook says how it went. Whoever can not sign is told nothing, whatever is wrong. */
import { Callback } from '@evenkeel/contract';
import type { Db } from '../db/database.ts';
import { findStepForCallback, takeCallback } from '../db/outside.ts';
import { DomainRefusal } from '../runner/refusal.ts';
import type { SecretBox } from '../secrets.ts';
import { isGenuine, newSecret } from './signature.ts';

export interface SignedCallback {
  /** Of the address; a uuid. */
  stepId: string;
  /** Headers; empty where there is none. */
  messageId: string;
  timestamp: string;
  signature: string;
  body: Buffer;
}

const LONGEST_ID = 200;
/** So that an unknown id takes as long as a wrong signature. */
const NOBODYS_SECRET = newSecret();

/** Throws DomainRefusal: 401 for everything that is not signed well and new, 400 and 409 only for who can sign. */
export async function receiveCallback(
  { db, secrets }: { db: Db; secrets: Pick<SecretBox, 'open'> },
  { stepId, messageId, timestamp, signature, body }: SignedCallback,
  nowMs: number,
): Promise<void> {
  const found = await findStepForCallback(db, stepId);
  const secret = found ? secrets.open(found.secret) : NOBODYS_SECRET;
  const genuine = isGenuine(secret, { id: messageId, timestamp, body }, signature, nowMs);
  if (
    !found ||
    !genuine ||
    messageId === '' ||
    messageId.length > LONGEST_ID ||
    /[^\x21-\x7e]/.test(messageId)
  )
    throw new DomainRefusal(401, 'not-accepted', 'This call-back is not accepted.');
  const said = parse(body);
  if (said === null || said.id !== stepId)
    throw new DomainRefusal(
      400,
      'bad-request',
      'The body must be {"id": the id of the message, "outcome": "done" or "failed", "message": text}.',
    );
  const done = said.outcome === 'done';
  const words = said.message === '' ? '' : ` It says: ${said.message}`;
  const message = `The webhook ${found.name} ${done ? 'is done.' : 'could not do it.'}${words}`;
  const ids = { stepId, webhookId: found.webhookId, messageId };
  const taken = await takeCallback(db, ids, {
    state: done ? 'done' : 'failed',
    message,
    next_step: done ? null : 'See what the other program says of it, then try again.',
  });
  if (taken === 'replayed')
    throw new DomainRefusal(409, 'replayed', 'A call-back with this webhook-id was taken before.');
  if (taken === 'over') throw new DomainRefusal(409, 'over', 'This step has ended already.');
}

function parse(body: Buffer): Callback | null {
  try {
    return Callback.parse(JSON.parse(body.toString('utf8')));
  } catch {
    return null;
  }
}
