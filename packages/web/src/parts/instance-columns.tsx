import type { Instance } from '@evenkeel/contract';
import { Flex, FlexItem } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { SortKey } from '../search.ts';
import { FailureMark, useShowsFailure } from './failure-mark.tsx';
import { isUnderWay } from './move-words.ts';
import { PowerStateCell } from './power-state.tsx';
import { ProviderName } from './provider-name.tsx';

export interface InstanceColumn {
  key: string;
  title: string;
  sort?: SortKey;
  /** Can not be hidden. */
  fixed?: boolean;
  /** May be broken into lines; the others stay whole, and the list scrolls when it must. */
  wraps?: boolean;
  cell: (instance: Instance) => ReactNode;
}

/** The columns of the list as data, in their order. */
export const INSTANCE_COLUMNS: readonly InstanceColumn[] = [
  {
    key: 'name',
    title: 'Name',
    sort: 'name',
    fixed: true,
    wraps: true,
    cell: (instance) => <InstanceName instance={instance} />,
  },
  {
    key: 'powerState',
    title: 'Power State',
    sort: 'powerState',
    fixed: true,
    cell: (instance) => <PowerStateCell instance={instance} />,
  },
  { key: 'host', title: 'Host', sort: 'host', cell: (instance) => <HostCell instance={instance} /> },
  {
    key: 'provider',
    title: 'Provider',
    sort: 'provider',
    cell: ({ provider, providerId }) => <ProviderName id={providerId} name={provider} />,
  },
  { key: 'zone', title: 'Zone', sort: 'zone', cell: ({ zone }) => zone ?? 'No Availability Zone' },
  { key: 'flavor', title: 'Flavor', sort: 'flavor', cell: ({ flavor }) => flavor ?? '–' },
  {
    key: 'ipAddresses',
    title: 'IP Addresses',
    cell: ({ ipAddresses }) =>
      ipAddresses.length === 0 ? '–' : ipAddresses.map((address) => <div key={address}>{address}</div>),
  },
  {
    key: 'project',
    title: 'Project',
    sort: 'project',
    cell: ({ project, projectId }) => project ?? projectId ?? '–',
  },
  { key: 'task', title: 'Task', sort: 'taskState', cell: ({ taskState }) => taskState ?? '–' },
];

/** The present host, and while a move is open where it goes. */
function HostCell({ instance: { host, move } }: { instance: Instance }) {
  const target = isUnderWay(move) ? (move.destinationHost ?? move.requestedHost) : null;
  return (
    <>
      <div>{host ?? 'not shown by the cloud'}</div>
      {target !== null && target !== host && (
        <div className="evenkeel-muted">
          <span aria-hidden="true">→</span>
          <span className="pf-v6-screen-reader">goes to</span> {target}
        </div>
      )}
    </>
  );
}

export function InstanceName({ instance }: { instance: Instance }) {
  const showsFailure = useShowsFailure(instance.move);
  return (
    <Flex gap={{ default: 'gapSm' }} rowGap={{ default: 'rowGapXs' }} className="evenkeel-instance-name">
      <FlexItem>
        <Link
          to="/instances/$providerId/$instanceId"
          params={{ providerId: instance.providerId, instanceId: instance.id }}
        >
          {instance.name}
        </Link>
      </FlexItem>
      {showsFailure && instance.move && (
        <FlexItem>
          <FailureMark move={instance.move} />
        </FlexItem>
      )}
    </Flex>
  );
}

const STORAGE_KEY = 'evenkeel.instance-columns';

/** The address decides, then what this browser remembers, then all of them. */
export function shownColumns(inAddress: string | undefined): InstanceColumn[] {
  const chosen = inAddress ?? localStorage.getItem(STORAGE_KEY);
  const keys = chosen?.split(',');
  return INSTANCE_COLUMNS.filter(({ key, fixed }) => fixed || keys === undefined || keys.includes(key));
}

export function rememberColumns(keys: readonly string[]): string {
  const text = keys.join(',');
  localStorage.setItem(STORAGE_KEY, text);
  return text;
}
