import { Button, EmptyState, EmptyStateBody } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { BalanceFrame } from '../balance/balance-frame.tsx';
import { PoliciesTable } from '../balance/policies-table.tsx';
import { policiesQuery } from '../balance/queries.ts';
import { LoadFailure } from '../parts/trouble.tsx';

/** What is to hold, and whether it acts by itself. */
export function BalancePoliciesPage() {
  const { provider } = useSearch({ from: '/balance/policies' });
  const navigate = useNavigate();
  return (
    <BalanceFrame
      description="What the load should be like. Only a policy whose mode is automatic begins runs by itself."
      provider={provider}
      actions={
        <Button onClick={() => void navigate({ to: '/balance/policies/edit', search: { provider } })}>
          New policy…
        </Button>
      }
    >
      {(providerId) => <Policies providerId={providerId} />}
    </BalanceFrame>
  );
}

function Policies({ providerId }: { providerId: string }) {
  const { data, error, refetch } = useQuery(policiesQuery(providerId));
  if (error && !data) return <LoadFailure what="The policies" error={error} onRetry={() => void refetch()} />;
  if (data?.length === 0)
    return (
      <EmptyState headingLevel="h2" variant="sm" titleText="No policy">
        <EmptyStateBody>
          A policy keeps a goal and its bounds under a name, so that the same plan can be made again: when
          somebody asks, as a suggestion on a schedule, or automatically.
        </EmptyStateBody>
      </EmptyState>
    );
  return <PoliciesTable policies={data} />;
}
