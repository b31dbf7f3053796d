import type { VerdictReason } from '@evenkeel/contract';
import { novaInWords, reaches } from '../microversion.ts';
import type { StaticInput } from './input.ts';
import { error, information } from './reason.ts';

/** The destination's service, cell and zone (nova/scheduler/filters/compute_filter.py; operations.md A2, A9). */
export function serviceReasons({ instance, source, destination: host, cloud }: StaticInput): VerdictReason[] {
  const reasons: VerdictReason[] = [];
  if (instance.host === host.name)
    reasons.push(error('same-host', `${instance.name} already runs on ${host.name}.`));
  if (host.status === 'disabled') {
    const why = host.disabledReason ? ` (${host.disabledReason})` : '';
    reasons.push(error('host-disabled', `${host.name} is disabled${why}.`));
  }
  if (host.state === 'down')
    reasons.push(error('host-down', `nova-compute on ${host.name} does not report: it is down.`));
  if (host.state === 'unknown')
    reasons.push(information('host-state-unknown', `The cloud does not say whether ${host.name} is up.`));
  if (cloud?.severalCells) {
    const both = source === null ? host.name : `${source.name} and ${host.name}`;
    reasons.push(
      information(
        'cell-unknown',
        `Whether ${both} belong to one cell is not known because Nova does not show cells, and this cloud has several. Nova moves nothing from one cell to another.`,
      ),
    );
  }
  // Below 2.30 a named host goes past the scheduler.
  if (cloud && cloud.computeVersion !== null && !reaches(cloud.computeVersion, 30))
    reasons.push(
      information(
        'scheduler-skipped',
        `${novaInWords(cloud.computeVersion)} does not ask its scheduler about a host that is named: zones, groups and disabled hosts are checked by Evenkeel alone.`,
      ),
    );
  reasons.push(...zoneReasons({ instance, source, destination: host, cloud }));
  return reasons;
}

function zoneReasons({
  instance,
  source,
  destination,
  cloud,
}: Omit<StaticInput, 'options'>): VerdictReason[] {
  const zone = destination.zone ?? 'none';
  if (instance.pinnedZone !== null) {
    if (instance.pinnedZone === destination.zone) return [];
    const pinned = `${instance.name} is pinned to the zone ${instance.pinnedZone}; ${destination.name} is in ${zone}.`;
    return [error('zone-pinned', pinned)];
  }
  if (!source || source.zone === destination.zone) return [];
  if (cloud && !reaches(cloud.computeVersion, 96)) {
    const why = `${novaInWords(cloud.computeVersion)} does not show that (2.96 does)`;
    const message = `Whether ${instance.name} is pinned to its zone ${source.zone ?? 'none'} is not known because ${why}; ${destination.name} is in ${zone}.`;
    return [information('zone-pin-unknown', message)];
  }
  const message = `${instance.name} would move from the zone ${source.zone ?? 'none'} to ${zone}; it is pinned to none.`;
  return [information('zone-change', message)];
}
