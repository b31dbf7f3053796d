import {
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { campaignsQuery } from '../api/queries.ts';
import type { CampaignListSearch } from '../campaign/campaign-search.ts';
import { CampaignTable } from '../campaign/campaign-table.tsx';
import { MaintenanceFrame } from '../maintenance/maintenance-frame.tsx';
import { FilterSelect } from '../parts/filter-select.tsx';
import { LoadFailure } from '../parts/trouble.tsx';

/** Every campaign there is, or was. */
export function CampaignsPage() {
  const { state = 'open' } = useSearch({ from: '/maintenance/campaigns' });
  const navigate = useNavigate({ from: '/maintenance/campaigns' });
  const { data, error, refetch } = useQuery(campaignsQuery(state));
  const begin = (
    <Button onClick={() => void navigate({ to: '/maintenance/campaigns/new' })}>New campaign…</Button>
  );
  return (
    <MaintenanceFrame
      description="Many hosts, one after another: each is emptied, seen to, and returned with its instances."
      actions={data?.length !== 0 && begin}
    >
      <Toolbar inset={{ default: 'insetNone' }} className="evenkeel-toolbar">
        <ToolbarContent>
          <ToolbarItem className="evenkeel-filter-item">
            <FilterSelect
              label="Which"
              any="Campaigns that go on"
              value={state === 'all' ? 'all' : undefined}
              options={[{ value: 'all', words: 'Also those that have ended' }]}
              onChange={(value) =>
                void navigate({ search: { state: value as CampaignListSearch['state'] }, replace: true })
              }
            />
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      {error && !data ? (
        <LoadFailure what="The campaigns" error={error} onRetry={() => void refetch()} />
      ) : data?.length === 0 ? (
        <EmptyState
          headingLevel="h2"
          variant="sm"
          titleText={state === 'all' ? 'There was never a campaign' : 'No campaign goes on'}
        >
          <EmptyStateBody>
            A campaign takes a list of hosts, a zone or an aggregate through maintenance: so many at a time,
            within windows of time, each emptied, seen to by a person or a program, checked, and returned. It
            stops when hosts fail. You see the whole course, and when it would end, before anything is sent.
          </EmptyStateBody>
          <EmptyStateFooter>
            <EmptyStateActions>{begin}</EmptyStateActions>
          </EmptyStateFooter>
        </EmptyState>
      ) : (
        <CampaignTable campaigns={data} />
      )}
    </MaintenanceFrame>
  );
}
