import type { MaintenanceDetail } from '@evenkeel/contract';
import { Button, Flex } from '@patternfly/react-core';
import { useState } from 'react';
import { CancelDialog, PauseDialog, ResumeDialog } from './control-dialogs.tsx';
import { isAtWork, isOpen } from './maintenance-words.ts';
import { ReturnDialog } from './return-dialog.tsx';

type Dialog = 'pause' | 'resume' | 'cancel' | 'return';

/** What can be done to a maintenance as it stands now. */
export function MaintenanceActions({ maintenance }: { maintenance: MaintenanceDetail }) {
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const { state, phase } = maintenance;
  const props = { maintenance, onClose: () => setDialog(null) };
  const isHalted = state === 'paused' || state === 'needs-attention';
  return (
    <Flex gap={{ default: 'gapSm' }}>
      {isOpen(maintenance) && phase !== 'cancelling' && (
        <>
          {isHalted ? (
            <Button variant="secondary" onClick={() => setDialog('resume')}>
              Resume…
            </Button>
          ) : (
            isAtWork(maintenance) && (
              <Button variant="secondary" onClick={() => setDialog('pause')}>
                Pause…
              </Button>
            )
          )}
          <Button variant="secondary" isDanger onClick={() => setDialog('cancel')}>
            Cancel…
          </Button>
          {(phase === 'held' || (phase === 'returning' && state === 'needs-attention')) && (
            <Button onClick={() => setDialog('return')}>
              {phase === 'held' ? 'Return…' : 'Return again…'}
            </Button>
          )}
        </>
      )}
      {dialog === 'pause' && <PauseDialog {...props} />}
      {dialog === 'resume' && <ResumeDialog {...props} />}
      {dialog === 'cancel' && <CancelDialog {...props} />}
      {dialog === 'return' && <ReturnDialog {...props} />}
    </Flex>
  );
}
