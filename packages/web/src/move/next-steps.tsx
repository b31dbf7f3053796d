import type { MoveDetails, Outcome } from '@evenkeel/contract';
import { ActionList, ActionListItem, Button } from '@patternfly/react-core';
import { useNavigate } from '@tanstack/react-router';
import { writeReferences } from '../search.ts';
import { Recovery } from './recovery.tsx';
import { RetryMove } from './retry-move.tsx';

type Step = 'retry' | 'hosts' | 'form';

/** What a person can do after each end, the likeliest first. */
const STEPS: Readonly<Record<Outcome, readonly Step[]>> = {
  succeeded: [],
  rejected: ['form', 'retry'],
  'not-placed': ['hosts', 'retry', 'form'],
  'rolled-back': ['retry', 'hosts'],
  cancelled: ['form'],
  'timed-out': ['retry', 'form'],
  errored: ['retry'],
  inconsistent: [],
  lost: [],
};

/** After these, it is looked before anything else is done. */
const IN_TROUBLE: ReadonlySet<Outcome> = new Set(['errored', 'inconsistent', 'lost']);

export function NextSteps({ move }: { move: MoveDetails }) {
  const { outcome } = move;
  if (outcome === null) return null;
  const isInTrouble = IN_TROUBLE.has(outcome);
  return (
    <>
      {isInTrouble && <Recovery move={move} />}
      {STEPS[outcome].length > 0 && (
        <ActionList className="evenkeel-next-steps">
          {STEPS[outcome].map((step, place) => (
            <ActionListItem key={step}>
              <StepButton
                step={step}
                move={move}
                variant={place === 0 && !isInTrouble ? 'primary' : 'secondary'}
              />
            </ActionListItem>
          ))}
        </ActionList>
      )}
    </>
  );
}

interface StepButtonProps {
  step: Step;
  move: MoveDetails;
  variant: 'primary' | 'secondary';
}

function StepButton({ step, move, variant }: StepButtonProps) {
  const navigate = useNavigate();
  const { providerId, instanceId } = move;
  const toHosts = () =>
    navigate({
      to: '/instances/$providerId/$instanceId',
      params: { providerId, instanceId },
      hash: 'hosts',
    });
  const toForm = () => navigate({ to: '/migrate', hash: writeReferences([{ providerId, id: instanceId }]) });
  switch (step) {
    case 'retry':
      return <RetryMove move={move} variant={variant} />;
    case 'hosts':
      return (
        <Button variant={variant} onClick={() => void toHosts()}>
          See which hosts could take it
        </Button>
      );
    case 'form':
      return (
        <Button variant={variant} onClick={() => void toForm()}>
          Migrate with other options
        </Button>
      );
  }
}
