/** Clouds and inputs of balance plans, for tests. */
import { BalanceSettings } from '@evenkeel/contract';
import type { HostFacts, InstanceFacts, ResourceFacts } from '../src/facts.ts';
import type { BalanceInput } from '../src/plan/balance-types.ts';
import type { CloudSnapshot, GroupSnapshot } from '../src/plan/snapshot.ts';

export interface SizedInstance {
  host: number;
  vcpus: number;
  gib: number;
  status?: string;
  pinned?: boolean;
  locked?: boolean;
}

const resource = (total: number): ResourceFacts => ({ total, reserved: 0, allocationRatio: 1, used: 0 });

/** Sizes are [host, vcpus, GiB]; the hosts' use follows from what is on them. */
export function cloudOf(
  hosts: readonly { zone?: string; vcpus: number; gib: number; status?: HostFacts['status'] }[],
  instances: readonly SizedInstance[],
  groups: readonly GroupSnapshot[] = [],
): CloudSnapshot {
  const facts = hosts.map(
    ({ zone = 'a', vcpus, gib, status = 'enabled' }, number): HostFacts => ({
      ...{ name: `h${number}`, zone, status, state: 'up', disabledReason: null, cpu: null },
      ...{ hypervisorType: 'QEMU', hypervisorVersion: 1, diskAvailableLeastGb: null },
      resources: { vcpu: resource(vcpus), memoryMb: resource(gib * 1024), diskGb: null },
    }),
  );
  const all = instances.map(
    ({ host, vcpus, gib, status = 'ACTIVE', pinned = false, locked = false }, number): InstanceFacts => {
      const on = facts[host] as HostFacts;
      (on.resources.vcpu as ResourceFacts).used += vcpus;
      (on.resources.memoryMb as ResourceFacts).used += gib * 1024;
      return {
        ...{ id: `i${number}`, name: `vm-${number}`, status, taskState: null, host: on.name, locked },
        ...{ vmState: status === 'ACTIVE' ? 'active' : 'stopped', pinnedZone: pinned ? on.zone : null },
        ...{ vcpus, memoryMb: gib * 1024, localDiskGb: 0, hasOpenMove: false },
      };
    },
  );
  return { hosts: facts, instances: all, groups };
}

export function inputOf(
  snapshot: CloudSnapshot,
  settings: object,
  more: Partial<BalanceInput> = {},
): BalanceInput {
  return {
    ...{ snapshot, seed: 1, excluded: [], pinned: [], cooling: [], busyHosts: {}, measured: null },
    settings: BalanceSettings.parse(settings),
    pace: { linkBytesPerSecond: 1.25e9, secondsPerMove: 5 },
    ...more,
  };
}
