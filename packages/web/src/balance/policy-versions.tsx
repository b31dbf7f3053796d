import { Card, CardBody, CardTitle } from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useQuery } from '@tanstack/react-query';
import { Moment } from '../parts/moment.tsx';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { LoadFailure } from '../parts/trouble.tsx';
import { MODE_WORDS, settingsInWords } from './balance-words.ts';
import { versionsQuery } from './queries.ts';

/** What the policy was before, and who changed it. */
export function PolicyVersions({ policyId }: { policyId: string }) {
  const { data: versions, error, refetch } = useQuery(versionsQuery(policyId));
  if (error && !versions)
    return <LoadFailure what="The versions" error={error} onRetry={() => void refetch()} />;
  return (
    <Card>
      <CardTitle component="h2">Versions</CardTitle>
      <CardBody>
        <ScrollingTable aria-label="Versions">
          <Thead>
            <Tr>
              <Th>Version</Th>
              <Th>By</Th>
              <Th>From</Th>
              <Th>Until</Th>
              <Th>Mode</Th>
              <Th>What it wanted</Th>
            </Tr>
          </Thead>
          <Tbody>
            {(versions ?? []).map(({ id, version, createdBy, createdAt, endedAt, settings }) => (
              <Tr key={id}>
                <Td dataLabel="Version">{version}</Td>
                <Td dataLabel="By" className="evenkeel-break">
                  {createdBy}
                </Td>
                <Td dataLabel="From">
                  <Moment at={createdAt} />
                </Td>
                <Td dataLabel="Until">{endedAt === null ? 'in force' : <Moment at={endedAt} />}</Td>
                <Td dataLabel="Mode">
                  {MODE_WORDS[settings.mode].words}
                  {settings.schedule && `, ${settings.schedule} (${settings.timeZone})`}
                </Td>
                <Td dataLabel="What it wanted" modifier="breakWord">
                  {settingsInWords(settings)}
                </Td>
              </Tr>
            ))}
          </Tbody>
        </ScrollingTable>
      </CardBody>
    </Card>
  );
}
