import type { Migration } from '@evenkeel/contract';

/** Nova's words for a live migration that has come to its end; see nova/objects/fields.py. */
export const ENDED_STATUSES = ['completed', 'done', 'failed', 'error', 'cancelled'] as const;

/** The words in which Nova says how far one is, in the order in which it says them. */
export const NOVA_STATUSES: readonly string[] = [
  'accepted',
  'queued',
  'preparing',
  'running',
  'running (post-copy)',
  'post-migrating',
  ...ENDED_STATUSES,
];

export function isRecordEnded({ status, outcome }: Migration): boolean {
  return outcome !== null || ENDED_STATUSES.some((word) => word === status);
}
