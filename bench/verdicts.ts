/** The rules alone, without database and network: one instance against a thousand hosts, a thousand against a hundred. */
import {
  dynamicReasons,
  type HostFacts,
  type InstanceFacts,
  staticReasons,
  type VerdictInput,
  verdictOf,
} from '@evenkeel/domain';
import { type Measurement, timed } from './measure.ts';

const TIMES = 20;
const WARM_UP = 3;

export async function verdicts(): Promise<Measurement[]> {
  const hosts = Array.from({ length: 1_000 }, (_, number) => hostOf(number));
  const instances = Array.from({ length: 1_000 }, (_, number) => instanceOf(number, hosts[0] as HostFacts));
  const [one] = instances as [InstanceFacts];
  const few = hosts.slice(0, 100);
  const parts: readonly [string, (input: VerdictInput) => unknown][] = [
    ['verdicts', verdictOf],
    ['static parts', staticReasons],
    ['dynamic parts', dynamicReasons],
  ];
  const measured: Measurement[] = [];
  for (const [name, judge] of parts) {
    measured.push(
      { what: `${name} of 1 instance and 1,000 hosts`, times: await times([one], hosts, judge) },
      { what: `${name} of 1,000 instances and 100 hosts`, times: await times(instances, few, judge) },
    );
  }
  return measured;
}

async function times(
  instances: readonly InstanceFacts[],
  hosts: readonly HostFacts[],
  judge: (input: VerdictInput) => unknown,
): Promise<number[]> {
  const found: number[] = [];
  const [source = null] = hosts;
  for (let round = -WARM_UP; round < TIMES; round += 1) {
    const took = await timed(async () => {
      for (const instance of instances)
        for (const destination of hosts)
          judge({ instance, source, destination, groups: GROUPS, options, cloud });
    });
    if (round >= 0) found.push(took);
  }
  return found;
}

const options = { blockMigration: 'auto', diskOverCommit: false } as const;
const cloud = { computeVersion: '2.96', severalCells: false };
const GROUPS = [
  { name: 'quorum', policy: 'anti-affinity', maxServerPerHost: 1, otherMemberHosts: ['host-3', 'host-7'] },
];
const CPU = {
  arch: 'x86_64',
  vendor: 'Intel',
  model: 'Cascadelake-Server',
  features: Array.from({ length: 120 }, (_, number) => `feature-${number}`),
};
const AGGREGATES: HostFacts['aggregates'] = [
  { name: 'fast', metadata: { disk: 'ssd', availability_zone: 'az-a' } },
  { name: 'all', metadata: { generation: '2024' } },
];

/** One in ten is full, one in fifty disabled; half are in another zone. */
function hostOf(number: number): HostFacts {
  const resource = (total: number) => {
    const used = number % 10 === 0 ? total : (total * (number % 7)) / 10;
    return { total, reserved: 0, allocationRatio: 1, used };
  };
  return {
    name: `host-${number}`,
    zone: number % 2 === 0 ? 'az-a' : 'az-b',
    status: number % 50 === 49 ? 'disabled' : 'enabled',
    state: 'up',
    disabledReason: null,
    hypervisorType: 'QEMU',
    hypervisorVersion: 8_002_002,
    cpu: CPU,
    diskAvailableLeastGb: 1_000,
    resources: { vcpu: resource(128), memoryMb: resource(524_288), diskGb: resource(4_000) },
    otherResources: {},
    traits: ['HW_CPU_X86_AVX2'],
    aggregates: AGGREGATES,
  };
}

function instanceOf(number: number, host: HostFacts): InstanceFacts {
  return {
    id: String(number),
    name: `instance-${number}`,
    status: 'ACTIVE',
    vmState: 'active',
    taskState: null,
    host: host.name,
    locked: false,
    pinnedZone: null,
    vcpus: 2,
    memoryMb: 4_096,
    localDiskGb: 20,
    hasOpenMove: false,
    bootsFromVolume: false,
    projectId: 'p',
    flavorName: 'm1',
    extraSpecs: { 'aggregate_instance_extra_specs:disk': 'ssd', 'trait:HW_CPU_X86_AVX2': 'required' },
    imageProperties: {},
  };
}
