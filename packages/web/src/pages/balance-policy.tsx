import { Breadcrumb, BreadcrumbItem, Skeleton } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { providersQuery } from '../api/queries.ts';
import { PolicyForm } from '../balance/policy-form.tsx';
import { PolicyVersions } from '../balance/policy-versions.tsx';
import { policiesQuery } from '../balance/queries.ts';
import { PageFrame } from '../parts/page.tsx';
import { LoadFailure } from '../parts/trouble.tsx';

/** One policy: what it is, what it was, and its next version; without a name in the address, a new one. */
export function BalancePolicyPage() {
  const { provider, policy: name } = useSearch({ from: '/balance/policies/edit' });
  const { data: providers } = useQuery(providersQuery);
  const providerId = provider ?? providers?.[0]?.id;
  const { data: policies, error, refetch } = useQuery(policiesQuery(providerId));
  const policy = policies?.find((one) => one.name === name && one.providerId === providerId) ?? null;
  const title = name === undefined ? 'New policy' : `Policy ${name}`;
  return (
    <PageFrame
      title={title}
      breadcrumb={
        <Breadcrumb>
          <BreadcrumbItem
            render={({ className }) => (
              <Link to="/balance/policies" search={{ provider }} className={className}>
                Balance policies
              </Link>
            )}
          />
          <BreadcrumbItem isActive>{title}</BreadcrumbItem>
        </Breadcrumb>
      }
    >
      {error && !policies ? (
        <LoadFailure what="The policy" error={error} onRetry={() => void refetch()} />
      ) : providerId === undefined || policies === undefined ? (
        <Skeleton height="16rem" screenreaderText="Loading the policy" />
      ) : name !== undefined && policy === null ? (
        <p>There is no policy of this name, or no longer.</p>
      ) : (
        <div className="evenkeel-stack">
          <PolicyForm key={policy?.id ?? 'new'} providerId={providerId} policy={policy} />
          {policy && <PolicyVersions policyId={policy.id} />}
        </div>
      )}
    </PageFrame>
  );
}
