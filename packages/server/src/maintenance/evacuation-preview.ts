/** What an evacuation would do, before anything is sent, and what a person has to be sure of. */
import type { HostPlan, MaintenancePreview, MaintenanceRequest } from '@evenkeel/contract';
import type { HostAsked } from '../db/maintenance-asked.ts';
import { isAtLeast } from '../inventory/microversion.ts';
import { DomainRefusal } from '../runner/refusal.ts';
import { fencingOf } from './evacuate.ts';
import type { Planning } from './planning.ts';
import { hostPlan, isUndecided } from './preview.ts';

/** Throws DomainRefusal for a host that reports: its instances run. Each host is planned by itself. */
export async function previewEvacuation(
  planning: Planning,
  request: MaintenanceRequest,
  hosts: readonly HostAsked[],
): Promise<MaintenancePreview> {
  const plans: HostPlan[] = [];
  for (const asked of hosts) {
    refuseAlive(asked);
    const { providerId, host } = asked;
    const { choices, limits } = request;
    const plan = await planning.evacuation(providerId, { host, choices, limits });
    const { remarks, ...rest } = hostPlan(asked, plan, request);
    const down = `nova-compute on ${host}`;
    plans.push({
      ...rest,
      remarks: [...remarks.filter((remark) => !remark.startsWith(down)), ...afterwards(asked)],
      fencing: fencingOf(host),
    });
  }
  return { hosts: plans, missing: plans.flatMap(({ stays }) => stays).filter(isUndecided).length };
}

/** nova/api/openstack/compute/evacuate.py, since 2.95: `target_state` is stopped. */
function afterwards({ computeVersion }: HostAsked): string[] {
  if (computeVersion !== null && !isAtLeast(computeVersion, '2.95')) return [];
  return ['From microversion 2.95 on Nova leaves what it built anew stopped: its owner starts it.'];
}

function refuseAlive({ host, state }: HostAsked): void {
  if (state === 'down') return;
  throw new DomainRefusal(
    409,
    'host-not-down',
    `nova-compute on ${host} is ${state}: only a host that is down can be evacuated.`,
    { nextStep: 'Drain it, if it is to be emptied. If it is dead, Nova shows it as down within a minute.' },
  );
}

/** Throws DomainRefusal when nobody said that the hosts are off or cut off. */
export function refuseUnfenced({ kind, fenced, hosts }: MaintenanceRequest): void {
  if (kind !== 'evacuation' || fenced === true) return;
  const names = hosts.map(({ host }) => host).join(', ');
  throw new DomainRefusal(409, 'not-fenced', `Nobody has confirmed yet: ${fencingOf(names)}`, {
    nextStep: 'Make sure of it, then confirm it (fenced: true).',
  });
}
