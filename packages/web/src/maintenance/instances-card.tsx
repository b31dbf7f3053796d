import type { MaintenanceInstance } from '@evenkeel/contract';
import { Card, CardBody, CardTitle } from '@patternfly/react-core';
import { Td, Th } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { VirtualTable } from '../parts/virtual-table.tsx';
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
  if (instances.length === 0) return null;
  return (
    <Card>
      <CardTitle component="h2">Instances</CardTitle>
      <CardBody>
        <VirtualTable
          aria-label="What was done with each instance"
          rows={instances}
          usualRow={USUAL_ROW}
          head={
            <>
              <Th>Instance</Th>
              <Th>How</Th>
              <Th>From</Th>
              <Th>To</Th>
              <Th>State</Th>
            </>
          }
          keyOf={({ id, at }, place) => `${id} ${at} ${place}`}
          cells={(one) => (
            <>
              <Td dataLabel="Instance" className="evenkeel-break">
                <Link to="/instances/$providerId/$instanceId" params={{ providerId, instanceId: one.id }}>
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
            </>
          )}
        />
      </CardBody>
    </Card>
  );
}
