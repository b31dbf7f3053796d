import { EmptyState, EmptyStateBody } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { BalanceFrame } from '../balance/balance-frame.tsx';
import { PlansTable } from '../balance/plans-table.tsx';
import { plansQuery } from '../balance/queries.ts';
import { LoadFailure } from '../parts/trouble.tsx';

/** Every plan that is kept: looked at, suggested, carried out, dismissed. */
export function BalancePlansPage() {
  const { provider } = useSearch({ from: '/balance/plans' });
  return (
    <BalanceFrame
      description="Plans that were looked at, suggested, carried out or dismissed. Why a policy made none stands with the policy."
      provider={provider}
    >
      {(providerId) => <Plans providerId={providerId} />}
    </BalanceFrame>
  );
}

function Plans({ providerId }: { providerId: string }) {
  const { data, error, refetch } = useQuery(plansQuery(providerId));
  if (error && !data) return <LoadFailure what="The plans" error={error} onRetry={() => void refetch()} />;
  if (data?.length === 0)
    return (
      <EmptyState headingLevel="h2" variant="sm" titleText="No plan was made yet">
        <EmptyStateBody>
          Make one in{' '}
          <Link to="/balance" search={{ provider: providerId }}>
            Load
          </Link>
          , or let a{' '}
          <Link to="/balance/policies" search={{ provider: providerId }}>
            policy
          </Link>{' '}
          suggest them on a schedule.
        </EmptyStateBody>
      </EmptyState>
    );
  return <PlansTable plans={data} />;
}
