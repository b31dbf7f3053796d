import type { Provider } from '@evenkeel/contract';
import { EmptyState, EmptyStateBody } from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { MayButton } from '../access/may-button.tsx';
import { providersQuery } from '../api/queries.ts';
import { DemoLabel } from '../parts/demo-label.tsx';
import { Moment } from '../parts/moment.tsx';
import { PageFrame } from '../parts/page.tsx';
import { HealthLabel } from '../parts/provider-health.tsx';
import { RemoveProvider } from '../parts/remove-provider.tsx';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { SkeletonRows } from '../parts/skeleton-rows.tsx';
import { LoadFailure } from '../parts/trouble.tsx';

const COLUMNS = ['Name', 'Health', 'Last read', 'Region', 'Compute API', 'Hosts', 'Instances', 'Remove'];

export function ProvidersPage() {
  const { data: providers, error, refetch } = useQuery(providersQuery);
  const [removing, setRemoving] = useState<Provider | null>(null);
  const navigate = useNavigate();
  return (
    <PageFrame
      title="Providers"
      description="The OpenStack clouds that Evenkeel manages: one Keystone and one region each."
      actions={
        <MayButton action="manage-providers" at={{}} onClick={() => void navigate({ to: '/providers/add' })}>
          Add provider
        </MayButton>
      }
    >
      {error && !providers ? (
        <LoadFailure what="The providers" error={error} onRetry={() => void refetch()} />
      ) : providers?.length === 0 ? (
        <EmptyState headingLevel="h2" titleText="No provider yet" variant="sm">
          <EmptyStateBody>
            <Link to="/providers/add">Add a provider</Link> here, or with{' '}
            <code>evenkeel provider add NAME --os-cloud CLOUD</code>.
          </EmptyStateBody>
        </EmptyState>
      ) : (
        <ScrollingTable aria-label="Providers">
          <Thead>
            <Tr>
              {COLUMNS.map((title) => (
                <Th key={title} modifier="nowrap" screenReaderText={title === 'Remove' ? title : undefined}>
                  {title === 'Remove' ? null : title}
                </Th>
              ))}
            </Tr>
          </Thead>
          {providers === undefined ? (
            <SkeletonRows columns={COLUMNS} />
          ) : (
            <Tbody>
              {providers.map((provider) => (
                <ProviderRow key={provider.id} provider={provider} onRemove={() => setRemoving(provider)} />
              ))}
            </Tbody>
          )}
        </ScrollingTable>
      )}
      {removing && <RemoveProvider provider={removing} onClose={() => setRemoving(null)} />}
    </PageFrame>
  );
}

function ProviderRow({ provider, onRemove }: { provider: Provider; onRemove: () => void }) {
  return (
    <Tr>
      <Td dataLabel="Name">
        <strong>{provider.name}</strong> {provider.demo && <DemoLabel />}
        <div className="evenkeel-muted evenkeel-break">{provider.authUrl}</div>
        <Link
          to="/settings/providers"
          search={{ provider: provider.id }}
          aria-label={`Settings of ${provider.name}`}
        >
          Settings
        </Link>
      </Td>
      <Td dataLabel="Health">
        <HealthLabel provider={provider} />
        {provider.healthMessage && <div className="evenkeel-muted">{provider.healthMessage}</div>}
      </Td>
      <Td dataLabel="Last read">
        {provider.lastGoodAt === null ? 'not yet' : <Moment at={provider.lastGoodAt} />}
      </Td>
      <Td dataLabel="Region">{provider.region ?? '–'}</Td>
      <Td dataLabel="Compute API">{provider.computeVersion ?? '–'}</Td>
      <Td dataLabel="Hosts">
        <Link
          to="/hosts"
          search={{ provider: provider.id }}
          aria-label={`${provider.hostCount} hosts of ${provider.name}`}
        >
          {provider.hostCount}
        </Link>
      </Td>
      <Td dataLabel="Instances">
        <Link
          to="/instances"
          search={{ provider: provider.id }}
          aria-label={`${provider.instanceCount} instances of ${provider.name}`}
        >
          {provider.instanceCount}
        </Link>
        {provider.migratingCount > 0 && (
          <span className="evenkeel-muted"> · {provider.migratingCount} migrating</span>
        )}
      </Td>
      <Td isActionCell>
        <MayButton
          action="manage-providers"
          at={{ providerId: provider.id }}
          variant="secondary"
          size="sm"
          onClick={onRemove}
          aria-label={`Remove ${provider.name}`}
        >
          Remove
        </MayButton>
      </Td>
    </Tr>
  );
}
