import type { MaintenanceInstance } from '@evenkeel/contract';
import { Card, CardBody, CardTitle } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { RowGap, useVirtualRows } from '../parts/virtual-rows.tsx';
import { InstanceState } from './instance-state.tsx';

/** Pixels. */
const USUAL_ROW = 44;

const HOW_WORDS: Readonly<Record<MaintenanceInstance['how'], string>> = {
  'live-migration': 'Live migration',
  'cold-migration': 'Cold migration',
  evacuation: 'Evacuation',
};

interface InstancesCardProps {
  providerId: string;
  instances: readonly MaintenanceInstance[];
}

/** What was done with each instance, away and home. */
export function InstancesCard({ providerId, instances }: InstancesCardProps) {
  const virtual = useVirtualRows(instances.length, USUAL_ROW);
  if (instances.length === 0) return null;
  return (
    <Card>
      <CardTitle component="h2">Instances</CardTitle>
      <CardBody>
        <div
          ref={virtual.scroller}
          className={`evenkeel-scrolling ${virtual.isVirtual ? 'evenkeel-tall' : ''}`}
        >
          <Table
            variant="compact"
            gridBreakPoint="grid-lg"
            isStickyHeader={virtual.isVirtual}
            aria-label="What was done with each instance"
            aria-rowcount={instances.length + 1}
          >
            <Thead>
              <Tr>
                <Th>Instance</Th>
                <Th>How</Th>
                <Th>From</Th>
                <Th>To</Th>
                <Th>State</Th>
              </Tr>
            </Thead>
            <Tbody>
              <RowGap height={virtual.before} />
              {virtual.places.map((place) => {
                const one = instances[place];
                return (
                  one && (
                    <Tr key={`${one.id} ${one.at} ${place}`} data-index={place} innerRef={virtual.measure}>
                      <Td dataLabel="Instance" className="evenkeel-break">
                        <Link
                          to="/instances/$providerId/$instanceId"
                          params={{ providerId, instanceId: one.id }}
                        >
                          {one.name}
                        </Link>
                      </Td>
                      <Td dataLabel="How">
                        {HOW_WORDS[one.how]}
                        {one.direction === 'home' && ', home'}
                      </Td>
                      <Td dataLabel="From">{one.from ?? '–'}</Td>
                      <Td dataLabel="To">{one.to ?? '–'}</Td>
                      <Td dataLabel="State" modifier="breakWord">
                        <InstanceState instance={one} />
                      </Td>
                    </Tr>
                  )
                );
              })}
              <RowGap height={virtual.after} />
            </Tbody>
          </Table>
        </div>
      </CardBody>
    </Card>
  );
}
