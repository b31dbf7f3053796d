import {
  EmptyState,
  EmptyStateBody,
  SearchInput,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { hostsQuery, providersQuery } from '../api/queries.ts';
import { CloudTrouble } from '../parts/cloud-trouble.tsx';
import { FilterSelect } from '../parts/filter-select.tsx';
import { HostTable } from '../parts/host-table.tsx';
import { PageFrame } from '../parts/page.tsx';
import { LoadFailure } from '../parts/trouble.tsx';
import { useTyped } from '../parts/typed.ts';
import type { HostListSearch } from '../search.ts';

export function HostsPage() {
  const search = useSearch({ from: '/hosts' });
  const navigate = useNavigate({ from: '/hosts' });
  const { data: hosts, error, refetch } = useQuery(hostsQuery);
  const { data: providers } = useQuery(providersQuery);
  const change = (part: Partial<HostListSearch>) =>
    void navigate({ search: (now) => ({ ...now, ...part }), replace: true });
  const [text, setText] = useTyped(search.search ?? '', (typed) => change({ search: typed || undefined }));
  const wanted = search.search?.toLowerCase() ?? '';
  const shown = hosts?.filter(
    ({ providerId, name, zone }) =>
      (search.provider === undefined || providerId === search.provider) &&
      `${name} ${zone ?? 'No Availability Zone'}`.toLowerCase().includes(wanted),
  );
  return (
    <PageFrame title="Hosts">
      <CloudTrouble providerId={search.provider} />
      <Toolbar inset={{ default: 'insetNone' }} className="evenkeel-toolbar">
        <ToolbarContent>
          <ToolbarItem className="evenkeel-search">
            <SearchInput
              aria-label="Search hosts"
              placeholder="Name or zone"
              value={text}
              onChange={(_event, value) => setText(value)}
              onClear={() => setText('')}
            />
          </ToolbarItem>
          <ToolbarItem className="evenkeel-filter-item">
            <FilterSelect
              label="Provider"
              any="Any provider"
              value={search.provider}
              options={(providers ?? []).map(({ id, name }) => ({ value: id, words: name }))}
              onChange={(provider) => change({ provider })}
            />
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      {error && !hosts ? (
        <LoadFailure what="The hosts" error={error} onRetry={() => void refetch()} />
      ) : shown?.length === 0 ? (
        <EmptyState
          headingLevel="h2"
          variant="sm"
          titleText={hosts?.length === 0 ? 'No hosts' : 'No host matches'}
        >
          <EmptyStateBody>
            {hosts?.length === 0 ? (
              <>
                Hosts appear once a cloud has been read whose account may see them.{' '}
                <Link to="/providers">Look at Providers</Link>.
              </>
            ) : (
              'Change the search or the provider.'
            )}
          </EmptyStateBody>
        </EmptyState>
      ) : (
        <HostTable hosts={shown} />
      )}
    </PageFrame>
  );
}
