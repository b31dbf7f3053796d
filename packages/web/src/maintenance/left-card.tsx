import type { Maintenance } from '@evenkeel/contract';
import { Card, CardBody, CardTitle } from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { CHOICE_WORDS } from './maintenance-words.ts';

/** What Nova showed on the host at the last look, and why each is there. */
export function LeftCard({ maintenance }: { maintenance: Maintenance }) {
  const { providerId, left } = maintenance;
  if (left === null || left.length === 0) return null;
  return (
    <Card>
      <CardTitle component="h2">Still on the host</CardTitle>
      <CardBody>
        <ScrollingTable aria-label="Still on the host">
          <Thead>
            <Tr>
              <Th>Instance</Th>
              <Th>Status</Th>
              <Th>Why</Th>
              <Th>Chosen</Th>
            </Tr>
          </Thead>
          <Tbody>
            {left.map(({ id, name, status, message, choice }) => (
              <Tr key={id}>
                <Td dataLabel="Instance" className="evenkeel-break">
                  <Link to="/instances/$providerId/$instanceId" params={{ providerId, instanceId: id }}>
                    {name}
                  </Link>
                </Td>
                <Td dataLabel="Status">{status}</Td>
                <Td dataLabel="Why" modifier="breakWord">
                  {message}
                </Td>
                <Td dataLabel="Chosen">{choice ? CHOICE_WORDS[choice].words : '–'}</Td>
              </Tr>
            ))}
          </Tbody>
        </ScrollingTable>
      </CardBody>
    </Card>
  );
}
