import {
  Button,
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
import { HostActions } from '../host/host-actions.tsx';
import { hostsFor, NO_ZONE } from '../host/host-order.ts';
import { useHostSelection } from '../host/host-selection.ts';
import { HostTable } from '../host/host-table.tsx';
import { CloudTrouble } from '../parts/cloud-trouble.tsx';
import { FilterSelect } from '../parts/filter-select.tsx';
import { PageFrame } from '../parts/page.tsx';
import { LoadFailure } from '../parts/trouble.tsx';
import { useTyped } from '../parts/typed.ts';
import { HOST_CONDITIONS, type HostCondition, type HostListSearch } from '../search.ts';

const CONDITION_WORDS: Readonly<Record<HostCondition, string>> = {
  up: 'Up',
  down: 'Down',
  enabled: 'Enabled',
  disabled: 'Disabled',
  maintenance: 'In maintenance',
};

/** A choice needs a value that is not empty: that one means "any". */
const zoneValue = (zone: string) => `zone ${zone}`;

export function HostsPage() {
  const search = useSearch({ from: '/hosts' });
  const navigate = useNavigate({ from: '/hosts' });
  const { data: hosts, error, refetch } = useQuery(hostsQuery);
  const { data: providers } = useQuery(providersQuery);
  const change = (part: Partial<HostListSearch>) =>
    void navigate({ search: (now) => ({ ...now, ...part }), replace: true });
  const [text, setText] = useTyped(search.search ?? '', (typed) => change({ search: typed || undefined }));
  const shown = hosts && hostsFor(hosts, search);
  const selection = useHostSelection(hosts);
  const inProvider = (hosts ?? []).filter(
    ({ providerId }) => search.provider === undefined || providerId === search.provider,
  );
  const zones = [...new Set(inProvider.map(({ zone }) => zone ?? ''))].sort();
  return (
    <PageFrame title="Hosts">
      <CloudTrouble providerId={search.provider} />
      <Toolbar inset={{ default: 'insetNone' }} className="evenkeel-toolbar">
        <ToolbarContent>
          <ToolbarItem>
            <HostActions chosen={selection.chosen} />
          </ToolbarItem>
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
              onChange={(provider) => change({ provider, zone: undefined })}
            />
          </ToolbarItem>
          <ToolbarItem className="evenkeel-filter-item">
            <FilterSelect
              label="Zone"
              any="Any zone"
              value={search.zone === undefined ? undefined : zoneValue(search.zone)}
              options={zones.map((zone) => ({ value: zoneValue(zone), words: zone || NO_ZONE }))}
              onChange={(value) => change({ zone: value?.slice(zoneValue('').length) })}
            />
          </ToolbarItem>
          <ToolbarItem className="evenkeel-filter-item">
            <FilterSelect
              label="Condition"
              any="Any condition"
              value={search.condition}
              options={HOST_CONDITIONS.map((value) => ({ value, words: CONDITION_WORDS[value] }))}
              onChange={(value) => change({ condition: value as HostCondition | undefined })}
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
              <Button
                variant="link"
                isInline
                onClick={() =>
                  change({ search: undefined, provider: undefined, zone: undefined, condition: undefined })
                }
              >
                Clear search and filters
              </Button>
            )}
          </EmptyStateBody>
        </EmptyState>
      ) : (
        <HostTable
          hosts={shown}
          selection={selection}
          sort={search.sort ?? 'name'}
          order={search.order ?? 'asc'}
          onSort={(sort, order) => change({ sort, order })}
        />
      )}
    </PageFrame>
  );
}
