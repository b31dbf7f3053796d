/** The one way into the audit, and the walk that proves it. */
import { createHash } from 'node:crypto';
import { type AuditContent, type AuditVerification, verifyAudit } from '@evenkeel/contract';
import type { Executor } from '../db/accounts.ts';
import { appendAudit, walkAudit } from '../db/audit.ts';
import type { Db } from '../db/database.ts';

/** What has to be said of a thing; what is not said is null, and `at` is the database's. */
export type NewAuditEntry = Pick<AuditContent, 'phase' | 'who' | 'action' | 'operation' | 'requestId'> &
  Partial<Omit<AuditContent, 'at'>>;

/** Who does what nobody asked for at that moment. */
export const EVENKEEL: AuditContent['who'] = { via: 'system', userId: null, name: 'Evenkeel' };

/**
 * Writes an entry and gives its sequence. In a transaction it is to be the last statement, for it takes the chain's lock
 * until the end. Nothing secret may be in it: what came in a request goes through `shown` first.
 */
export function recordAudit(db: Executor, entry: NewAuditEntry): Promise<number> {
  const { phase, who, action, operation, requestId } = entry;
  const { from = null, subject = null, why = null, request = null } = entry;
  const { before = null, after = null, outcome = null, cloudRequestIds = [] } = entry;
  // The order of the keys is that of the text that is hashed.
  const content: Omit<AuditContent, 'at'> = {
    phase,
    who,
    from,
    action,
    operation,
    subject,
    why,
    request,
    before,
    after,
    outcome,
    requestId,
    cloudRequestIds,
  };
  return appendAudit(db, storable(JSON.stringify(content)));
}

/** jsonb takes neither U+0000 nor half of a surrogate pair; JSON writes both as escapes. */
function storable(json: string): string {
  return json.replace(/(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/gi, '$1\\ufffd');
}

/** Walks the whole chain. `expect`: a hash that was a head once, kept elsewhere; null: none. */
export function verifyChain(db: Db, expect: string | null): Promise<AuditVerification> {
  return verifyAudit(walkAudit(db), sha256, expect);
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
