import type { HistoryMove } from '@evenkeel/contract';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { formatDuration } from '../parts/durations.ts';
import { MigrationStatus } from '../parts/migration-status.tsx';
import { Moment, momentInWords } from '../parts/moment.tsx';
import { isInCloud, reasonOf, stateWords, wholePercent } from '../parts/move-words.ts';
import { ProgressBar } from '../parts/progress-bar.tsx';
import { ProviderName } from '../parts/provider-name.tsx';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { SkeletonRows } from '../parts/skeleton-rows.tsx';
import type { MoveSort } from './history-search.ts';

const COLUMNS: readonly { title: string; sort?: MoveSort }[] = [
  { title: 'Instance', sort: 'instanceName' },
  { title: 'Provider' },
  { title: 'From' },
  { title: 'To' },
  { title: 'Status' },
  { title: 'Asked by' },
  { title: 'Started', sort: 'createdAt' },
  { title: 'Ended', sort: 'endedAt' },
  { title: 'Took' },
];

interface MovesTableProps {
  moves: readonly HistoryMove[] | undefined;
  sort: MoveSort;
  order: 'asc' | 'desc';
  onSort: (sort: MoveSort, order: 'asc' | 'desc') => void;
}

export function MovesTable({ moves, sort, order, onSort }: MovesTableProps) {
  const index = COLUMNS.findIndex((column) => column.sort === sort);
  return (
    <ScrollingTable aria-label="Migrations">
      <Thead>
        <Tr>
          {COLUMNS.map((column, columnIndex) => (
            <Th
              key={column.title}
              modifier="nowrap"
              sort={
                column.sort && {
                  columnIndex,
                  sortBy: { index, direction: order },
                  onSort: (_event, _index, direction) => onSort(column.sort as MoveSort, direction),
                }
              }
            >
              {column.title}
            </Th>
          ))}
        </Tr>
      </Thead>
      {moves === undefined ? (
        <SkeletonRows columns={COLUMNS.map(({ title }) => title)} />
      ) : (
        <Tbody>
          {moves.map((move) => (
            <MoveRow key={move.id} move={move} />
          ))}
        </Tbody>
      )}
    </ScrollingTable>
  );
}

function MoveRow({ move }: { move: HistoryMove }) {
  const { providerId, instanceId, instanceName } = move;
  const status = stateWords(move);
  return (
    <Tr>
      <Td dataLabel="Instance" modifier="breakWord">
        <Link to="/instances/$providerId/$instanceId" params={{ providerId, instanceId }}>
          {instanceName}
        </Link>
      </Td>
      <Td dataLabel="Provider">
        <ProviderName id={providerId} name={move.provider} />
      </Td>
      <Td dataLabel="From" modifier="breakWord">
        {move.sourceHost ?? '–'}
      </Td>
      <Td dataLabel="To" modifier="breakWord">
        {move.destinationHost ?? move.requestedHost ?? '–'}
      </Td>
      <Td dataLabel="Status" className="evenkeel-history-status">
        <MigrationStatus
          status={status}
          outcome={move.outcome}
          reason={move.outcome === 'succeeded' ? null : reasonOf(move) || null}
        />
        {isInCloud(move) && (
          <ProgressBar label={`Migration of ${instanceName}: ${status}`} percent={wholePercent(move)} />
        )}
      </Td>
      <Td dataLabel="Asked by" modifier="breakWord">
        {move.askedBy}
      </Td>
      <Td dataLabel="Started">
        <Link
          to="/moves/$moveId"
          params={{ moveId: move.id }}
          aria-label={`${momentInWords(move.createdAt)}: details of the move of ${instanceName}`}
        >
          <Moment at={move.createdAt} />
        </Link>
      </Td>
      <Td dataLabel="Ended">
        <Moment at={move.endedAt} />
      </Td>
      <Td dataLabel="Took" modifier="nowrap">
        {move.endedAt === null
          ? '–'
          : formatDuration(Date.parse(move.endedAt) - Date.parse(move.submittedAt ?? move.createdAt))}
      </Td>
    </Tr>
  );
}
