import { EmptyState, EmptyStateBody } from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { activeMovesQuery, endedMovesQuery, migrationsQuery } from '../api/queries.ts';
import { CloudTrouble } from '../parts/cloud-trouble.tsx';
import { FilterSelect } from '../parts/filter-select.tsx';
import { MigrationStatus } from '../parts/migration-status.tsx';
import { Moment } from '../parts/moment.tsx';
import { PageFrame } from '../parts/page.tsx';
import { ProgressBar } from '../parts/progress-bar.tsx';
import { ProviderName } from '../parts/provider-name.tsx';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { SkeletonRows } from '../parts/skeleton-rows.tsx';
import { LoadFailure } from '../parts/trouble.tsx';
import { type Happening, happeningsOf, SHOWN_WORDS, type ShownHappenings } from './happenings.ts';

const COLUMNS = ['Instance', 'Provider', 'From', 'To', 'Status', 'Asked by', 'Started', 'Ended'];

/** What is moving now, then what has moved: Evenkeel's moves, and Nova's records of those it did not ask for. */
export function MigrationsPage() {
  const { show = 'all' } = useSearch({ from: '/migrations' });
  const navigate = useNavigate({ from: '/migrations' });
  const active = useQuery(activeMovesQuery);
  const ended = useQuery(endedMovesQuery);
  const records = useQuery(migrationsQuery);
  const failed = [active, ended, records].find(({ error, data }) => error && !data);
  const all =
    active.data && ended.data && records.data
      ? happeningsOf([...active.data, ...ended.data], records.data)
      : undefined;
  const shown = all?.filter((happening) => show === 'all' || happening.kind === show);
  return (
    <PageFrame title="Migrations">
      <CloudTrouble />
      <FilterSelect
        label="Shown migrations"
        any="All migrations"
        value={show === 'all' ? undefined : show}
        options={Object.entries(SHOWN_WORDS).map(([value, words]) => ({ value, words }))}
        onChange={(value) => void navigate({ search: { show: value as ShownHappenings | undefined } })}
      />
      {failed?.error ? (
        <LoadFailure
          what="The migrations"
          error={failed.error}
          onRetry={() => void Promise.all([active.refetch(), ended.refetch(), records.refetch()])}
        />
      ) : shown?.length === 0 ? (
        <EmptyState headingLevel="h2" titleText="No migrations" variant="sm">
          <EmptyStateBody>
            Select instances in <Link to="/instances">Instances</Link>, then press Lifecycle, Migrate selected
            Instance.
          </EmptyStateBody>
        </EmptyState>
      ) : (
        <ScrollingTable aria-label="Migrations">
          <Thead>
            <Tr>
              {COLUMNS.map((title) => (
                <Th key={title} modifier="nowrap">
                  {title}
                </Th>
              ))}
            </Tr>
          </Thead>
          {shown === undefined ? (
            <SkeletonRows columns={COLUMNS} />
          ) : (
            <Tbody>
              {shown.map((happening) => (
                <Row key={happening.key} happening={happening} />
              ))}
            </Tbody>
          )}
        </ScrollingTable>
      )}
    </PageFrame>
  );
}

function Row({ happening }: { happening: Happening }) {
  const { instanceId, providerId, percent } = happening;
  return (
    <Tr>
      <Td dataLabel="Instance">
        <Link to="/instances/$providerId/$instanceId" params={{ providerId, instanceId }}>
          {happening.instanceName}
        </Link>
      </Td>
      <Td dataLabel="Provider" modifier="nowrap">
        <ProviderName id={providerId} name={happening.provider} />
      </Td>
      <Td dataLabel="From" modifier="nowrap">
        {happening.from ?? '–'}
      </Td>
      <Td dataLabel="To" modifier="nowrap">
        {happening.to ?? '–'}
      </Td>
      <Td dataLabel="Status" className="evenkeel-status">
        <MigrationStatus status={happening.status} outcome={happening.outcome} reason={happening.reason} />
        {happening.kind === 'active' && (
          <ProgressBar
            label={`Migration of ${happening.instanceName}: ${happening.status}`}
            percent={percent}
          />
        )}
      </Td>
      <Td dataLabel="Asked by">{happening.isOurs ? 'Evenkeel' : 'somebody else'}</Td>
      <Td dataLabel="Started" modifier="nowrap">
        <Moment at={happening.startedAt} />
      </Td>
      <Td dataLabel="Ended" modifier="nowrap">
        <Moment at={happening.endedAt} />
      </Td>
    </Tr>
  );
}
