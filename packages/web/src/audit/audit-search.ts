import type { Parameters } from '../api/request.ts';
import { textOf, withoutUndefined } from '../search.ts';

/** What the address of the audit holds: its filters, and where the page begins. */
export interface AuditSearch {
  who?: string;
  /** A right or an operation, or a part of one. */
  action?: string;
  /** An id, a name or a request id. */
  subject?: string;
  cursor?: string;
}

export const AUDIT_PAGE_SIZE = 50;

/** Anything a hand could have typed wrong is left out. */
export function readAuditSearch(raw: Record<string, unknown>): AuditSearch {
  const { who, action, subject } = raw;
  const cursor = /^[1-9]\d{0,14}$/.test(String(raw.cursor)) ? String(raw.cursor) : undefined;
  return withoutUndefined({ who: textOf(who), action: textOf(action), subject: textOf(subject), cursor });
}

export function auditParametersOf(search: AuditSearch): Parameters {
  return { ...search, limit: AUDIT_PAGE_SIZE };
}
