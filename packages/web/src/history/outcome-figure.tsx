import type { MoveStatistics } from '@evenkeel/contract';
import { Card, CardBody, CardTitle, Content } from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { OUTCOME_WORDS } from '../parts/move-words.ts';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { Bar } from './bar.tsx';
import { causeWords, STATE_FILTER_WORDS } from './filter-words.ts';
import type { HistorySearch } from './history-search.ts';

interface Line {
  words: string;
  count: number;
  tone: 'good' | 'bad' | 'still' | 'plain';
  /** The moves behind the number; null where no filter finds them. */
  filter: HistorySearch | null;
}

interface FigureProps {
  figures: MoveStatistics;
  /** The provider and the time that the figures are of. */
  within: HistorySearch;
}

export function OutcomeFigure({ figures, within }: FigureProps) {
  const lines = figures.byOutcome.map(({ outcome, count }): Line => {
    if (outcome === null)
      return { words: STATE_FILTER_WORDS.active, count, tone: 'plain', filter: { state: 'active' } };
    const tone = outcome === 'succeeded' ? 'good' : outcome === 'cancelled' ? 'still' : 'bad';
    return { words: OUTCOME_WORDS[outcome], count, tone, filter: { outcome } };
  });
  return (
    <Counts title="Outcomes" first="Outcome" lines={lines} total={figures.count} within={within}>
      {null}
    </Counts>
  );
}

export function CauseFigure({ figures, within }: FigureProps) {
  const lines = figures.byCause.map(({ cause, count }): Line => {
    return { words: causeWords(cause), count, tone: 'bad', filter: cause === null ? null : { cause } };
  });
  const total = lines.reduce((sum, { count }) => sum + count, 0);
  return (
    <Counts title="Causes of other ends" first="Cause" lines={lines} total={total} within={within}>
      {total === 0 && <Content component="p">Every move that ended in this time succeeded.</Content>}
    </Counts>
  );
}

interface CountsProps {
  title: string;
  first: string;
  lines: readonly Line[];
  total: number;
  within: HistorySearch;
  /** In place of the table, when there is something. */
  children: React.ReactNode;
}

function Counts({ title, first, lines, total, within, children }: CountsProps) {
  const most = Math.max(1, ...lines.map(({ count }) => count));
  const columns = [first, 'Moves', 'Share', 'Drawn'];
  return (
    <Card isFullHeight>
      <CardTitle component="h2">{title}</CardTitle>
      <CardBody>
        {children || (
          <ScrollingTable aria-label={title}>
            <Thead>
              <Tr>
                {columns.map((column) => (
                  <Th key={column} modifier="nowrap">
                    {column}
                  </Th>
                ))}
              </Tr>
            </Thead>
            <Tbody>
              {lines.map(({ words, count, tone, filter }) => (
                <Tr key={words}>
                  <Td dataLabel={first}>
                    {filter === null ? (
                      words
                    ) : (
                      <Link to="/migrations" search={{ ...within, ...filter }}>
                        {words}
                      </Link>
                    )}
                  </Td>
                  <Td dataLabel="Moves">{count}</Td>
                  <Td dataLabel="Share" modifier="nowrap">
                    {`${Math.round((100 * count) / Math.max(1, total))} %`}
                  </Td>
                  <Td dataLabel="Drawn" className="evenkeel-bar-cell">
                    <Bar label={`${words}: ${count} of ${total}`} fraction={count / most} tone={tone} />
                  </Td>
                </Tr>
              ))}
            </Tbody>
          </ScrollingTable>
        )}
      </CardBody>
    </Card>
  );
}
