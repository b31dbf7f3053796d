import type { MaintenanceKind, MaintenanceState } from '@evenkeel/contract';
import { Label, type LabelProps } from '@patternfly/react-core';
import { stateInWords } from './maintenance-words.ts';

interface Props {
  state: MaintenanceState;
  /** A drain when not given. */
  kind?: MaintenanceKind;
}

export function MaintenanceStateLabel({ state, kind = 'drain' }: Props) {
  return (
    <Label isCompact status={statusOf(state)}>
      {stateInWords(state, kind)}
    </Label>
  );
}

function statusOf(state: MaintenanceState): LabelProps['status'] {
  if (state === 'needs-attention') return 'danger';
  if (state === 'paused' || state === 'held' || state === 'cancelling') return 'warning';
  return state === 'ended' ? 'success' : 'info';
}
