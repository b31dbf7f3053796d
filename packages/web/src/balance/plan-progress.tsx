import { Card, CardBody, CardTitle } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { runQuery } from '../api/queries.ts';
import { LoadFailure } from '../parts/trouble.tsx';
import { CountsBar } from '../run/counts-bar.tsx';
import { RunStatusLabel } from '../run/run-status.tsx';
import { countsOf } from '../run/run-words.ts';

/** How far the run is that came of the plan. */
export function PlanProgress({ runId }: { runId: string }) {
  const { data: run, error, refetch } = useQuery(runQuery(runId));
  if (error && !run) return <LoadFailure what="The run" error={error} onRetry={() => void refetch()} />;
  if (!run) return null;
  return (
    <Card>
      <CardTitle component="h2">
        <span className="evenkeel-title">
          <Link to="/runs/$runId" params={{ runId }}>
            The run
          </Link>{' '}
          <RunStatusLabel run={run} />
        </span>
      </CardTitle>
      <CardBody>
        <CountsBar counts={countsOf(run.moves)} label="Moves" />
      </CardBody>
    </Card>
  );
}
