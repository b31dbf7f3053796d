import type { MoveDetails, Outcome } from '@evenkeel/contract';
import { ActionList, ActionListItem, Button } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { retryRun } from '../api/commands.ts';
import { useMessages } from '../parts/messages.tsx';
import { newKey } from '../parts/new-key.ts';
import { CommandFailure } from '../parts/trouble.tsx';
import { writeReferences } from '../search.ts';
import { Recovery } from './recovery.tsx';

type Step = 'recover' | 'retry' | 'hosts' | 'form';

/** What a person can do after each end; the first is the likeliest. */
const STEPS: Readonly<Record<Outcome, readonly Step[]>> = {
  succeeded: [],
  rejected: ['form', 'retry'],
  'not-placed': ['hosts', 'retry', 'form'],
  'rolled-back': ['retry', 'hosts', 'form'],
  cancelled: ['form'],
  'timed-out': ['form', 'hosts'],
  errored: ['recover', 'retry'],
  inconsistent: ['recover'],
  lost: ['recover'],
};

export function NextSteps({ move }: { move: MoveDetails }) {
  const navigate = useNavigate();
  const { providerId, instanceId } = move;
  const steps = move.outcome === null ? [] : STEPS[move.outcome];
  if (steps.length === 0) return null;
  return (
    <>
      {steps.includes('recover') && <Recovery move={move} />}
      <ActionList className="evenkeel-next-steps">
        {steps.map((step) => (
          <ActionListItem key={step}>
            {step === 'retry' && <Retry move={move} />}
            {step === 'hosts' && (
              <Button
                variant="secondary"
                onClick={() =>
                  void navigate({
                    to: '/instances/$providerId/$instanceId',
                    params: { providerId, instanceId },
                    hash: 'hosts',
                  })
                }
              >
                See which hosts could take it
              </Button>
            )}
            {step === 'form' && (
              <Button
                variant="secondary"
                onClick={() =>
                  void navigate({ to: '/migrate', hash: writeReferences([{ providerId, id: instanceId }]) })
                }
              >
                Migrate with other options
              </Button>
            )}
          </ActionListItem>
        ))}
      </ActionList>
    </>
  );
}

/** A new run of this one move, to the best host among those that have not refused it. */
function Retry({ move }: { move: MoveDetails }) {
  const [idempotencyKey] = useState(newKey);
  const navigate = useNavigate();
  const client = useQueryClient();
  const { tell } = useMessages();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => retryRun(move.runId, { moveIds: [move.id], idempotencyKey }),
    onSuccess: (run) => {
      void client.invalidateQueries({ queryKey: ['moves'] });
      tell({ variant: 'info', title: `${move.instanceName} is being migrated elsewhere.`, place: 'page' });
      const [next] = run.moves;
      if (next) return navigate({ to: '/moves/$moveId', params: { moveId: next.id } });
    },
  });
  return (
    <>
      <Button isLoading={isPending} isDisabled={isPending} onClick={() => mutate()}>
        Try elsewhere
      </Button>
      {error && <CommandFailure title="Nothing was sent" error={error} />}
    </>
  );
}
