import type { MoveDetails } from '@evenkeel/contract';
import { Alert, Content } from '@patternfly/react-core';
import { formatDuration } from '../parts/durations.ts';
import { Moment } from '../parts/moment.tsx';
import { hasFailed, OUTCOME_WORDS, reasonOf, statusOf } from '../parts/move-words.ts';
import { NextSteps } from './next-steps.tsx';

/** How it ended: the cause, the cloud's own words, and what can be done next. */
export function OutcomeCard({ move }: { move: MoveDetails }) {
  if (move.outcome === null) return null;
  return (
    <Alert
      isInline
      variant={statusOf(move)}
      component="h2"
      title={titleOf(move)}
      className="evenkeel-outcome"
    >
      <div className="evenkeel-stack">
        {reasonOf(move) && <Content component="p">{reasonOf(move)}</Content>}
        {move.cloudMessage && <Content component="p">The cloud said: “{move.cloudMessage}”</Content>}
        {move.requestId && hasFailed(move) && (
          <Content component="p">
            Request id: <code>{move.requestId}</code>
          </Content>
        )}
        {move.nextStep && (
          <Content component="p">
            <strong>What to do:</strong> {move.nextStep}
          </Content>
        )}
        <NextSteps move={move} />
        {move.endedAt && (
          <Content component="small">
            Ended <Moment at={move.endedAt} />, {duration(move)} after it was asked for
          </Content>
        )}
      </div>
    </Alert>
  );
}

function titleOf(move: MoveDetails): string {
  const { outcome, instanceName, sourceHost, destinationHost } = move;
  if (outcome === null) return '';
  if (outcome !== 'succeeded') return OUTCOME_WORDS[outcome];
  const from = sourceHost === null ? '' : ` from ${sourceHost}`;
  return `${instanceName} was moved${from}${destinationHost === null ? '' : ` to ${destinationHost}`}`;
}

function duration({ createdAt, endedAt }: MoveDetails): string {
  return formatDuration(Date.parse(endedAt ?? createdAt) - Date.parse(createdAt));
}
