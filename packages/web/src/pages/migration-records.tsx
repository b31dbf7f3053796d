import { useQuery } from '@tanstack/react-query';
import { migrationsQuery } from '../api/queries.ts';
import { CursorPaging } from '../history/cursor-paging.tsx';
import { HistoryFrame } from '../history/history-frame.tsx';
import { filtersOf, recordParametersOf } from '../history/history-search.ts';
import { HistoryToolbar } from '../history/history-toolbar.tsx';
import { NoHistory } from '../history/no-history.tsx';
import { NOVA_STATUSES } from '../history/record-words.ts';
import { RecordsTable } from '../history/records-table.tsx';
import { useHistorySearch } from '../history/use-history-search.ts';
import { FilterSelect } from '../parts/filter-select.tsx';
import { LoadFailure } from '../parts/trouble.tsx';

/** Every live migration that Nova has a record of. */
export function MigrationRecordsPage() {
  const { search, change, clear } = useHistorySearch();
  const { data, error, refetch } = useQuery(migrationsQuery(recordParametersOf(search)));
  return (
    <HistoryFrame description="Every live migration that Nova has a record of, whoever asked for it.">
      <HistoryToolbar
        search={search}
        chooser={
          <FilterSelect
            label="Status in Nova"
            any="Any status in Nova"
            value={search.status}
            options={NOVA_STATUSES.map((status) => ({ value: status, words: status }))}
            onChange={(status) => change({ status })}
          />
        }
        onChange={change}
        onClear={clear}
      />
      {error && !data ? (
        <LoadFailure what="The migrations" error={error} onRetry={() => void refetch()} />
      ) : data?.items.length === 0 ? (
        <NoHistory what="migrations" isFiltered={Object.keys(filtersOf(search)).length > 0} onClear={clear} />
      ) : (
        <>
          <RecordsTable
            records={data?.items}
            order={search.order ?? 'desc'}
            onOrder={(order) => change({ order })}
          />
          <CursorPaging cursor={search.cursor} next={data?.nextCursor} shown={data?.items.length} />
        </>
      )}
    </HistoryFrame>
  );
}
