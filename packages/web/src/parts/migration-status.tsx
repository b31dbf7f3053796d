import type { Outcome } from '@evenkeel/contract';
import { Label, type LabelProps } from '@patternfly/react-core';
import { OUTCOME_WORDS } from './move-words.ts';

/** Nova's status words that end a live migration, and what each means for the eye. */
const ENDS: Readonly<Record<string, LabelProps['status']>> = {
  completed: 'success',
  done: 'success',
  failed: 'danger',
  error: 'danger',
  cancelled: 'info',
};

interface MigrationStatusProps {
  /** Nova's own word. */
  status: string;
  /** Evenkeel's, which goes before Nova's when it is known. */
  outcome: Outcome | null;
  reason: string | null;
}

export function MigrationStatus({ status, outcome, reason }: MigrationStatusProps) {
  return (
    <>
      <Label status={outcome ? statusOf(outcome) : (ENDS[status] ?? 'info')} isCompact>
        {outcome ? OUTCOME_WORDS[outcome] : status}
      </Label>
      {reason && <div className="evenkeel-muted">{reason}</div>}
    </>
  );
}

function statusOf(outcome: Outcome): LabelProps['status'] {
  if (outcome === 'succeeded') return 'success';
  return outcome === 'cancelled' ? 'info' : 'danger';
}
