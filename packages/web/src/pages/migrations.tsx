import { useQuery } from '@tanstack/react-query';
import { movesQuery } from '../api/queries.ts';
import { CursorPaging } from '../history/cursor-paging.tsx';
import { ExportMenu } from '../history/export-menu.tsx';
import { STATE_FILTER_WORDS } from '../history/filter-words.ts';
import { HistoryFrame } from '../history/history-frame.tsx';
import { filtersOf, type HistorySearch, moveParametersOf, OUTCOMES } from '../history/history-search.ts';
import { HistoryToolbar } from '../history/history-toolbar.tsx';
import { MovesTable } from '../history/moves-table.tsx';
import { NoHistory } from '../history/no-history.tsx';
import { useHistorySearch } from '../history/use-history-search.ts';
import { FilterSelect } from '../parts/filter-select.tsx';
import { OUTCOME_WORDS } from '../parts/move-words.ts';
import { LoadFailure } from '../parts/trouble.tsx';

/** What Evenkeel was asked to move, over the years. */
export function MigrationsPage() {
  const { search, change, clear } = useHistorySearch();
  const { data, error, refetch } = useQuery(movesQuery(moveParametersOf(search)));
  return (
    <HistoryFrame description="What Evenkeel was asked to move, and how it ended.">
      <HistoryToolbar
        search={search}
        chooser={<EndChooser search={search} onChange={change} />}
        actions={<ExportMenu search={search} />}
        onChange={change}
        onClear={clear}
      />
      {error && !data ? (
        <LoadFailure what="The moves" error={error} onRetry={() => void refetch()} />
      ) : data?.items.length === 0 ? (
        <NoHistory what="moves" isFiltered={Object.keys(filtersOf(search)).length > 0} onClear={clear} />
      ) : (
        <>
          <MovesTable
            moves={data?.items}
            sort={search.sort ?? 'createdAt'}
            order={search.order ?? 'desc'}
            onSort={(sort, order) => change({ sort, order })}
          />
          <CursorPaging cursor={search.cursor} next={data?.nextCursor} shown={data?.items.length} />
        </>
      )}
    </HistoryFrame>
  );
}

const CHOICES = [
  ...(['active', 'ended'] as const).map((state) => ({
    value: `state ${state}`,
    words: STATE_FILTER_WORDS[state],
    part: { state, outcome: undefined },
  })),
  ...OUTCOMES.map((outcome) => ({
    value: `outcome ${outcome}`,
    words: OUTCOME_WORDS[outcome],
    part: { state: undefined, outcome },
  })),
];

interface EndChooserProps {
  search: HistorySearch;
  onChange: (part: Partial<HistorySearch>) => void;
}

/** Under way, ended, or ended in one certain way: one question to a person, two filters to the server. */
function EndChooser({ search, onChange }: EndChooserProps) {
  const held = CHOICES.find(({ part }) => part.state === search.state && part.outcome === search.outcome);
  return (
    <FilterSelect
      label="How it stands"
      any="Under way and ended"
      value={held?.value}
      options={CHOICES}
      onChange={(value) =>
        onChange(
          CHOICES.find((choice) => choice.value === value)?.part ?? { state: undefined, outcome: undefined },
        )
      }
    />
  );
}
