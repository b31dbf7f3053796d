import { Content, EmptyState, EmptyStateBody, Skeleton } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { hostsQuery } from '../api/queries.ts';
import { BalanceFrame } from '../balance/balance-frame.tsx';
import { movesInWords } from '../balance/balance-words.ts';
import { DimensionSelect } from '../balance/dimension-select.tsx';
import { cellsOfHosts } from '../balance/heat.ts';
import { HeatLegend, HeatMap } from '../balance/heat-map.tsx';
import { PlanMaker } from '../balance/plan-maker.tsx';
import { plansQuery } from '../balance/queries.ts';
import { LoadFailure } from '../parts/trouble.tsx';

/** Of network the cloud gives nothing out. */
const GIVEN_OUT = ['memory', 'cpu', 'disk'] as const;

/** The load as it is now, host by host, and a plan to better it. */
export function BalancePage() {
  const search = useSearch({ from: '/balance' });
  return (
    <BalanceFrame
      description="Where the load is, and the fewest moves that better it."
      provider={search.provider}
    >
      {(providerId) => (
        <>
          <WaitingPlans providerId={providerId} />
          <PlanMaker key={providerId} providerId={providerId} policy={search.policy} />
          <LoadNow providerId={providerId} />
        </>
      )}
    </BalanceFrame>
  );
}

function LoadNow({ providerId }: { providerId: string }) {
  const { by = 'memory' } = useSearch({ from: '/balance' });
  const navigate = useNavigate({ from: '/balance' });
  const { data: hosts, error, refetch } = useQuery(hostsQuery);
  const cells = useMemo(
    () =>
      cellsOfHosts(
        (hosts ?? []).filter((host) => host.providerId === providerId),
        by,
      ),
    [hosts, providerId, by],
  );
  if (error && !hosts) return <LoadFailure what="The hosts" error={error} onRetry={() => void refetch()} />;
  if (hosts === undefined) return <Skeleton height="16rem" screenreaderText="Loading the hosts" />;
  if (cells.length === 0)
    return (
      <EmptyState headingLevel="h2" variant="sm" titleText="No hosts">
        <EmptyStateBody>
          Hosts appear once the cloud has been read by an account that may see them.{' '}
          <Link to="/providers">Look at Providers</Link>.
        </EmptyStateBody>
      </EmptyState>
    );
  return (
    <>
      <DimensionSelect
        dimensions={GIVEN_OUT}
        value={by}
        onChange={(dimension) =>
          void navigate({ search: (now) => ({ ...now, by: dimension }), replace: true })
        }
      />
      <HeatLegend />
      <HeatMap title="Load now" providerId={providerId} dimension={by} cells={cells} headingLevel="h2" />
      <Content component="p" className="evenkeel-muted">
        Given out, of what a host has. A plan counts it against what placement may give out, so that a host
        that may be overcommitted is less full there; or by what a Prometheus measured.
      </Content>
    </>
  );
}

function WaitingPlans({ providerId }: { providerId: string }) {
  const { data: plans } = useQuery(plansQuery(providerId, 'waiting'));
  if (!plans || plans.length === 0) return null;
  return (
    <Content component="p">
      {plans.map(({ id, policy, moves }) => (
        <span key={id}>
          <Link to="/balance/plans/$planId" params={{ planId: id }}>
            A plan of {movesInWords(moves)}
            {policy && ` by the policy ${policy.name}`} waits for approval
          </Link>
          .{' '}
        </span>
      ))}
    </Content>
  );
}
