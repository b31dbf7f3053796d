import { Breadcrumb, BreadcrumbItem, Skeleton } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { runQuery } from '../api/queries.ts';
import { CloudTrouble } from '../parts/cloud-trouble.tsx';
import { PageFrame } from '../parts/page.tsx';
import { LoadFailure } from '../parts/trouble.tsx';
import { RunActions } from '../run/run-actions.tsx';
import { RunStatusLabel } from '../run/run-status.tsx';
import { RunView } from '../run/run-view.tsx';
import { instancesInWords } from '../run/run-words.ts';

/** One request and all its moves, while it is carried out and ever after. */
export function RunPage() {
  const { runId } = useParams({ from: '/runs/$runId' });
  const { data: run, error, refetch } = useQuery(runQuery(runId));
  const words = run ? `Run of ${instancesInWords(run.moves.length)}` : 'Run';
  return (
    <PageFrame
      tabTitle={words}
      title={
        <span className="evenkeel-title">
          {words} {run && <RunStatusLabel run={run} />}
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
          <BreadcrumbItem
            render={({ className }) => (
              <Link to="/runs" className={className}>
                Runs
              </Link>
            )}
          />
          <BreadcrumbItem isActive>{words}</BreadcrumbItem>
        </Breadcrumb>
      }
      actions={run && <RunActions run={run} />}
    >
      <CloudTrouble />
      {error && !run ? (
        <LoadFailure what="The run" error={error} onRetry={() => void refetch()} />
      ) : run === undefined ? (
        <Skeleton height="16rem" screenreaderText="Loading the run" />
      ) : (
        <RunView run={run} />
      )}
    </PageFrame>
  );
}
