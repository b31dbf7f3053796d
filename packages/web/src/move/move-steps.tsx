import type { Move } from '@evenkeel/contract';
import { ProgressStep, ProgressStepper } from '@patternfly/react-core';
import { stateWords } from '../parts/move-words.ts';

const STEPS: readonly { title: string; states: readonly Move['state'][] }[] = [
  { title: 'Waiting', states: ['planned', 'waiting'] },
  { title: 'Asked', states: ['requesting', 'submitted'] },
  { title: 'Accepted', states: ['accepted', 'queued'] },
  { title: 'Preparing', states: ['preparing'] },
  { title: 'Copying', states: ['copying', 'post-copy'] },
  { title: 'Verifying', states: ['verifying'] },
];

/** How far a move is that is under way. */
export function MoveSteps({ move }: { move: Move }) {
  const present = STEPS.findIndex(({ states }) => states.includes(move.state));
  return (
    <ProgressStepper aria-label="Steps of the migration" className="evenkeel-steps">
      {STEPS.map(({ title }, index) => (
        <ProgressStep
          key={title}
          id={`step-${index}`}
          titleId={`step-title-${index}`}
          variant={index < present ? 'success' : index === present ? 'info' : 'pending'}
          isCurrent={index === present}
          description={index === present && stateWords(move) !== title ? stateWords(move) : undefined}
          aria-label={`${title}: ${index < present ? 'done' : index === present ? 'under way' : 'to come'}`}
        >
          {title}
        </ProgressStep>
      ))}
    </ProgressStepper>
  );
}
