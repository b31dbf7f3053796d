import type { MigrateOptions, Verdict, VerdictReason } from '@evenkeel/contract';
import type { GroupFacts, HostFacts, InstanceFacts, ResourceFacts } from './facts.ts';

export interface VerdictInput {
  instance: InstanceFacts;
  /** Null when the present host was not observed; comparisons with it are then unknown. */
  source: HostFacts | null;
  destination: HostFacts;
  groups: readonly GroupFacts[];
  options: Pick<MigrateOptions, 'blockMigration' | 'diskOverCommit'>;
}

/**
 * Whether this instance could go to that host, with every reason and the figures behind it.
 * `no` when any reason is an error, `warning` when any is a warning, else `yes`; information never changes the answer.
 * Mirrors what Nova's scheduler, conductor and libvirt driver check (operations.md A2, A7 to A9).
 */
export function verdictOf(input: VerdictInput): Verdict {
  const { instance, destination } = input;
  const reasons = [
    ...serviceReasons(instance, destination),
    ...zoneReasons(instance, destination),
    ...groupReasons(instance, destination, input.groups),
    ...hypervisorReasons(input.source, destination),
    ...capacityReasons(instance, destination),
    ...diskReasons(input),
  ];
  const { vcpu, memoryMb } = destination.resources;
  return {
    host: destination.name,
    zone: destination.zone,
    answer: answerOf(reasons),
    reasons,
    load: {
      memory: loadOf(memoryMb, 0),
      memoryAfter: loadOf(memoryMb, instance.memoryMb),
      vcpus: loadOf(vcpu, 0),
      vcpusAfter: loadOf(vcpu, instance.vcpus),
    },
  };
}

const ANSWER_ORDER = { yes: 0, warning: 1, no: 2 } as const;

/** Best first: the answer, then the lower memory load after the move (unknown last), then the name. */
export function byPreference(left: Verdict, right: Verdict): number {
  return (
    ANSWER_ORDER[left.answer] - ANSWER_ORDER[right.answer] ||
    (left.load.memoryAfter ?? Number.MAX_VALUE) - (right.load.memoryAfter ?? Number.MAX_VALUE) ||
    left.host.localeCompare(right.host)
  );
}

/** What placement still gives out: (total - reserved) * ratio - used. */
export function freeOf(resource: ResourceFacts): number {
  return capacityOf(resource) - resource.used;
}

function capacityOf(resource: ResourceFacts): number {
  return (resource.total - resource.reserved) * resource.allocationRatio;
}

function loadOf(resource: ResourceFacts | null, added: number | null): number | null {
  if (resource === null || added === null) return null;
  const capacity = capacityOf(resource);
  return capacity > 0 ? (resource.used + added) / capacity : null;
}

function answerOf(reasons: readonly VerdictReason[]): Verdict['answer'] {
  if (reasons.some((reason) => reason.severity === 'error')) return 'no';
  return reasons.some((reason) => reason.severity === 'warning') ? 'warning' : 'yes';
}

function error(code: string, message: string): VerdictReason {
  return { code, severity: 'error', message };
}

function information(code: string, message: string): VerdictReason {
  return { code, severity: 'information', message };
}

function serviceReasons(instance: InstanceFacts, host: HostFacts): VerdictReason[] {
  const reasons: VerdictReason[] = [];
  if (instance.host === host.name)
    reasons.push(error('same-host', `${instance.name} already runs on ${host.name}.`));
  if (host.status === 'disabled') {
    const why = host.disabledReason ? ` (${host.disabledReason})` : '';
    reasons.push(error('host-disabled', `${host.name} is disabled${why}.`));
  }
  if (host.state === 'down')
    reasons.push(error('host-down', `nova-compute on ${host.name} does not report: it is down.`));
  if (host.state === 'unknown') {
    reasons.push(information('host-state-unknown', `The cloud does not say whether ${host.name} is up.`));
  }
  return reasons;
}

function zoneReasons(instance: InstanceFacts, host: HostFacts): VerdictReason[] {
  if (instance.pinnedZone === null || instance.pinnedZone === host.zone) return [];
  return [
    error(
      'zone-pinned',
      `${instance.name} is pinned to the zone ${instance.pinnedZone}; ${host.name} is in ${host.zone ?? 'none'}.`,
    ),
  ];
}

function groupReasons(
  instance: InstanceFacts,
  host: HostFacts,
  groups: readonly GroupFacts[],
): VerdictReason[] {
  return groups.flatMap((group) => {
    const there = group.otherMemberHosts.filter((name) => name === host.name).length;
    const elsewhere = group.otherMemberHosts.filter((name) => name !== null && name !== host.name).length;
    switch (group.policy) {
      case 'anti-affinity': {
        const most = group.maxServerPerHost ?? 1;
        if (there < most) return [];
        const sentence = `${host.name} already has ${there} of the group ${group.name}, which allows ${most} a host.`;
        return [error('anti-affinity', sentence)];
      }
      case 'affinity':
        // The scheduler wants the hosts on which the others are; a single member can not leave them (A9).
        if (elsewhere === 0) return [];
        return [
          error(
            'affinity',
            `The group ${group.name} keeps ${instance.name} together with ${elsewhere} elsewhere.`,
          ),
        ];
      case 'soft-anti-affinity':
        if (there === 0) return [];
        return [
          {
            code: 'soft-anti-affinity',
            severity: 'warning',
            message: `${host.name} already has ${there} of ${group.name}.`,
          },
        ];
      case 'soft-affinity':
        if (elsewhere === 0) return [];
        return [
          {
            code: 'soft-affinity',
            severity: 'warning',
            message: `${elsewhere} of ${group.name} are not on ${host.name}.`,
          },
        ];
      default:
        return [
          information('group-policy-unknown', `The policy ${group.policy} of ${group.name} is not known.`),
        ];
    }
  });
}

function hypervisorReasons(source: HostFacts | null, host: HostFacts): VerdictReason[] {
  if (source === null) return [];
  const reasons: VerdictReason[] = [];
  if (source.hypervisorType && host.hypervisorType && source.hypervisorType !== host.hypervisorType) {
    reasons.push(
      error(
        'hypervisor-type',
        `${host.name} runs ${host.hypervisorType}, ${source.name} runs ${source.hypervisorType}.`,
      ),
    );
  }
  if ((source.hypervisorVersion ?? 0) > (host.hypervisorVersion ?? Number.MAX_VALUE)) {
    const versions = `${host.hypervisorVersion}, older than ${source.hypervisorVersion} on ${source.name}`;
    reasons.push(error('hypervisor-older', `${host.name} has hypervisor version ${versions}.`));
  }
  if (!source.cpu || !host.cpu) {
    reasons.push(information('cpu-unknown', 'The cloud does not show the CPU of both hosts.'));
    return reasons;
  }
  if (source.cpu.arch && host.cpu.arch && source.cpu.arch !== host.cpu.arch) {
    reasons.push(
      error('cpu-architecture', `${host.name} is ${host.cpu.arch}, ${source.name} is ${source.cpu.arch}.`),
    );
  } else if (source.cpu.vendor && host.cpu.vendor && source.cpu.vendor !== host.cpu.vendor) {
    reasons.push(
      error(
        'cpu-vendor',
        `The CPU of ${host.name} is by ${host.cpu.vendor}, that of ${source.name} by ${source.cpu.vendor}.`,
      ),
    );
  } else {
    const present = new Set(host.cpu.features);
    const missing = source.cpu.features.filter((feature) => !present.has(feature));
    if (missing.length > 0) {
      // Whether the guest uses them depends on its CPU model, which the API does not show.
      const named = missing.slice(0, 5).join(', ');
      const message = `${host.name} lacks ${missing.length} CPU features of ${source.name} (${named}${missing.length > 5 ? ', …' : ''}).`;
      reasons.push({ code: 'cpu-features', severity: 'warning', message });
    }
  }
  return reasons;
}

function capacityReasons(instance: InstanceFacts, host: HostFacts): VerdictReason[] {
  return [
    ...fits('vcpus', 'VCPU', instance.vcpus, host.resources.vcpu, host.name, instance.name),
    ...fits('memory', 'MiB of memory', instance.memoryMb, host.resources.memoryMb, host.name, instance.name),
  ];
}

/** Disk Over Commit, ticked, means that nobody verifies the disk space beforehand (design.md 5). */
function diskReasons({ instance, destination, options }: VerdictInput): VerdictReason[] {
  if (options.diskOverCommit || instance.localDiskGb === 0) return [];
  const reasons = fits(
    'disk',
    'GiB of disk',
    instance.localDiskGb,
    destination.resources.diskGb,
    destination.name,
    instance.name,
  );
  // Shared disks are not copied, so what the hypervisor has left matters only where they may be.
  if (options.blockMigration === 'no') return reasons;
  const available = destination.diskAvailableLeastGb;
  if (available === null || instance.localDiskGb === null) {
    reasons.push(
      information('disk-unknown', `The cloud does not show the disk space left on ${destination.name}.`),
    );
  } else if (available < instance.localDiskGb) {
    const figures = `${instance.name} needs ${instance.localDiskGb} GiB, ${destination.name} has ${available} GiB left`;
    const remedy = options.blockMigration === 'auto' ? '; on shared storage tick Disk Over Commit' : '';
    reasons.push(error('disk-available', `${figures}${remedy}.`));
  }
  return reasons;
}

function fits(
  code: string,
  unit: string,
  needed: number | null,
  resource: ResourceFacts | null,
  hostName: string,
  instanceName: string,
): VerdictReason[] {
  if (needed === null || resource === null) {
    return [
      information(`${code}-unknown`, `The cloud does not show how much ${unit} is free on ${hostName}.`),
    ];
  }
  const free = Math.floor(freeOf(resource));
  if (needed <= free) return [];
  return [
    error(
      `${code}-short`,
      `${instanceName} needs ${needed} ${unit}, ${hostName} has ${Math.max(free, 0)} free.`,
    ),
  ];
}
