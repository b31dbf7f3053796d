import type { Migration } from '@evenkeel/contract';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { MigrationStatus } from '../parts/migration-status.tsx';
import { Moment } from '../parts/moment.tsx';
import { ProgressBar } from '../parts/progress-bar.tsx';
import { ProviderName } from '../parts/provider-name.tsx';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { SkeletonRows } from '../parts/skeleton-rows.tsx';
import { isRecordEnded } from './record-words.ts';

const COLUMNS = ['Instance', 'Provider', 'From', 'To', 'Status', 'Asked by', 'Started', 'Last changed'];

interface RecordsTableProps {
  records: readonly Migration[] | undefined;
  order: 'asc' | 'desc';
  onOrder: (order: 'asc' | 'desc') => void;
}

/** Nova's own records, those of our moves and those of others. */
export function RecordsTable({ records, order, onOrder }: RecordsTableProps) {
  const started = COLUMNS.indexOf('Started');
  return (
    <ScrollingTable aria-label="Migrations in Nova">
      <Thead>
        <Tr>
          {COLUMNS.map((title, columnIndex) => (
            <Th
              key={title}
              modifier="nowrap"
              sort={
                columnIndex === started
                  ? {
                      columnIndex,
                      sortBy: { index: started, direction: order },
                      onSort: (_event, _index, direction) => onOrder(direction),
                    }
                  : undefined
              }
            >
              {title}
            </Th>
          ))}
        </Tr>
      </Thead>
      {records === undefined ? (
        <SkeletonRows columns={COLUMNS} />
      ) : (
        <Tbody>
          {records.map((record) => (
            <RecordRow key={record.id} record={record} />
          ))}
        </Tbody>
      )}
    </ScrollingTable>
  );
}

function RecordRow({ record }: { record: Migration }) {
  const { providerId, instanceId, status, progress } = record;
  const name = record.instanceName ?? instanceId;
  return (
    <Tr>
      <Td dataLabel="Instance" modifier="breakWord">
        <Link to="/instances/$providerId/$instanceId" params={{ providerId, instanceId }}>
          {name}
        </Link>
      </Td>
      <Td dataLabel="Provider">
        <ProviderName id={providerId} name={record.provider} />
      </Td>
      <Td dataLabel="From" modifier="breakWord">
        {record.sourceHost ?? '–'}
      </Td>
      <Td dataLabel="To" modifier="breakWord">
        {record.destinationHost ?? '–'}
      </Td>
      <Td dataLabel="Status" className="evenkeel-history-status">
        <MigrationStatus status={status} outcome={record.outcome} reason={record.reason} />
        {!isRecordEnded(record) && (
          <ProgressBar
            label={`Migration of ${name}: ${status}`}
            percent={progress?.percent == null ? null : Math.round(progress.percent)}
          />
        )}
      </Td>
      <Td dataLabel="Asked by">
        {record.moveId === null ? (
          'somebody else'
        ) : (
          <Link
            to="/moves/$moveId"
            params={{ moveId: record.moveId }}
            aria-label={`Evenkeel: details of the move of ${name}`}
          >
            Evenkeel
          </Link>
        )}
      </Td>
      <Td dataLabel="Started">
        <Moment at={record.createdAt} />
      </Td>
      <Td dataLabel="Last changed">
        <Moment at={record.updatedAt} />
      </Td>
    </Tr>
  );
}
