import { Skeleton } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { BalanceFrame } from '../balance/balance-frame.tsx';
import { MetricsForm } from '../balance/metrics-form.tsx';
import { metricsQuery } from '../balance/queries.ts';
import { LoadFailure } from '../parts/trouble.tsx';

/** Where the use of a provider's hosts and instances is measured. */
export function BalanceMetricsPage() {
  const { provider } = useSearch({ from: '/balance/metrics' });
  return (
    <BalanceFrame
      description="A Prometheus tells the use of hosts and instances. Without one the load is what placement has given out."
      provider={provider}
    >
      {(providerId) => <Metrics key={providerId} providerId={providerId} />}
    </BalanceFrame>
  );
}

function Metrics({ providerId }: { providerId: string }) {
  const { data, error, refetch } = useQuery(metricsQuery(providerId));
  if (error && data === undefined)
    return <LoadFailure what="The Prometheus" error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton height="16rem" screenreaderText="Loading" />;
  return <MetricsForm providerId={providerId} metrics={data} />;
}
