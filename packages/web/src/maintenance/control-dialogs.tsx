import type { MaintenanceDetail } from '@evenkeel/contract';
import { Checkbox, Content } from '@patternfly/react-core';
import { useState } from 'react';
import { cancelMaintenance, pauseMaintenance, resumeMaintenance } from '../api/commands.ts';
import { AskDialog } from './ask-dialog.tsx';
import { progressOf } from './progress.ts';
import { useChange } from './use-change.ts';

interface DialogProps {
  maintenance: MaintenanceDetail;
  onClose: () => void;
}

export function PauseDialog({ maintenance: { id, host }, onClose }: DialogProps) {
  const change = useChange(() => pauseMaintenance(id), onClose);
  return (
    <AskDialog
      title={`Pause the maintenance of ${host}?`}
      action="Pause"
      isPending={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onClose={onClose}
    >
      <Content component="p">
        Nothing new begins until somebody resumes it. What is under way comes to its end, and the host stays
        as it is.
      </Content>
    </AskDialog>
  );
}

export function ResumeDialog({ maintenance: { id, host, phase }, onClose }: DialogProps) {
  const change = useChange(() => resumeMaintenance(id), onClose);
  return (
    <AskDialog
      title={`Resume the maintenance of ${host}?`}
      action="Resume"
      isPending={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onClose={onClose}
    >
      <Content component="p">
        {phase === 'held'
          ? `${host} is emptied again of what came to it meanwhile.`
          : 'It goes on, and tries again what asked for attention.'}
      </Content>
    </AskDialog>
  );
}

export function CancelDialog({ maintenance, onClose }: DialogProps) {
  const { id, host, kind, disabledByUs } = maintenance;
  const isEvacuation = kind === 'evacuation';
  const what = isEvacuation ? 'evacuation' : 'maintenance';
  const { running } = progressOf(maintenance);
  const [abortRunning, setAbort] = useState(false);
  const change = useChange(() => cancelMaintenance(id, { abortRunning }), onClose);
  return (
    <AskDialog
      title={`Cancel the ${what} of ${host}?`}
      action={`Cancel the ${what}`}
      isDanger
      isPending={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onClose={onClose}
    >
      <Content component="p">
        {isEvacuation
          ? 'Nothing new begins. What is being built anew comes to its end, and stays where it is then.'
          : 'Nothing new begins. What has moved stays where it is now.'}{' '}
        {disabledByUs === false
          ? `The switch of ${host} stays as it is: Evenkeel did not disable it.`
          : `${host} is enabled again${disabledByUs ? '' : ', if Evenkeel disabled it'}, and Nova may put instances on it.`}
      </Content>
      {running > 0 && !isEvacuation && (
        <Checkbox
          id="abort-moves"
          label={`Also ask Nova to abort the ${running} under way`}
          description="An aborted instance goes on running where it is. One that Nova can no longer abort comes to its end."
          isChecked={abortRunning}
          onChange={(_event, on) => setAbort(on)}
        />
      )}
    </AskDialog>
  );
}
