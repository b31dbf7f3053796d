import { Breadcrumb, BreadcrumbItem, Label, Skeleton } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { STATUS_WORDS } from '../balance/balance-words.ts';
import { PlanView } from '../balance/plan-view.tsx';
import { planQuery } from '../balance/queries.ts';
import { CloudTrouble } from '../parts/cloud-trouble.tsx';
import { PageFrame } from '../parts/page.tsx';
import { LoadFailure } from '../parts/trouble.tsx';

/** One plan: looked at, changed, approved or dismissed, and what came of it. */
export function BalancePlanPage() {
  const { planId } = useParams({ from: '/balance/plans/$planId' });
  const { data: plan, error, refetch } = useQuery(planQuery(planId));
  const words = plan ? `Balance plan for ${plan.provider}` : 'Balance plan';
  return (
    <PageFrame
      tabTitle={words}
      title={
        <span className="evenkeel-title">
          {words}{' '}
          {plan && (
            <Label status={plan.status === 'waiting' ? 'warning' : undefined}>
              {STATUS_WORDS[plan.status]}
            </Label>
          )}
        </span>
      }
      breadcrumb={
        <Breadcrumb>
          <BreadcrumbItem
            render={({ className }) => (
              <Link to="/balance" search={{ provider: plan?.providerId }} className={className}>
                Balance
              </Link>
            )}
          />
          <BreadcrumbItem
            render={({ className }) => (
              <Link to="/balance/plans" search={{ provider: plan?.providerId }} className={className}>
                Plans
              </Link>
            )}
          />
          <BreadcrumbItem isActive>Plan</BreadcrumbItem>
        </Breadcrumb>
      }
    >
      <CloudTrouble providerId={plan?.providerId} />
      {error && !plan ? (
        <LoadFailure what="The plan" error={error} onRetry={() => void refetch()} />
      ) : plan === undefined ? (
        <Skeleton height="16rem" screenreaderText="Loading the plan" />
      ) : (
        <PlanView key={plan.id} plan={plan} />
      )}
    </PageFrame>
  );
}
