import type { BalanceHost, Host, LoadDimension } from '@evenkeel/contract';
import { NO_ZONE } from '../host/host-order.ts';
import { fractionOf } from '../parts/load-bar.tsx';

/** One host of the map. */
export interface HeatCell {
  host: string;
  zone: string | null;
  /** Fraction of what it has; null where it is not told. */
  load: number | null;
  /** Why it takes no part, in a sentence; null when it does. */
  note: string | null;
}

export interface HeatZone {
  zone: string;
  cells: HeatCell[];
}

export const HEAT_LEVELS = 10;

/** 0 to 9, a tenth of the load each; more than full is as full. */
export function levelOf(load: number): number {
  return Math.min(HEAT_LEVELS - 1, Math.max(0, Math.floor(load * HEAT_LEVELS)));
}

/** Zones and hosts by name, with numbers in them as a person reads them. */
export function byZone(cells: readonly HeatCell[]): HeatZone[] {
  const zones = new Map<string, HeatCell[]>();
  for (const cell of cells) {
    const zone = cell.zone ?? NO_ZONE;
    zones.set(zone, [...(zones.get(zone) ?? []), cell]);
  }
  const order = (one: string, other: string) => one.localeCompare(other, undefined, { numeric: true });
  return [...zones]
    .map(([zone, all]) => ({ zone, cells: all.sort((one, other) => order(one.host, other.host)) }))
    .sort((one, other) => order(one.zone, other.zone));
}

/** As the cloud tells now. Of network nothing is given out, so there it is null. */
export function cellsOfHosts(hosts: readonly Host[], dimension: LoadDimension): HeatCell[] {
  return hosts.map((host) => ({
    host: host.name,
    zone: host.zone,
    load: {
      cpu: fractionOf(host.vcpusUsed, host.vcpus),
      memory: fractionOf(host.memoryMbUsed, host.memoryMb),
      disk: fractionOf(host.diskGbUsed, host.diskGb),
      network: null,
    }[dimension],
    note: noteOn(host),
  }));
}

/** As the plan counts, before it or after it. */
export function cellsOfPlan(
  hosts: readonly BalanceHost[],
  dimension: LoadDimension,
  when: 'before' | 'after',
): HeatCell[] {
  return hosts.map(({ host, zone, leftOut, [when]: loads }) => ({
    host,
    zone,
    load: loads[dimension],
    note: leftOut,
  }));
}

function noteOn({ maintenance, status, state }: Host): string | null {
  if (maintenance) return 'In maintenance.';
  if (state === 'down') return 'Down.';
  return status === 'disabled' ? 'Disabled.' : null;
}

/** How many hosts are in each tenth, the emptiest first; those of which nothing is told are in none. */
export function histogram(cells: readonly HeatCell[]): number[] {
  const counts = Array.from({ length: HEAT_LEVELS }, () => 0);
  for (const { load } of cells)
    if (load !== null) counts[levelOf(load)] = (counts[levelOf(load)] as number) + 1;
  return counts;
}
