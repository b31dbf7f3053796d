import type { Move } from '@evenkeel/contract';
import { Alert, Card, CardBody, CardTitle, Content } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import { CopyProgress } from '../move/copy-progress.tsx';
import { MoveSteps } from '../move/move-steps.tsx';
import { FailureWords } from '../parts/failure-mark.tsx';
import { Moment } from '../parts/moment.tsx';
import { hasFailed, isUnderWay, OUTCOME_WORDS, stateWords } from '../parts/move-words.ts';

/** The move under way step by step, or how the last one ended; all about it stands on its own page. */
export function MoveCard({ move }: { move: Move }) {
  return (
    <Card>
      <CardTitle component="h2">{isUnderWay(move) ? 'Migration under way' : 'Last migration'}</CardTitle>
      <CardBody className="evenkeel-stack">
        {isUnderWay(move) ? <UnderWay move={move} /> : <Ended move={move} />}
        <Content component="p">
          <Link to="/moves/$moveId" params={{ moveId: move.id }}>
            {isUnderWay(move) ? 'Follow it, abort it or force it' : 'All about this migration'}
          </Link>
        </Content>
      </CardBody>
    </Card>
  );
}

function UnderWay({ move }: { move: Move }) {
  return (
    <>
      <Content component="p">
        From <strong>{move.sourceHost ?? 'its host'}</strong> to{' '}
        <strong>{move.destinationHost ?? move.requestedHost ?? 'a host the cloud chooses'}</strong>, since{' '}
        <Moment at={move.createdAt} />
      </Content>
      <MoveSteps move={move} />
      <CopyProgress move={move} />
    </>
  );
}

function Ended({ move }: { move: Move }) {
  if (hasFailed(move)) {
    return (
      <Alert
        isInline
        variant="danger"
        component="p"
        title={`It failed: ${move.outcome ? OUTCOME_WORDS[move.outcome] : ''}`}
      >
        <FailureWords move={move} />
        <Content component="p">
          Ended <Moment at={move.endedAt} />
        </Content>
      </Alert>
    );
  }
  return (
    <Content component="p">
      {stateWords(move)}: from <strong>{move.sourceHost ?? 'its host'}</strong>
      {move.destinationHost && (
        <>
          {' '}
          to <strong>{move.destinationHost}</strong>
        </>
      )}
      , <Moment at={move.endedAt} />
      {move.requestId && <span className="evenkeel-muted"> · request id {move.requestId}</span>}
    </Content>
  );
}
