import type { Host } from '@evenkeel/contract';
import { Checkbox, Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { HostDown } from '../maintenance/host-down.tsx';
import { HostInMaintenance, PutIntoMaintenance } from '../maintenance/host-maintenance.tsx';
import { formatGibibytes, formatMebibytes } from '../parts/bytes.ts';
import { fractionOf, LoadBar } from '../parts/load-bar.tsx';
import { ProviderName } from '../parts/provider-name.tsx';
import { SkeletonRows } from '../parts/skeleton-rows.tsx';
import { RowGap, useVirtualRows } from '../parts/virtual-rows.tsx';
import { instancesInWords } from '../run/run-words.ts';
import type { HostSortKey } from '../search.ts';
import { type HostSelection, isChoosable } from './host-selection.ts';

/** PatternFly's own selecting cell calls every checkbox "Select row 3"; ours says which host. */
const CHECK_CELL = 'pf-v6-c-table__check';
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
  selection: HostSelection;
  sort: HostSortKey;
  order: 'asc' | 'desc';
  onSort: (sort: HostSortKey, order: 'asc' | 'desc') => void;
}

export function HostTable({ hosts, selection, sort, order, onSort }: HostTableProps) {
  const virtual = useVirtualRows(hosts?.length ?? 0, USUAL_ROW);
  const choosable = (hosts ?? []).filter(isChoosable);
  const isAll = choosable.length > 0 && choosable.every(selection.has);
  const isSome = choosable.some(selection.has);
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
            <Th className={CHECK_CELL}>
              <Checkbox
                id="select-all-hosts"
                aria-label="Select all hosts of this list"
                isChecked={isAll || (isSome ? null : false)}
                onChange={(_event, on) => selection.set(choosable, on)}
              />
            </Th>
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
          <SkeletonRows columns={['Select', ...COLUMNS.map(({ title }) => title)]} />
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
                    selection={selection}
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
  selection: HostSelection;
  place: number;
  measure: (row: HTMLTableRowElement | null) => void;
}

function HostRow({ host, selection, place, measure }: HostRowProps) {
  const { name, providerId, vcpus, vcpusUsed, memoryMb, memoryMbUsed, diskGb, diskGbUsed } = host;
  return (
    <Tr data-index={place} innerRef={measure} isRowSelected={selection.has(host)}>
      <Td className={CHECK_CELL}>
        <Checkbox
          id={`select-${providerId}-${name}`}
          aria-label={`Select ${name}`}
          isDisabled={!isChoosable(host)}
          isChecked={selection.has(host)}
          onChange={(_event, on) => selection.set([host], on)}
        />
      </Td>
      <Td dataLabel="Name" className="evenkeel-host-name">
        {name}
      </Td>
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
            {host.state === 'down' ? (
              <HostDown host={host} />
            ) : (
              <PutIntoMaintenance providerId={providerId} name={name} />
            )}
          </>
        )}
      </Td>
      <Td dataLabel="Instances">
        <Link
          to="/instances"
          search={{ provider: providerId, host: name }}
          aria-label={`${instancesInWords(host.instanceCount)} of ${name}`}
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
