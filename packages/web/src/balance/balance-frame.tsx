import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { providersQuery } from '../api/queries.ts';
import { CloudTrouble } from '../parts/cloud-trouble.tsx';
import { FilterSelect } from '../parts/filter-select.tsx';
import { PageFrame } from '../parts/page.tsx';
import { PageTabs, partTitle } from '../parts/page-tabs.tsx';
import { LoadFailure } from '../parts/trouble.tsx';

const PARTS = [
  { to: '/balance', title: 'Load' },
  { to: '/balance/plans', title: 'Plans' },
  { to: '/balance/policies', title: 'Policies' },
  { to: '/balance/metrics', title: 'Prometheus' },
] as const;

interface BalanceFrameProps {
  description: string;
  /** As the address has it; the first provider without it. */
  provider: string | undefined;
  actions?: ReactNode;
  children: (providerId: string) => ReactNode;
}

/** Balance: the load, the plans, the policies, and where the use is measured, of one provider. */
export function BalanceFrame({ description, provider, actions, children }: BalanceFrameProps) {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const { data: providers, error, refetch } = useQuery(providersQuery);
  const providerId = provider ?? providers?.[0]?.id;
  return (
    <PageFrame
      title="Balance"
      tabTitle={partTitle(PARTS, pathname, 'Balance')}
      description={description}
      actions={actions}
    >
      <CloudTrouble providerId={providerId} />
      <PageTabs label="Balance" tabs={PARTS} search={{ provider }} />
      <div className="evenkeel-stack">
        {(providers?.length ?? 0) > 1 && (
          <div>
            <FilterSelect
              label="Provider"
              any={providers?.[0]?.name ?? ''}
              value={providerId === providers?.[0]?.id ? undefined : providerId}
              options={(providers ?? []).slice(1).map(({ id, name }) => ({ value: id, words: name }))}
              onChange={(value) => void navigate({ to: pathname as '/balance', search: { provider: value } })}
            />
          </div>
        )}
        {error && !providers ? (
          <LoadFailure what="The providers" error={error} onRetry={() => void refetch()} />
        ) : providers?.length === 0 ? (
          <p>
            There is no cloud yet. <Link to="/providers/add">Add a provider</Link> first.
          </p>
        ) : (
          providerId !== undefined && children(providerId)
        )}
      </div>
    </PageFrame>
  );
}
