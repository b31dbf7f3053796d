import type { Host } from '@evenkeel/contract';
import { Label } from '@patternfly/react-core';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { formatGibibytes, formatMebibytes } from './bytes.ts';
import { fractionOf, LoadBar } from './load-bar.tsx';
import { ProviderName } from './provider-name.tsx';
import { ScrollingTable } from './scrolling-table.tsx';
import { SkeletonRows } from './skeleton-rows.tsx';

const COLUMNS = ['Name', 'Provider', 'Zone', 'State', 'Status', 'Instances', 'Memory', 'VCPUs', 'Disk'];

export function HostTable({ hosts }: { hosts: readonly Host[] | undefined }) {
  return (
    <ScrollingTable aria-label="Hosts">
      <Thead>
        <Tr>
          {COLUMNS.map((title) => (
            <Th key={title} modifier="nowrap">
              {title}
            </Th>
          ))}
        </Tr>
      </Thead>
      {hosts === undefined ? (
        <SkeletonRows columns={COLUMNS} />
      ) : (
        <Tbody>
          {hosts.map((host) => (
            <HostRow key={`${host.providerId}/${host.id}`} host={host} />
          ))}
        </Tbody>
      )}
    </ScrollingTable>
  );
}

function HostRow({ host }: { host: Host }) {
  const { name, providerId, vcpus, vcpusUsed, memoryMb, memoryMbUsed, diskGb, diskGbUsed } = host;
  return (
    <Tr>
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
        {host.disabledReason && <div className="evenkeel-muted">{host.disabledReason}</div>}
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
