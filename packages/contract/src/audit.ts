/** The audit: who did what, from where, to what, and how it ended. Entries are only ever added, chained by their hashes. */
import { z } from 'zod';

/** What an entry says. Times are UTC, ISO 8601, by the database's clock. */
export const AuditContent = z.object({
  at: z.string(),
  /** `asked`: before it is done; `answered`: what came of it, with the same `requestId`; `refused`: never begun. */
  phase: z.enum(['asked', 'answered', 'refused']),
  who: z.object({
    /** `system`: Evenkeel itself, as somebody wanted (`why`); `nobody`: not signed in. */
    via: z.enum(['session', 'token', 'owner-token', 'system', 'nobody']),
    userId: z.string().nullable(),
    name: z.string(),
  }),
  /** Null for what Evenkeel does by itself. */
  from: z.object({ address: z.string(), userAgent: z.string().nullable() }).nullable(),
  /** The right that it needs (`migrate`), or `cloud` for what is sent to a cloud. */
  action: z.string(),
  /** The route (`POST /api/v1/runs`), or the call to the cloud (`liveMigrate`). */
  operation: z.string(),
  subject: z
    .object({
      kind: z.string(),
      id: z.string().nullable(),
      name: z.string().nullable(),
      providerId: z.string().nullable(),
    })
    .nullable(),
  /** The reason that was given; for what Evenkeel sends, whose wish it is. */
  why: z.string().nullable(),
  /** What was asked for; every field that is not known to be harmless reads `(not shown)`. */
  request: z.unknown().nullable(),
  /** Of the subject, what differs from afterwards; null where nothing of it is kept. */
  before: z.unknown().nullable(),
  after: z.unknown().nullable(),
  /** `status` as HTTP has it, null where it is not told. Without an `errorCode` it was taken. */
  outcome: z.object({ status: z.number().nullable(), errorCode: z.string().nullable() }).nullable(),
  /** Evenkeel's own, as in the header `Evenkeel-Request-Id` of the answer. */
  requestId: z.string(),
  cloudRequestIds: z.array(z.string()),
});
export type AuditContent = z.infer<typeof AuditContent>;

/** Of the first entry. */
export const AUDIT_BEGINNING = '0'.repeat(64);

/** An entry as it is kept and exported: `entry` is the text of its content, as it was hashed. */
export const AuditRecord = z.object({
  sequence: z.number(),
  entry: z.string(),
  previousHash: z.string(),
  hash: z.string(),
});
export type AuditRecord = z.infer<typeof AuditRecord>;

export const AuditEntry = AuditContent.extend({ sequence: z.number(), hash: z.string() });
export type AuditEntry = z.infer<typeof AuditEntry>;

/** The text whose SHA-256, in hexadecimal, is the hash of an entry. */
export function auditLink({ previousHash, sequence, entry }: Omit<AuditRecord, 'hash'>): string {
  return `${previousHash}\n${sequence}\n${entry}`;
}

export const AuditFilter = z.object({
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  /** A part of the name of who did it. */
  who: z.string().max(200).optional(),
  /** The right, the operation, or a part of the operation. */
  action: z.string().max(200).optional(),
  /** An id, a name, or a request id of ours or the cloud's. */
  subject: z.string().max(255).optional(),
});
export type AuditFilter = z.infer<typeof AuditFilter>;
/** Newest first. `cursor` is the sequence of the last entry that was seen. */
export const AuditQuery = AuditFilter.extend({
  cursor: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
export type AuditQuery = z.input<typeof AuditQuery>;

/** What a walk along the whole chain found. */
export const AuditVerification = z.object({
  /** Every entry is as it was written, none is missing before the head, and the expected hash was met. */
  whole: z.boolean(),
  /** Entries that were walked and are as they were written. */
  entries: z.number(),
  /** The last good entry; null of an empty audit. To be kept elsewhere, for `expect`. */
  head: z.object({ sequence: z.number(), hash: z.string() }).nullable(),
  /** The first that is not. */
  broken: z.object({ sequence: z.number(), reason: z.string() }).nullable(),
  /** Null when no hash was expected. `sequence` null: no good entry has it. */
  expected: z.object({ hash: z.string(), sequence: z.number().nullable() }).nullable(),
});
export type AuditVerification = z.infer<typeof AuditVerification>;

/**
 * Walks a chain, oldest first. `hash` gives the SHA-256 of a text in hexadecimal: contract has no cryptography, so that
 * server and command line share the walk and each bring their own.
 */
export async function verifyAudit(
  records: AsyncIterable<AuditRecord> | Iterable<AuditRecord>,
  hash: (text: string) => string,
  expect: string | null,
): Promise<AuditVerification> {
  let head: AuditVerification['head'] = null;
  let expectedAt: number | null = null;
  let broken: AuditVerification['broken'] = null;
  for await (const record of records) {
    const reason = breakOf(record, head, hash);
    if (reason !== null) {
      broken = { sequence: record.sequence, reason };
      break;
    }
    head = { sequence: record.sequence, hash: record.hash };
    if (record.hash === expect) expectedAt = record.sequence;
  }
  const expected = expect === null ? null : { hash: expect, sequence: expectedAt };
  const whole = broken === null && (expected === null || expected.sequence !== null);
  return { whole, entries: head?.sequence ?? 0, head, broken, expected };
}

function breakOf(record: AuditRecord, head: AuditVerification['head'], hash: (text: string) => string) {
  const due = (head?.sequence ?? 0) + 1;
  if (record.sequence !== due)
    return `Entry ${due} is missing: ${record.sequence} stands where it should be.`;
  if (record.previousHash !== (head?.hash ?? AUDIT_BEGINNING))
    return 'It does not follow the entry before it: one of the two was put there later.';
  if (hash(auditLink(record)) !== record.hash)
    return 'Its text is not the text that was hashed: it was changed.';
  return null;
}
