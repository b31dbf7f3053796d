import type { Move, MoveProgress } from '@evenkeel/contract';
import {
  Alert,
  Card,
  CardBody,
  CardTitle,
  Content,
  ProgressStep,
  ProgressStepper,
} from '@patternfly/react-core';
import { formatBytes } from '../parts/bytes.ts';
import { FailureWords } from '../parts/failure-mark.tsx';
import { Moment } from '../parts/moment.tsx';
import { hasFailed, isUnderWay, OUTCOME_WORDS, stateWords, wholePercent } from '../parts/move-words.ts';
import { ProgressBar } from '../parts/progress-bar.tsx';
import { BytesChart } from './bytes-chart.tsx';

/** The move under way step by step, or how the last one ended. */
export function MoveCard({ move }: { move: Move }) {
  return (
    <Card>
      <CardTitle component="h2">{isUnderWay(move) ? 'Migration under way' : 'Last migration'}</CardTitle>
      <CardBody>{isUnderWay(move) ? <UnderWay move={move} /> : <Ended move={move} />}</CardBody>
    </Card>
  );
}

const STEPS: readonly { title: string; states: readonly Move['state'][] }[] = [
  { title: 'Asked', states: ['planned', 'waiting', 'requesting', 'submitted'] },
  { title: 'Accepted', states: ['accepted', 'queued'] },
  { title: 'Preparing', states: ['preparing'] },
  { title: 'Copying', states: ['copying', 'post-copy'] },
  { title: 'Verifying', states: ['verifying'] },
];

function UnderWay({ move }: { move: Move }) {
  const present = STEPS.findIndex(({ states }) => states.includes(move.state));
  const percent = wholePercent(move);
  return (
    <div className="evenkeel-stack">
      <Content component="p">
        From <strong>{move.sourceHost ?? 'its host'}</strong> to{' '}
        <strong>{move.destinationHost ?? move.requestedHost ?? 'a host the cloud chooses'}</strong>, since{' '}
        <Moment at={move.createdAt} />
      </Content>
      <ProgressStepper aria-label="Steps of the migration">
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
      <div>
        <Content component="p">
          {percent === null ? 'The cloud has not told of any bytes yet.' : `${percent} % of the bytes`}
        </Content>
        <ProgressBar label={`Migration of ${move.instanceName}`} percent={percent} />
      </div>
      {move.progress && <BytesLeft progress={move.progress} />}
      <BytesChart key={move.id} move={move} />
    </div>
  );
}

function BytesLeft({ progress }: { progress: MoveProgress }) {
  const kinds = [
    ['Memory', progress.memoryTotalBytes, progress.memoryRemainingBytes, progress.memoryProcessedBytes],
    ['Disk', progress.diskTotalBytes, progress.diskRemainingBytes, progress.diskProcessedBytes],
  ] as const;
  return (
    <dl className="evenkeel-bytes">
      {kinds
        .filter(([, total]) => total !== null && total > 0)
        .map(([kind, total, remaining, processed]) => (
          <div key={kind}>
            <dt>{kind} left</dt>
            <dd>
              <ProgressBar label={`${kind} copied`} percent={percentOf(total, remaining)} />
              {remaining === null ? 'not told' : formatBytes(remaining)}
              {total !== null && ` of ${formatBytes(total)}`}
              {processed !== null && (
                <span className="evenkeel-muted">{formatBytes(processed)} copied so far</span>
              )}
            </dd>
          </div>
        ))}
    </dl>
  );
}

function percentOf(total: number | null, remaining: number | null): number | null {
  return total === null || remaining === null ? null : Math.round((100 * (total - remaining)) / total);
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
