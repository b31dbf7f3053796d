import type { RunSummary } from '@evenkeel/contract';
import { Label, type LabelProps } from '@patternfly/react-core';
import { RUN_STATUS_WORDS } from './run-words.ts';

export function RunStatusLabel({ run }: { run: RunSummary }) {
  return (
    <Label isCompact status={statusOf(run)}>
      {RUN_STATUS_WORDS[run.status]}
    </Label>
  );
}

function statusOf({ status, counts }: RunSummary): LabelProps['status'] {
  if (status === 'active') return 'info';
  if (status !== 'done') return 'warning';
  return counts.failed > 0 ? 'danger' : counts.cancelled > 0 ? 'info' : 'success';
}
