import type { Host } from '@evenkeel/contract';
import type { HostCondition, HostListSearch, HostSortKey } from '../search.ts';

export const NO_ZONE = 'No Availability Zone';

/** What two hosts are compared by; null, which the cloud does not tell, comes last whichever way one sorts. */
const VALUES: Readonly<Record<HostSortKey, (host: Host) => string | number | null>> = {
  name: ({ name }) => name,
  provider: ({ provider }) => provider,
  zone: ({ zone }) => zone,
  state: ({ state }) => state,
  status: ({ status, maintenance }) => (maintenance ? 'maintenance' : status),
  instances: ({ instanceCount }) => instanceCount,
  memory: ({ memoryMbUsed, memoryMb }) => share(memoryMbUsed, memoryMb),
  vcpus: ({ vcpusUsed, vcpus }) => share(vcpusUsed, vcpus),
  disk: ({ diskGbUsed, diskGb }) => share(diskGbUsed, diskGb),
};

const CONDITIONS: Readonly<Record<HostCondition, (host: Host) => boolean>> = {
  up: ({ state }) => state === 'up',
  down: ({ state }) => state === 'down',
  enabled: ({ status }) => status === 'enabled',
  disabled: ({ status }) => status === 'disabled',
  maintenance: ({ maintenance }) => maintenance !== null,
};

/** The hosts that fit what the address asks for, in its order; equals by their names. */
export function hostsFor(hosts: readonly Host[], asked: HostListSearch): Host[] {
  const { provider, zone, condition, sort = 'name', order = 'asc' } = asked;
  const wanted = asked.search?.trim().toLowerCase() ?? '';
  const sign = order === 'asc' ? 1 : -1;
  return hosts
    .filter(
      (host) =>
        (provider === undefined || host.providerId === provider) &&
        (zone === undefined || (host.zone ?? '') === zone) &&
        (condition === undefined || CONDITIONS[condition](host)) &&
        `${host.name} ${host.zone ?? NO_ZONE}`.toLowerCase().includes(wanted),
    )
    .sort(
      (left, right) =>
        compared(VALUES[sort](left), VALUES[sort](right), sign) || byName(left.name, right.name),
    );
}

function compared(left: string | number | null, right: string | number | null, sign: number): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  if (typeof left === 'number' && typeof right === 'number') return sign * (left - right);
  return sign * byName(String(left), String(right));
}

function byName(left: string, right: string): number {
  return left.localeCompare(right, undefined, { numeric: true });
}

function share(used: number | null, total: number | null): number | null {
  return used === null || !total ? null : used / total;
}
