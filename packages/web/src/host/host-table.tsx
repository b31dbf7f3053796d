import type { Host } from '@evenkeel/contract';
import { Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { HostInMaintenance, PutIntoMaintenance } from '../maintenance/host-maintenance.tsx';
import { formatGibibytes, formatMebibytes } from '../parts/bytes.ts';
import { fractionOf, LoadBar } from '../parts/load-bar.tsx';
import { ProviderName } from '../parts/provider-name.tsx';
import { SkeletonRows } from '../parts/skeleton-rows.tsx';
import { RowGap, useVirtualRows } from '../parts/virtual-rows.tsx';
import type { HostSortKey } from '../search.ts';

/** Pixels. */
const USUAL_ROW = 60;

const COLUMNS: readonly { title: string; sort: HostSortKey }[] = [
  { title: 'Name', sort: 'name' },
  { title: 'Provider', sort: 'provider' },
  { title: 'Zone', sort: 'zone' },
  { title: 'State', sort: 'state' },
  { title: 'Status', sort: 'status' },
  { title: 'Instances', sort: 'instances' },
  { title: 'Memory', sort: 'memory' },
  { title: 'VCPUs', sort: 'vcpus' },
  { title: 'Disk', sort: 'disk' },
];

interface HostTableProps {
  /** Sorted; undefined while they are being read. */
  hosts: readonly Host[] | undefined;
  sort: HostSortKey;
  order: 'asc' | 'desc';
  onSort: (sort: HostSortKey, order: 'asc' | 'desc') => void;
}

export function HostTable({ hosts, sort, order, onSort }: HostTableProps) {
  const virtual = useVirtualRows(hosts?.length ?? 0, USUAL_ROW);
  const index = COLUMNS.findIndex((column) => column.sort === sort);
  return (
    <div ref={virtual.scroller} className={`evenkeel-scrolling ${virtual.isVirtual ? 'evenkeel-tall' : ''}`}>
      <Table
        variant="compact"
        gridBreakPoint="grid-lg"
        isStickyHeader={virtual.isVirtual}
        aria-label="Hosts"
        aria-rowcount={(hosts?.length ?? 0) + 1}
      >
        <Thead>
          <Tr>
            {COLUMNS.map((column, columnIndex) => (
              <Th
                key={column.title}
                modifier="nowrap"
                sort={{
                  columnIndex,
                  sortBy: { index, direction: order },
                  onSort: (_event, _index, direction) => onSort(column.sort, direction),
                }}
              >
                {column.title}
              </Th>
            ))}
          </Tr>
        </Thead>
        {hosts === undefined ? (
          <SkeletonRows columns={COLUMNS.map(({ title }) => title)} />
        ) : (
          <Tbody>
            <RowGap height={virtual.before} />
            {virtual.places.map((place) => {
              const host = hosts[place];
              return (
                host && (
                  <HostRow
                    key={`${host.providerId}/${host.id}`}
                    host={host}
                    place={place}
                    measure={virtual.measure}
                  />
                )
              );
            })}
            <RowGap height={virtual.after} />
          </Tbody>
        )}
      </Table>
    </div>
  );
}

interface HostRowProps {
  host: Host;
  place: number;
  measure: (row: HTMLTableRowElement | null) => void;
}

function HostRow({ host, place, measure }: HostRowProps) {
  const { name, providerId, vcpus, vcpusUsed, memoryMb, memoryMbUsed, diskGb, diskGbUsed } = host;
  return (
    <Tr data-index={place} innerRef={measure}>
      <Td dataLabel="Name">{name}</Td>
      <Td dataLabel="Provider">
        <ProviderName id={providerId} name={host.provider} />
      </Td>
      <Td dataLabel="Zone">{host.zone ?? 'No Availability Zone'}</Td>
      <Td dataLabel="State">
        <Label isCompact status={host.state === 'up' ? 'success' : host.state === 'down' ? 'danger' : 'info'}>
          {STATE_WORDS[host.state]}
        </Label>
      </Td>
      <Td dataLabel="Status">
        <Label isCompact status={host.status === 'disabled' ? 'warning' : undefined}>
          {host.status === 'enabled' ? 'Enabled' : 'Disabled'}
        </Label>
        {host.maintenance ? (
          <HostInMaintenance name={name} maintenance={host.maintenance} />
        ) : (
          <>
            {host.disabledReason && <div className="evenkeel-muted">{host.disabledReason}</div>}
            <PutIntoMaintenance providerId={providerId} name={name} />
          </>
        )}
      </Td>
      <Td dataLabel="Instances">
        <Link
          to="/instances"
          search={{ provider: providerId, host: name }}
          aria-label={`${host.instanceCount} instances of ${name}`}
        >
          {host.instanceCount}
        </Link>
      </Td>
      <Td dataLabel="Memory">
        <LoadBar
          label={`Memory of ${name}`}
          now={fractionOf(memoryMbUsed, memoryMb)}
          text={pair(memoryMbUsed, memoryMb, formatMebibytes)}
        />
      </Td>
      <Td dataLabel="VCPUs">
        <LoadBar
          label={`VCPUs of ${name}`}
          now={fractionOf(vcpusUsed, vcpus)}
          text={pair(vcpusUsed, vcpus, String)}
        />
      </Td>
      <Td dataLabel="Disk">
        <LoadBar
          label={`Disk of ${name}`}
          now={fractionOf(diskGbUsed, diskGb)}
          text={pair(diskGbUsed, diskGb, formatGibibytes)}
        />
      </Td>
    </Tr>
  );
}

const STATE_WORDS: Readonly<Record<Host['state'], string>> = { up: 'Up', down: 'Down', unknown: 'Unknown' };

function pair(used: number | null, total: number | null, format: (value: number) => string) {
  return used === null || total === null ? undefined : `${format(used)} of ${format(total)}`;
}
