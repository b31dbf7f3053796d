import type { RunSummary } from '@evenkeel/contract';
import { Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { runsQuery } from '../api/queries.ts';
import { CursorPaging } from '../history/cursor-paging.tsx';
import { HistoryFrame } from '../history/history-frame.tsx';
import { NoHistory } from '../history/no-history.tsx';
import { FilterSelect } from '../parts/filter-select.tsx';
import { Moment } from '../parts/moment.tsx';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { SkeletonRows } from '../parts/skeleton-rows.tsx';
import { LoadFailure } from '../parts/trouble.tsx';
import { CountsBar } from '../run/counts-bar.tsx';
import { RunStatusLabel } from '../run/run-status.tsx';
import { instancesInWords, KIND_WORDS, timeLeftInWords, totalOf } from '../run/run-words.ts';
import { RUN_KINDS, type RunsSearch, runParametersOf } from '../run/runs-search.ts';

const COLUMNS = ['Run', 'What for', 'Status', 'How far', 'Asked by', 'Asked', 'Ended'];

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

function RunsTable({ runs }: { runs: readonly RunSummary[] | undefined }) {
  return (
    <ScrollingTable aria-label="Runs">
      <Thead>
        <Tr>
          {COLUMNS.map((title) => (
            <Th key={title} modifier="nowrap">
              {title}
            </Th>
          ))}
        </Tr>
      </Thead>
      {runs === undefined ? (
        <SkeletonRows columns={COLUMNS} />
      ) : (
        <Tbody>
          {runs.map((run) => (
            <Tr key={run.id}>
              <Td dataLabel="Run" modifier="nowrap">
                <Link to="/runs/$runId" params={{ runId: run.id }}>
                  {instancesInWords(totalOf(run.counts))}
                </Link>
              </Td>
              <Td dataLabel="What for">{KIND_WORDS[run.kind]}</Td>
              <Td dataLabel="Status">
                <RunStatusLabel run={run} />
              </Td>
              <Td dataLabel="How far" className="evenkeel-run-counts">
                <CountsBar counts={run.counts} label="How far" />
                <span className="evenkeel-muted">{timeLeftInWords(run)}</span>
              </Td>
              <Td dataLabel="Asked by">{run.createdBy}</Td>
              <Td dataLabel="Asked" modifier="nowrap">
                <Moment at={run.createdAt} />
              </Td>
              <Td dataLabel="Ended" modifier="nowrap">
                <Moment at={run.endedAt} />
              </Td>
            </Tr>
          ))}
        </Tbody>
      )}
    </ScrollingTable>
  );
}
