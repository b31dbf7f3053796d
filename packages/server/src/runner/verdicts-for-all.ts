import type { MigrateOptions, Verdict } from '@evenkeel/contract';
import {
  byPreference,
  type GroupFacts,
  type HostFacts,
  type InstanceFacts,
  verdictOf,
} from '@evenkeel/domain';
import type { InstanceRow, ObservedFacts } from '../db/preflight.ts';
import { factsOfCloud, factsOfGroups, factsOfInstance } from './facts.ts';
import { withInstance } from './host-facts.ts';

/**
 * For each host, whether it could take every one of the instances together: they are put on it one after the other, so
 * that what the first take is missing to the last, and members of one group meet there. A host that can not says so
 * with its first reason. With instances of several providers no host can take them all: each says so.
 */
export function verdictsForAll(
  observed: ObservedFacts,
  hostsOf: ReadonlyMap<string, HostFacts[]>,
  options: MigrateOptions,
): Verdict[] {
  const providers = new Map(observed.instances.map((row) => [row.provider_id, row.provider]));
  return [...hostsOf]
    .flatMap(([providerId, hosts]) =>
      hosts.map((host) => {
        const verdict = takeAll(observed, providerId, host, hosts, options);
        if (providers.size === 1) return verdict;
        const message = `${host.name} belongs to ${providers.get(providerId)}; some of the instances do not. Let Nova choose the hosts, or migrate provider by provider.`;
        return {
          ...verdict,
          answer: 'no' as const,
          reasons: [{ code: 'other-provider', severity: 'error' as const, message }],
        };
      }),
    )
    .sort(byPreference);
}

function takeAll(
  observed: ObservedFacts,
  providerId: string,
  host: HostFacts,
  hosts: readonly HostFacts[],
  options: MigrateOptions,
): Verdict {
  let destination = host;
  const arrived: InstanceRow[] = [];
  const verdicts: Verdict[] = [];
  for (const row of observed.instances) {
    if (row.provider_id !== providerId) continue;
    const instance = factsOfInstance(row, observed.openMoves);
    const source = hosts.find(({ name }) => name === row.host) ?? null;
    const groups = withArrived(factsOfGroups(row, observed), row, observed, arrived, host.name);
    const verdict = verdictOf({
      instance,
      source,
      destination,
      groups,
      options,
      cloud: factsOfCloud(row),
    });
    if (verdict.answer === 'no') {
      const first = verdict.reasons.filter(({ severity }) => severity === 'error').slice(0, 1);
      return { ...verdict, load: loadOf(verdicts, verdict), reasons: first };
    }
    verdicts.push(verdict);
    arrived.push(row);
    destination = arrivedOn(destination, instance);
  }
  const reasons = new Map(
    verdicts.flatMap((verdict) => verdict.reasons.map((reason) => [reason.message, reason])),
  );
  const last = verdicts.at(-1) as Verdict;
  const answer = verdicts.some((verdict) => verdict.answer === 'warning') ? 'warning' : 'yes';
  return { ...last, answer, reasons: [...reasons.values()], load: loadOf(verdicts, last) };
}

/** As it is now, before the first came; and as it would be, with the last. */
function loadOf(verdicts: readonly Verdict[], last: Verdict): Verdict['load'] {
  const { memory, vcpus, disk } = (verdicts[0] ?? last).load;
  return { ...last.load, memory, vcpus, disk };
}

/** What its disks take is gone from what the hypervisor has left. */
function arrivedOn(host: HostFacts, instance: InstanceFacts): HostFacts {
  const available = host.diskAvailableLeastGb;
  return {
    ...withInstance(host, instance),
    diskAvailableLeastGb: available === null ? null : available - (instance.localDiskGb ?? 0),
  };
}

/** Members of the same group that were put on the host before this one count there. */
function withArrived(
  groups: GroupFacts[],
  row: InstanceRow,
  observed: ObservedFacts,
  arrived: readonly InstanceRow[],
  host: string,
): GroupFacts[] {
  if (groups.length === 0 || arrived.length === 0) return groups;
  const rows = observed.groups.filter(
    (group) => group.provider_id === row.provider_id && group.members.includes(row.id),
  );
  return groups.map((group, index) => {
    const members = rows[index]?.members ?? [];
    const here = arrived.filter(({ id }) => members.includes(id));
    return { ...group, otherMemberHosts: [...group.otherMemberHosts, ...here.map(() => host)] };
  });
}
