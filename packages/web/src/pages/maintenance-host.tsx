import { Breadcrumb, BreadcrumbItem, Skeleton } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { maintenanceQuery } from '../api/queries.ts';
import { FactsCard } from '../maintenance/facts-card.tsx';
import { HappenedCard } from '../maintenance/happened-card.tsx';
import { InstancesCard } from '../maintenance/instances-card.tsx';
import { LeftCard } from '../maintenance/left-card.tsx';
import { MaintenanceActions } from '../maintenance/maintenance-actions.tsx';
import { RunsCard } from '../maintenance/runs-card.tsx';
import { MaintenanceStateLabel } from '../maintenance/state-label.tsx';
import { CloudTrouble } from '../parts/cloud-trouble.tsx';
import { PageFrame } from '../parts/page.tsx';
import { LoadFailure } from '../parts/trouble.tsx';

/** One host in maintenance, from the first request to its return and ever after. */
export function MaintenanceHostPage() {
  const { maintenanceId } = useParams({ from: '/maintenance/$maintenanceId' });
  const { data: maintenance, error, refetch } = useQuery(maintenanceQuery(maintenanceId));
  const what = maintenance?.kind === 'evacuation' ? 'Evacuation' : 'Maintenance';
  const words = maintenance ? `${what} of ${maintenance.host}` : 'Maintenance';
  return (
    <PageFrame
      tabTitle={words}
      title={
        <span className="evenkeel-title">
          {words} {maintenance && <MaintenanceStateLabel state={maintenance.state} kind={maintenance.kind} />}
        </span>
      }
      breadcrumb={
        <Breadcrumb>
          <BreadcrumbItem
            render={({ className }) => (
              <Link to="/maintenance" className={className}>
                Maintenance
              </Link>
            )}
          />
          <BreadcrumbItem isActive>{maintenance?.host ?? 'Host'}</BreadcrumbItem>
        </Breadcrumb>
      }
      actions={maintenance && <MaintenanceActions maintenance={maintenance} />}
    >
      <CloudTrouble providerId={maintenance?.providerId} />
      {error && !maintenance ? (
        <LoadFailure what="The maintenance" error={error} onRetry={() => void refetch()} />
      ) : maintenance === undefined ? (
        <Skeleton height="16rem" screenreaderText="Loading the maintenance" />
      ) : (
        <div className="evenkeel-stack">
          <FactsCard maintenance={maintenance} />
          <LeftCard maintenance={maintenance} />
          <InstancesCard providerId={maintenance.providerId} instances={maintenance.instances} />
          <RunsCard runs={maintenance.runs} />
          <HappenedCard events={maintenance.events} />
        </div>
      )}
    </PageFrame>
  );
}
