import type { VerdictReason } from '@evenkeel/contract';
import type { GroupFacts } from '../facts.ts';
import type { VerdictInput } from './input.ts';
import { error, information, warning } from './reason.ts';

/** Server groups, members on their way counted where they go as well (nova/scheduler/filters/affinity_filter.py). */
export function groupReasons({
  instance,
  destination: { name: host },
  groups,
}: VerdictInput): VerdictReason[] {
  if (groups.length === 0) return [];
  return groups.flatMap((group) => {
    const { policy, name } = group;
    const there = group.otherMemberHosts.filter((member) => member === host).length;
    const reasons = policyReasons(group, instance.name, host, there);
    const unknown = group.otherMemberHosts.filter((member) => member === null).length;
    if (unknown === 0 || reasons.some(({ severity }) => severity === 'error')) return reasons;
    const message = `Where ${unknown} of the group ${name} (${policy}) run is not known because the cloud does not show it.`;
    return [...reasons, information('group-member-unknown', message)];
  });
}

function policyReasons(group: GroupFacts, instance: string, host: string, there: number): VerdictReason[] {
  const { name, policy } = group;
  const elsewhere = group.otherMemberHosts.filter((member) => member !== null && member !== host).length;
  switch (policy) {
    case 'anti-affinity': {
      const most = group.maxServerPerHost ?? 1;
      if (there < most) return [];
      const message = `${host} already has ${there} of the group ${name}, which allows ${most} a host.`;
      return [error('anti-affinity', message)];
    }
    case 'affinity': {
      // The scheduler wants a host on which a member is; the instance's own host counts, and can not be its destination.
      if (there > 0) return [];
      const message =
        elsewhere > 0
          ? `The group ${name} keeps ${instance} together with ${elsewhere} elsewhere.`
          : `The group ${name} keeps its members on the hosts where they are (affinity), even ${instance} alone.`;
      return [error('affinity', message)];
    }
    case 'soft-anti-affinity':
      return there === 0
        ? []
        : [warning('soft-anti-affinity', `${host} already has ${there} of ${name}, which wants them apart.`)];
    case 'soft-affinity':
      return elsewhere === 0
        ? []
        : [
            warning(
              'soft-affinity',
              `${elsewhere} of ${name}, which wants them together, are not on ${host}.`,
            ),
          ];
    default:
      return [information('group-policy-unknown', `The policy ${policy} of ${name} is not known.`)];
  }
}
