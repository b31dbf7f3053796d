import {
  Breadcrumb,
  BreadcrumbItem,
  Card,
  CardBody,
  CardTitle,
  Label,
  Skeleton,
} from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { moveQuery } from '../api/queries.ts';
import { ControlCard } from '../move/control-card.tsx';
import { CopyCard } from '../move/copy-card.tsx';
import { EventsCard } from '../move/events-card.tsx';
import { FactsCard } from '../move/facts-card.tsx';
import { MoveSteps } from '../move/move-steps.tsx';
import { OutcomeCard } from '../move/outcome-card.tsx';
import { ProbeCard } from '../move/probe-card.tsx';
import { CloudTrouble } from '../parts/cloud-trouble.tsx';
import { isUnderWay, stateWords, statusOf } from '../parts/move-words.ts';
import { PageFrame } from '../parts/page.tsx';
import { LoadFailure } from '../parts/trouble.tsx';
import '../move/move.css';

/** One move, from the wish to its end. */
export function MovePage() {
  const { moveId } = useParams({ from: '/moves/$moveId' });
  const { data: move, error, refetch } = useQuery(moveQuery(moveId));
  const name = move ? `Migration of ${move.instanceName}` : 'Migration';
  return (
    <PageFrame
      tabTitle={name}
      title={
        <span className="evenkeel-title">
          {name} {move && <Label status={statusOf(move)}>{stateWords(move)}</Label>}
        </span>
      }
      breadcrumb={
        <Breadcrumb>
          <BreadcrumbItem
            render={({ className }) => (
              <Link to="/migrations" className={className}>
                Migrations
              </Link>
            )}
          />
          <BreadcrumbItem isActive>{name}</BreadcrumbItem>
        </Breadcrumb>
      }
    >
      <CloudTrouble providerId={move?.providerId ?? ''} />
      {error && !move ? (
        <LoadFailure what="The migration" error={error} onRetry={() => void refetch()} />
      ) : move === undefined ? (
        <Skeleton height="20rem" screenreaderText="Loading the migration" />
      ) : (
        <div className="evenkeel-stack">
          <div role="status">
            <OutcomeCard move={move} />
          </div>
          {isUnderWay(move) && (
            <Card>
              <CardTitle component="h2">
                {move.sourceHost ?? 'Its host'} →{' '}
                {move.destinationHost ?? move.requestedHost ?? 'a host the cloud chooses'}
              </CardTitle>
              <CardBody>
                <MoveSteps move={move} />
              </CardBody>
            </Card>
          )}
          <ControlCard move={move} />
          {(move.progress !== null || !isUnderWay(move)) && <CopyCard move={move} />}
          <ProbeCard move={move} />
          <EventsCard moveId={move.id} />
          <FactsCard move={move} />
        </div>
      )}
    </PageFrame>
  );
}
