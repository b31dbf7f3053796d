import type { MoveDetails } from '@evenkeel/contract';
import { Alert, Card, CardBody, CardTitle, Skeleton } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { moveProbeQuery, moveSamplesQuery } from '../api/queries.ts';
import { isUnderWay } from '../parts/move-words.ts';
import { CommandFailure } from '../parts/trouble.tsx';
import { CopyProgress } from './copy-progress.tsx';

const CopyChart = lazy(() => import('./copy-chart.tsx'));

/** The copy: as it stands while it goes on, and its curve, which is kept. */
export function CopyCard({ move }: { move: MoveDetails }) {
  const { data: samples, error } = useQuery(moveSamplesQuery(move.id));
  const isOver = !isUnderWay(move);
  const { data: probe } = useQuery(moveProbeQuery(move.id, !isOver));
  // One figure makes no curve.
  if (isOver && samples !== undefined && samples.length < 2) return null;
  return (
    <Card>
      <CardTitle component="h2">The copy</CardTitle>
      <CardBody className="evenkeel-stack">
        {!isOver && move.progress?.notConverging && <NotConverging move={move} />}
        {!isOver && <CopyProgress move={move} />}
        {error && !samples ? (
          <CommandFailure title="The curve could not be read" error={error} />
        ) : samples === undefined ? (
          <Skeleton height="10rem" screenreaderText="Loading the curve" />
        ) : (
          <Suspense fallback={<Skeleton height="10rem" screenreaderText="Loading the curve" />}>
            <CopyChart
              samples={samples}
              name={move.instanceName}
              isOver={isOver}
              silence={probe?.longestGap ?? null}
            />
          </Suspense>
        )}
      </CardBody>
    </Card>
  );
}

function NotConverging({ move }: { move: MoveDetails }) {
  return (
    <Alert isInline variant="warning" component="p" title="The copy is not converging">
      <p>
        What remains has had no new low for a minute: {move.instanceName} writes faster than it is copied.
        Nova goes on until its own limit and then gives up, or forces it, as the cloud is configured.
      </p>
      <p>
        Wait until the guest is less busy, or make it so; or force the migration to complete; or abort it.
        What each costs the guest stands above, at What can be done now.
      </p>
    </Alert>
  );
}
