import { Content, EmptyState, EmptyStateBody, Grid, GridItem, Skeleton } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { providersQuery, statisticsQuery } from '../api/queries.ts';
import { HistoryFrame } from '../history/history-frame.tsx';
import { CauseFigure, OutcomeFigure } from '../history/outcome-figure.tsx';
import { PairFigure } from '../history/pair-figure.tsx';
import { PhaseFigure } from '../history/phase-figure.tsx';
import { TimeFields } from '../history/time-fields.tsx';
import { useHistorySearch } from '../history/use-history-search.ts';
import { FilterSelect } from '../parts/filter-select.tsx';
import { Moment } from '../parts/moment.tsx';
import { LoadFailure } from '../parts/trouble.tsx';

/** How the moves of some time went: their ends, the causes, how long it took, and from which host to which. */
export function StatisticsPage() {
  const { search, change } = useHistorySearch();
  const { provider, from, to } = search;
  const { data: providers } = useQuery(providersQuery);
  const { data: figures, error, refetch } = useQuery(statisticsQuery({ provider, from, to }));
  const within = { provider, from: figures?.from, to };
  return (
    <HistoryFrame description="How the moves of some time went. Without a beginning: the last 30 days.">
      <div className="evenkeel-more-filters">
        <FilterSelect
          label="Provider"
          any="Any provider"
          value={provider}
          options={(providers ?? []).map(({ id, name }) => ({ value: id, words: name }))}
          onChange={(chosen) => change({ provider: chosen })}
        />
        <TimeFields search={search} onChange={change} />
      </div>
      {error && !figures ? (
        <LoadFailure what="The statistics" error={error} onRetry={() => void refetch()} />
      ) : figures === undefined ? (
        <Skeleton height="20rem" screenreaderText="Loading the statistics" />
      ) : figures.count === 0 ? (
        <EmptyState headingLevel="h2" titleText="No moves in this time" variant="sm">
          <EmptyStateBody>Choose a longer time, or another provider.</EmptyStateBody>
        </EmptyState>
      ) : (
        <Grid hasGutter>
          <GridItem>
            <Content component="p">
              {figures.count} {figures.count === 1 ? 'move' : 'moves'} made between{' '}
              <Moment at={figures.from} /> and <Moment at={figures.to} />.
            </Content>
          </GridItem>
          <GridItem lg={6}>
            <OutcomeFigure figures={figures} within={within} />
          </GridItem>
          <GridItem lg={6}>
            <CauseFigure figures={figures} within={within} />
          </GridItem>
          <GridItem>
            <PhaseFigure phases={figures.phases} />
          </GridItem>
          <GridItem>
            <PairFigure pairs={figures.byHostPair} />
          </GridItem>
        </Grid>
      )}
    </HistoryFrame>
  );
}
