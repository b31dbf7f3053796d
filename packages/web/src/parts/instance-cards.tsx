import type { Instance } from '@evenkeel/contract';
import {
  Card,
  CardBody,
  CardHeader,
  CardTitle,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  Gallery,
  Skeleton,
} from '@patternfly/react-core';
import { type InstanceColumn, InstanceName } from './instance-columns.tsx';
import { PowerStateCell } from './power-state.tsx';
import type { Selection } from './selection.tsx';

interface InstanceCardsProps {
  instances: readonly Instance[] | undefined;
  selection: Selection;
  /** Shown below the name and the power state; none makes the small cards of the grid view. */
  columns: readonly InstanceColumn[];
}

export function InstanceCards({ instances, selection, columns }: InstanceCardsProps) {
  const minimum = columns.length === 0 ? '180px' : '280px';
  if (instances === undefined) return <Skeleton height="12rem" screenreaderText="Loading instances" />;
  return (
    <Gallery hasGutter minWidths={{ default: minimum }} aria-label="Instances" component="ul">
      {instances.map((instance) => (
        <Card
          key={`${instance.providerId}/${instance.id}`}
          component="li"
          isCompact
          isSelectable
          isSelected={selection.has(instance)}
        >
          <CardHeader
            selectableActions={{
              selectableActionId: `select-${instance.id}`,
              selectableActionAriaLabel: `Select ${instance.name}`,
              name: `select-${instance.id}`,
              isChecked: selection.has(instance),
              onChange: (_event, on) => selection.set([instance], on),
            }}
          >
            <CardTitle>
              <InstanceName instance={instance} />
            </CardTitle>
          </CardHeader>
          <CardBody>
            <PowerStateCell instance={instance} />
            {columns.length > 0 && <Facts instance={instance} columns={columns} />}
          </CardBody>
        </Card>
      ))}
    </Gallery>
  );
}

function Facts({ instance, columns }: { instance: Instance; columns: readonly InstanceColumn[] }) {
  return (
    <DescriptionList isCompact isHorizontal className="evenkeel-card-facts">
      {columns.map((column) => (
        <DescriptionListGroup key={column.key}>
          <DescriptionListTerm>{column.title}</DescriptionListTerm>
          <DescriptionListDescription>{column.cell(instance)}</DescriptionListDescription>
        </DescriptionListGroup>
      ))}
    </DescriptionList>
  );
}
