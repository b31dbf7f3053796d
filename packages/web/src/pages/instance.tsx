import { Breadcrumb, BreadcrumbItem, Grid, GridItem, Skeleton } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { instanceQuery } from '../api/queries.ts';
import { HostsCard } from '../instance/hosts-card.tsx';
import { InstanceDetails } from '../instance/instance-details.tsx';
import { InstanceHistory } from '../instance/instance-history.tsx';
import { MoveCard } from '../instance/move-card.tsx';
import { CloudTrouble } from '../parts/cloud-trouble.tsx';
import { LifecycleMenu } from '../parts/lifecycle-menu.tsx';
import { PageFrame } from '../parts/page.tsx';
import { PowerStateLabel } from '../parts/power-state.tsx';
import { LoadFailure } from '../parts/trouble.tsx';
import { lastInstanceList } from '../search.ts';

export function InstancePage() {
  const { providerId, instanceId } = useParams({ from: '/instances/$providerId/$instanceId' });
  const reference = { providerId, id: instanceId };
  const { data: instance, error, refetch } = useQuery(instanceQuery(reference));
  const name = instance?.name ?? (error ? 'Instance' : '…');
  return (
    <PageFrame
      tabTitle={name}
      title={
        <span className="evenkeel-title">
          {name} {instance && <PowerStateLabel instance={instance} />}
        </span>
      }
      breadcrumb={
        <Breadcrumb>
          <BreadcrumbItem
            render={({ className }) => (
              <Link to="/instances" search={lastInstanceList()} className={className}>
                Instances
              </Link>
            )}
          />
          <BreadcrumbItem isActive>{name}</BreadcrumbItem>
        </Breadcrumb>
      }
      actions={instance && <LifecycleMenu selected={[instance]} />}
    >
      <CloudTrouble providerId={providerId} />
      {error && !instance ? (
        <LoadFailure what="The instance" error={error} onRetry={() => void refetch()} />
      ) : instance === undefined ? (
        <Skeleton height="16rem" screenreaderText="Loading the instance" />
      ) : (
        <Grid hasGutter>
          {instance.move && (
            <GridItem>
              <MoveCard move={instance.move} />
            </GridItem>
          )}
          <GridItem>
            <InstanceDetails instance={instance} />
          </GridItem>
          <GridItem>
            <HostsCard reference={reference} />
          </GridItem>
          <GridItem>
            <InstanceHistory reference={reference} />
          </GridItem>
        </Grid>
      )}
    </PageFrame>
  );
}
