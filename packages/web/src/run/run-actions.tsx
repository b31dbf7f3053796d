import type { Run } from '@evenkeel/contract';
import { Button, Flex } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { pauseRun, resumeRun } from '../api/commands.ts';
import { runQuery } from '../api/queries.ts';
import { useMessages } from '../parts/messages.tsx';
import { CancelRunDialog } from './cancel-run.tsx';
import { RetryRunDialog } from './retry-run.tsx';

/** What can be done to a run as it stands now. */
export function RunActions({ run }: { run: Run }) {
  const [dialog, setDialog] = useState<'cancel' | 'retry' | null>(null);
  const client = useQueryClient();
  const { tell } = useMessages();
  const { mutate, isPending } = useMutation({
    mutationFn: () => (run.status === 'paused' ? resumeRun(run.id) : pauseRun(run.id)),
    onSuccess: (changed) => client.setQueryData(runQuery(run.id).queryKey, changed),
    onError: (error) =>
      tell({ variant: 'danger', title: 'The run was not changed', text: error.message, place: 'page' }),
  });
  const { waiting, running, failed } = run.counts;
  const close = () => setDialog(null);
  return (
    <Flex gap={{ default: 'gapSm' }}>
      {(run.status === 'active' || run.status === 'paused') && (
        <Button variant="secondary" isLoading={isPending} isDisabled={isPending} onClick={() => mutate()}>
          {run.status === 'paused' ? 'Resume' : 'Pause'}
        </Button>
      )}
      {waiting + running > 0 && (
        <Button variant="secondary" isDanger onClick={() => setDialog('cancel')}>
          Cancel the rest…
        </Button>
      )}
      {failed > 0 && <Button onClick={() => setDialog('retry')}>Retry the failed…</Button>}
      {dialog === 'cancel' && <CancelRunDialog run={run} onClose={close} />}
      {dialog === 'retry' && <RetryRunDialog run={run} onClose={close} />}
    </Flex>
  );
}
