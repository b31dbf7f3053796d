import type { Migration } from '@evenkeel/contract';
import { Card, CardBody, CardTitle, Content } from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import type { UseQueryResult } from '@tanstack/react-query';
import { MigrationStatus } from '../parts/migration-status.tsx';
import { Moment } from '../parts/moment.tsx';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { SkeletonRows } from '../parts/skeleton-rows.tsx';
import { LoadFailure } from '../parts/trouble.tsx';

const COLUMNS = ['Started', 'From', 'To', 'Status', 'Asked by', 'Last changed'];

/** The live migrations that Nova has a record of, newest first. */
export function InstanceHistory({ migrations }: { migrations: UseQueryResult<Migration[]> }) {
  const { data, error, refetch } = migrations;
  return (
    <Card>
      <CardTitle component="h2" id="history-title">
        Migrations
      </CardTitle>
      <CardBody>
        {error && !data ? (
          <LoadFailure what="The migrations" error={error} onRetry={() => void refetch()} />
        ) : data?.length === 0 ? (
          <Content component="p">Nova has no record of a live migration of this instance.</Content>
        ) : (
          <ScrollingTable aria-labelledby="history-title">
            <Thead>
              <Tr>
                {COLUMNS.map((title) => (
                  <Th key={title} modifier="nowrap">
                    {title}
                  </Th>
                ))}
              </Tr>
            </Thead>
            {data === undefined ? (
              <SkeletonRows columns={COLUMNS} />
            ) : (
              <Tbody>
                {data.map((migration) => (
                  <Tr key={migration.id}>
                    <Td dataLabel="Started">
                      <Moment at={migration.createdAt} />
                    </Td>
                    <Td dataLabel="From">{migration.sourceHost ?? '–'}</Td>
                    <Td dataLabel="To">{migration.destinationHost ?? '–'}</Td>
                    <Td dataLabel="Status">
                      <MigrationStatus
                        status={migration.status}
                        outcome={migration.outcome}
                        reason={migration.reason}
                      />
                    </Td>
                    <Td dataLabel="Asked by">{migration.moveId ? 'Evenkeel' : 'somebody else'}</Td>
                    <Td dataLabel="Last changed">
                      <Moment at={migration.updatedAt} />
                    </Td>
                  </Tr>
                ))}
              </Tbody>
            )}
          </ScrollingTable>
        )}
      </CardBody>
    </Card>
  );
}
