import type { MaintenanceState } from '@evenkeel/contract';
import { Label, type LabelProps } from '@patternfly/react-core';
import { STATE_WORDS } from './maintenance-words.ts';

export function MaintenanceStateLabel({ state }: { state: MaintenanceState }) {
  return (
    <Label isCompact status={statusOf(state)}>
      {STATE_WORDS[state]}
    </Label>
  );
}

function statusOf(state: MaintenanceState): LabelProps['status'] {
  if (state === 'needs-attention') return 'danger';
  if (state === 'paused' || state === 'held' || state === 'cancelling') return 'warning';
  return state === 'ended' ? 'success' : 'info';
}
