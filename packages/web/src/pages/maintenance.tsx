import { EmptyState, EmptyStateBody, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { maintenancesQuery } from '../api/queries.ts';
import { MaintenanceFrame } from '../maintenance/maintenance-frame.tsx';
import type { MaintenanceListSearch } from '../maintenance/maintenance-search.ts';
import { MaintenanceTable } from '../maintenance/maintenance-table.tsx';
import { FilterSelect } from '../parts/filter-select.tsx';
import { LoadFailure } from '../parts/trouble.tsx';

/** Every host that is, or was, in maintenance. */
export function MaintenancePage() {
  const { state = 'open' } = useSearch({ from: '/maintenance' });
  const navigate = useNavigate({ from: '/maintenance' });
  const { data, error, refetch } = useQuery(maintenancesQuery(state));
  return (
    <MaintenanceFrame description="Hosts that are emptied, held empty, and returned to use.">
      <Toolbar inset={{ default: 'insetNone' }} className="evenkeel-toolbar">
        <ToolbarContent>
          <ToolbarItem className="evenkeel-filter-item">
            <FilterSelect
              label="Which"
              any="In maintenance now"
              value={state === 'all' ? 'all' : undefined}
              options={[{ value: 'all', words: 'Also what is over' }]}
              onChange={(value) =>
                void navigate({ search: { state: value as MaintenanceListSearch['state'] }, replace: true })
              }
            />
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      {error && !data ? (
        <LoadFailure what="The maintenance" error={error} onRetry={() => void refetch()} />
      ) : data?.length === 0 ? (
        <EmptyState
          headingLevel="h2"
          variant="sm"
          titleText={state === 'all' ? 'No host was ever in maintenance' : 'No host is in maintenance'}
        >
          <EmptyStateBody>
            Choose one in <Link to="/hosts">Hosts</Link>, then press Put into maintenance. You see where each
            of its instances would go before anything is sent.
          </EmptyStateBody>
        </EmptyState>
      ) : (
        <MaintenanceTable maintenances={data} />
      )}
    </MaintenanceFrame>
  );
}
