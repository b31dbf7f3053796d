import type { InstanceLeft, MaintenanceDetail } from '@evenkeel/contract';
import { Button, Card, CardBody, CardTitle } from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { ScrollingTable } from '../parts/scrolling-table.tsx';
import { ChooseDialog } from './choose-dialog.tsx';
import { CHOICE_WORDS } from './maintenance-words.ts';
import { stayingOf } from './progress.ts';

/** What stays on the host, why, and what was chosen for it. */
export function LeftCard({ maintenance }: { maintenance: MaintenanceDetail }) {
  const [asked, setAsked] = useState<InstanceLeft | null>(null);
  const { providerId, phase } = maintenance;
  const staying = stayingOf(maintenance);
  // Afterwards the server takes no choice any more.
  const canChoose = phase === 'planned' || phase === 'disabling' || phase === 'draining';
  if (staying.length === 0) return null;
  return (
    <Card>
      <CardTitle component="h2">Still on the host</CardTitle>
      <CardBody>
        <ScrollingTable aria-label="Still on the host">
          <Thead>
            <Tr>
              <Th width={20}>Instance</Th>
              <Th>Status</Th>
              <Th>Why</Th>
              <Th width={20}>Chosen</Th>
            </Tr>
          </Thead>
          <Tbody>
            {staying.map((instance) => (
              <Tr key={instance.id}>
                <Td dataLabel="Instance" className="evenkeel-break">
                  <Link
                    to="/instances/$providerId/$instanceId"
                    params={{ providerId, instanceId: instance.id }}
                  >
                    {instance.name}
                  </Link>
                </Td>
                <Td dataLabel="Status">{instance.status}</Td>
                <Td dataLabel="Why" modifier="breakWord">
                  {instance.message}
                </Td>
                <Td dataLabel="Chosen">
                  {instance.choice ? CHOICE_WORDS[instance.choice].words : !canChoose && '–'}{' '}
                  {canChoose && (
                    <Button
                      variant="link"
                      isInline
                      aria-label={`Choose… what becomes of ${instance.name}`}
                      onClick={() => setAsked(instance)}
                    >
                      Choose…
                    </Button>
                  )}
                </Td>
              </Tr>
            ))}
          </Tbody>
        </ScrollingTable>
        {asked && canChoose && (
          <ChooseDialog maintenance={maintenance} instance={asked} onClose={() => setAsked(null)} />
        )}
      </CardBody>
    </Card>
  );
}
