import type { MoveStatistics } from '@evenkeel/contract';
import { Button, Card, CardBody, CardTitle, Content } from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { formatBytes } from '../parts/bytes.ts';
import { formatDuration } from '../parts/durations.ts';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { Bar } from './bar.tsx';

type Pair = MoveStatistics['byHostPair'][number];

/** What is compared of two pairs; null goes last whichever way one sorts. */
const COLUMNS: readonly { title: string; valueOf: (pair: Pair) => string | number | null }[] = [
  { title: 'From', valueOf: ({ sourceHost }) => sourceHost },
  { title: 'To', valueOf: ({ destinationHost }) => destinationHost },
  { title: 'Moves', valueOf: ({ count }) => count },
  { title: 'Succeeded', valueOf: ({ succeeded, count }) => succeeded / count },
  { title: 'Median time', valueOf: ({ medianDurationMs }) => medianDurationMs },
  { title: '95 of 100 within', valueOf: ({ p95DurationMs }) => p95DurationMs },
  { title: 'Throughput', valueOf: ({ medianBytesPerSecond }) => medianBytesPerSecond },
];
const SHOWN_AT_FIRST = 20;
const MOVES = 2;

/** Which way between two hosts goes well, and how fast. */
export function PairFigure({ pairs }: { pairs: readonly Pair[] }) {
  const [sort, setSort] = useState<{ index: number; direction: 'asc' | 'desc' }>({
    index: MOVES,
    direction: 'desc',
  });
  const [isAll, setAll] = useState(false);
  const fastest = Math.max(1, ...pairs.map(({ medianBytesPerSecond }) => medianBytesPerSecond ?? 0));
  const sorted = sortedBy(pairs, COLUMNS[sort.index]?.valueOf ?? (() => null), sort.direction);
  const shown = isAll ? sorted : sorted.slice(0, SHOWN_AT_FIRST);
  return (
    <Card>
      <CardTitle component="h2">From host to host</CardTitle>
      <CardBody>
        {pairs.length === 0 ? (
          <Content component="p">No move has ended in this time.</Content>
        ) : (
          <ScrollingTable aria-label="From host to host">
            <Thead>
              <Tr>
                {COLUMNS.map(({ title }, columnIndex) => (
                  <Th
                    key={title}
                    modifier="nowrap"
                    sort={{
                      columnIndex,
                      sortBy: sort,
                      onSort: (_event, index, direction) => setSort({ index, direction }),
                    }}
                  >
                    {title}
                  </Th>
                ))}
              </Tr>
            </Thead>
            <Tbody>
              {shown.map((pair) => (
                <PairRow key={`${pair.sourceHost} ${pair.destinationHost}`} pair={pair} fastest={fastest} />
              ))}
            </Tbody>
          </ScrollingTable>
        )}
        {shown.length < pairs.length && (
          <Button variant="link" onClick={() => setAll(true)}>
            Show all {pairs.length}
          </Button>
        )}
      </CardBody>
    </Card>
  );
}

function PairRow({ pair, fastest }: { pair: Pair; fastest: number }) {
  const { count, succeeded, medianDurationMs, p95DurationMs, medianBytesPerSecond } = pair;
  const from = pair.sourceHost ?? 'not known';
  const to = pair.destinationHost ?? 'no host chosen';
  const rate = succeeded / count;
  return (
    <Tr>
      <Td dataLabel="From">{from}</Td>
      <Td dataLabel="To">{to}</Td>
      <Td dataLabel="Moves">{count}</Td>
      <Td dataLabel="Succeeded" className="evenkeel-bar-cell">
        <Bar
          label={`${from} to ${to}: ${succeeded} of ${count} succeeded`}
          fraction={rate}
          behind={1}
          tone={rate === 1 ? 'good' : 'bad'}
        />
        <div>{`${Math.floor(rate * 100)} %`}</div>
      </Td>
      <Td dataLabel="Median time" modifier="nowrap">
        {medianDurationMs === null ? '–' : formatDuration(medianDurationMs)}
      </Td>
      <Td dataLabel="95 of 100 within" modifier="nowrap">
        {p95DurationMs === null ? '–' : formatDuration(p95DurationMs)}
      </Td>
      <Td dataLabel="Throughput" className="evenkeel-bar-cell">
        {medianBytesPerSecond === null ? (
          '–'
        ) : (
          <>
            <Bar
              label={`${from} to ${to}: ${formatBytes(medianBytesPerSecond)} a second`}
              fraction={medianBytesPerSecond / fastest}
            />
            <div>{`${formatBytes(medianBytesPerSecond)}/s`}</div>
          </>
        )}
      </Td>
    </Tr>
  );
}

function sortedBy(
  pairs: readonly Pair[],
  valueOf: (pair: Pair) => string | number | null,
  direction: 'asc' | 'desc',
): Pair[] {
  const sign = direction === 'asc' ? 1 : -1;
  return [...pairs].sort((left, right) => {
    const a = valueOf(left);
    const b = valueOf(right);
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    const isLess =
      typeof a === 'string' ? a.localeCompare(String(b), undefined, { numeric: true }) : a - Number(b);
    return sign * isLess;
  });
}
