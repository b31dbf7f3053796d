import { Sidebar, SidebarContent, SidebarPanel } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { instancesQuery, providersQuery } from '../api/queries.ts';
import { CloudTrouble } from '../parts/cloud-trouble.tsx';
import { InstanceCards } from '../parts/instance-cards.tsx';
import { shownColumns } from '../parts/instance-columns.tsx';
import { NoInstances } from '../parts/instance-empty.tsx';
import { InstancePaging } from '../parts/instance-paging.tsx';
import { InstanceTable } from '../parts/instance-table.tsx';
import { InstanceToolbar } from '../parts/instance-toolbar.tsx';
import { PageFrame } from '../parts/page.tsx';
import { ProviderAccordion } from '../parts/provider-accordion.tsx';
import { useSelection } from '../parts/selection.tsx';
import { LoadFailure } from '../parts/trouble.tsx';
import { type InstanceListSearch, instanceParametersOf, rememberInstanceList } from '../search.ts';

/** Compute > Clouds > Instances. All that one chose to see stands in the address. */
export function InstancesPage() {
  const search = useSearch({ from: '/instances' });
  const navigate = useNavigate({ from: '/instances' });
  const providers = useQuery(providersQuery);
  const list = useQuery(instancesQuery(instanceParametersOf(search)));
  const selection = useSelection();
  const { items, total } = list.data ?? {};
  const pageSize = search.pageSize ?? 20;
  const lastPage = total === undefined ? undefined : Math.max(1, Math.ceil(total / pageSize));

  /** A change of what is listed begins again at its first page. */
  const change = (part: Partial<InstanceListSearch>, options?: { replace: boolean }) =>
    void navigate({ search: (now) => ({ ...now, page: undefined, ...part }), ...options });

  useEffect(() => rememberInstanceList(search), [search]);
  useEffect(() => {
    if (items) selection.refresh(items);
  }, [items, selection.refresh]);
  useEffect(() => {
    // The last page can vanish while one looks at it.
    if (!list.isPlaceholderData && lastPage !== undefined && (search.page ?? 1) > lastPage) {
      void navigate({ search: (now) => ({ ...now, page: lastPage }), replace: true });
    }
  }, [lastPage, list.isPlaceholderData, search.page, navigate]);

  const view = search.view ?? 'list';
  const columns = shownColumns(search.columns);
  return (
    <PageFrame title="Instances">
      <CloudTrouble providerId={search.provider} />
      <Sidebar hasGutter className="evenkeel-instances">
        <SidebarPanel>
          <ProviderAccordion
            providers={providers.data}
            place={search}
            onChoose={({ provider, zone }) => change({ provider, zone, host: undefined })}
          />
        </SidebarPanel>
        <SidebarContent className="evenkeel-instances-list">
          <InstanceToolbar search={search} total={total} columns={columns} onChange={change} />
          {list.error && !list.data ? (
            <LoadFailure what="The instances" error={list.error} onRetry={() => void list.refetch()} />
          ) : total === 0 ? (
            <NoInstances search={search} providers={providers.data} onClear={(part) => change(part)} />
          ) : view === 'list' ? (
            <InstanceTable
              instances={items}
              columns={columns}
              selection={selection}
              sort={search.sort ?? 'name'}
              order={search.order ?? 'asc'}
              onSort={(sort, order) => change({ sort, order })}
            />
          ) : (
            <InstanceCards
              instances={items}
              selection={selection}
              columns={view === 'tile' ? columns.filter(({ key }) => !IN_CARD_HEAD.has(key)) : []}
            />
          )}
          {total !== 0 && <InstancePaging search={search} total={total} onChange={change} />}
        </SidebarContent>
      </Sidebar>
    </PageFrame>
  );
}

const IN_CARD_HEAD: ReadonlySet<string> = new Set(['name', 'powerState']);
