import type { InstanceReference } from '@evenkeel/contract';
import { Card, CardBody, CardTitle, Content } from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { instanceMigrationsQuery, movesQuery } from '../api/queries.ts';
import { MigrationStatus } from '../parts/migration-status.tsx';
import { Moment } from '../parts/moment.tsx';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { SkeletonRows } from '../parts/skeleton-rows.tsx';
import { LoadFailure } from '../parts/trouble.tsx';
import { type Happening, happeningsOf } from './happenings.ts';

const COLUMNS = ['Started', 'From', 'To', 'Status', 'Asked by', 'Last changed'];
/** The rest stands in Migrations. */
const MOST_SHOWN = 20;

/** Our moves of it and the live migrations that Nova has a record of, whoever started them; newest first. */
export function InstanceHistory({ reference }: { reference: InstanceReference }) {
  const { providerId, id } = reference;
  const moves = useQuery(movesQuery({ provider: providerId, instance: id, limit: MOST_SHOWN }));
  const records = useQuery(instanceMigrationsQuery(reference));
  const failed = [moves, records].find(({ error, data }) => error && !data);
  const all = moves.data && records.data ? happeningsOf(moves.data.items, records.data) : undefined;
  return (
    <Card>
      <CardTitle component="h2" id="history-title">
        Migrations
      </CardTitle>
      <CardBody className="evenkeel-stack">
        {failed?.error ? (
          <LoadFailure
            what="The migrations"
            error={failed.error}
            onRetry={() => void Promise.all([moves.refetch(), records.refetch()])}
          />
        ) : all?.length === 0 ? (
          <Content component="p">It was never migrated live, as far as Nova and Evenkeel know.</Content>
        ) : (
          <>
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
              {all === undefined ? (
                <SkeletonRows columns={COLUMNS} />
              ) : (
                <Tbody>
                  {all.slice(0, MOST_SHOWN).map((happening) => (
                    <Row key={happening.key} happening={happening} />
                  ))}
                </Tbody>
              )}
            </ScrollingTable>
            <Content component="p">
              <Link to="/migrations" search={{ provider: providerId, instance: id }}>
                All of its moves, to search and to keep as a file
              </Link>
            </Content>
          </>
        )}
      </CardBody>
    </Card>
  );
}

function Row({ happening }: { happening: Happening }) {
  const { moveId, startedAt, from, to, askedBy, changedAt } = happening;
  return (
    <Tr>
      <Td dataLabel="Started" modifier="nowrap">
        {moveId === null ? (
          <Moment at={startedAt} />
        ) : (
          <Link to="/moves/$moveId" params={{ moveId }}>
            <Moment at={startedAt} />
          </Link>
        )}
      </Td>
      <Td dataLabel="From">{from ?? '–'}</Td>
      <Td dataLabel="To">{to ?? '–'}</Td>
      <Td dataLabel="Status">
        <MigrationStatus status={happening.status} outcome={happening.outcome} reason={happening.reason} />
      </Td>
      <Td dataLabel="Asked by">{askedBy}</Td>
      <Td dataLabel="Last changed" modifier="nowrap">
        <Moment at={changedAt} />
      </Td>
    </Tr>
  );
}
