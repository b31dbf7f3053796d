import { Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { runsQuery } from '../api/queries.ts';
import { CursorPaging } from '../history/cursor-paging.tsx';
import { HistoryFrame } from '../history/history-frame.tsx';
import { NoHistory } from '../history/no-history.tsx';
import { FilterSelect } from '../parts/filter-select.tsx';
import { LoadFailure } from '../parts/trouble.tsx';
import { KIND_WORDS } from '../run/run-words.ts';
import { RUN_KINDS, type RunsSearch, runParametersOf } from '../run/runs-search.ts';
import { RunsTable } from '../run/runs-table.tsx';

/** Every request, be it for one instance or for a whole host. */
export function RunsPage() {
  const search = useSearch({ from: '/runs' });
  const navigate = useNavigate({ from: '/runs' });
  const { data, error, refetch } = useQuery(runsQuery(runParametersOf(search)));
  const change = (part: Partial<RunsSearch>) =>
    void navigate({ search: (now) => ({ ...now, cursor: undefined, ...part }) });
  return (
    <HistoryFrame description="Every request, with all its moves.">
      <Toolbar inset={{ default: 'insetNone' }} className="evenkeel-toolbar">
        <ToolbarContent>
          <ToolbarItem className="evenkeel-filter-item">
            <FilterSelect
              label="Status"
              any="Under way and done"
              value={search.status}
              options={[
                { value: 'open', words: 'Not done yet' },
                { value: 'done', words: 'Done' },
              ]}
              onChange={(status) => change({ status: status as RunsSearch['status'] })}
            />
          </ToolbarItem>
          <ToolbarItem className="evenkeel-filter-item">
            <FilterSelect
              label="What for"
              any="Whatever for"
              value={search.kind}
              options={RUN_KINDS.map((kind) => ({ value: kind, words: KIND_WORDS[kind] }))}
              onChange={(kind) => change({ kind: kind as RunsSearch['kind'] })}
            />
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      {error && !data ? (
        <LoadFailure what="The runs" error={error} onRetry={() => void refetch()} />
      ) : data?.items.length === 0 ? (
        <NoHistory
          what="runs"
          isFiltered={search.status !== undefined || search.kind !== undefined}
          onClear={() => change({ status: undefined, kind: undefined })}
        />
      ) : (
        <>
          <RunsTable runs={data?.items} />
          <CursorPaging cursor={search.cursor} next={data?.nextCursor} shown={data?.items.length} />
        </>
      )}
    </HistoryFrame>
  );
}
