import type { Instance } from '@evenkeel/contract';
import {
  Card,
  CardBody,
  CardTitle,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
} from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatGibibytes, formatMebibytes } from '../parts/bytes.ts';
import { Moment } from '../parts/moment.tsx';
import { ProviderName } from '../parts/provider-name.tsx';

export function InstanceDetails({ instance }: { instance: Instance }) {
  return (
    <Card>
      <CardTitle component="h2">Details</CardTitle>
      <CardBody>
        <DescriptionList columnModifier={{ md: '2Col', xl: '3Col' }} isCompact>
          {factsOf(instance).map(([term, value]) => (
            <DescriptionListGroup key={term}>
              <DescriptionListTerm>{term}</DescriptionListTerm>
              <DescriptionListDescription>{value}</DescriptionListDescription>
            </DescriptionListGroup>
          ))}
        </DescriptionList>
      </CardBody>
    </Card>
  );
}

function factsOf(instance: Instance): [string, ReactNode][] {
  const { providerId, provider, zone, host, vcpus, memoryMb, diskGb } = instance;
  return [
    [
      'Host',
      host === null ? (
        'not shown by the cloud'
      ) : (
        <Link to="/hosts" search={{ provider: providerId, search: host }}>
          {host}
        </Link>
      ),
    ],
    ['Provider', <ProviderName key="provider" id={providerId} name={provider} />],
    ['Zone', zone ?? 'No Availability Zone'],
    ['Status in Nova', instance.status],
    ['VM state', instance.vmState ?? '–'],
    ['Task', instance.taskState ?? 'none'],
    ['Flavor', instance.flavor ?? '–'],
    ['VCPUs', vcpus ?? '–'],
    ['Memory', memoryMb === null ? '–' : formatMebibytes(memoryMb)],
    ['Disk', diskGb === null ? '–' : diskGb === 0 ? 'from a volume' : formatGibibytes(diskGb)],
    ['IP addresses', instance.ipAddresses.join(', ') || '–'],
    ['Project', instance.project ?? instance.projectId ?? '–'],
    ['Locked', instance.locked ? 'Yes' : 'No'],
    ['Created', <Moment key="created" at={instance.createdAt} />],
    ['ID', <code key="id">{instance.id}</code>],
  ];
}
