import type { AuditEntry } from '@evenkeel/contract';

/** `POST /runs`, or the call to a cloud. */
export function operationInWords({ operation }: AuditEntry): string {
  return operation.replace('/api/v1', '');
}

export function subjectInWords({ subject }: AuditEntry): string {
  if (subject === null) return '–';
  return `${subject.kind} ${subject.name ?? subject.id ?? ''}`.trim();
}

export function outcomeInWords({ phase, outcome }: AuditEntry): { words: string; isBad: boolean } {
  if (outcome === null) return { words: 'Asked', isBad: false };
  const status = outcome.status === null ? '' : ` (${outcome.status})`;
  const isBad = outcome.errorCode !== null || (outcome.status ?? 0) >= 400;
  if (isBad) return { words: `${outcome.errorCode ?? 'Refused'}${status}`, isBad };
  return { words: `${phase === 'answered' ? 'Done' : 'Refused'}${status}`, isBad };
}
