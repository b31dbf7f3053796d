/** A pair for which nothing speaks against the move; tests change what they are about. */
import type { HostFacts, InstanceFacts, ResourceFacts } from '../facts.ts';
import type { VerdictInput } from './input.ts';

export const instance: InstanceFacts = {
  id: 'i',
  name: 'web-01',
  status: 'ACTIVE',
  vmState: 'active',
  taskState: null,
  host: 'compute1',
  locked: false,
  pinnedZone: null,
  vcpus: 2,
  memoryMb: 4096,
  localDiskGb: 20,
  hasOpenMove: false,
  bootsFromVolume: false,
  projectId: 'p-web',
  flavorName: 'm1.small',
  extraSpecs: {},
  imageProperties: {},
};

export const resource = (total: number, used: number): ResourceFacts => ({
  total,
  reserved: 0,
  allocationRatio: 1,
  used,
});

export const host: HostFacts = {
  name: 'compute2',
  zone: 'az-a',
  status: 'enabled',
  state: 'up',
  disabledReason: null,
  hypervisorType: 'QEMU',
  hypervisorVersion: 7_002_022,
  cpu: { arch: 'x86_64', vendor: 'Intel', model: 'Skylake', features: ['avx'] },
  diskAvailableLeastGb: 100,
  resources: { vcpu: resource(16, 4), memoryMb: resource(65_536, 8_192), diskGb: resource(500, 100) },
  otherResources: {},
  traits: [],
  aggregates: [],
  migrationsOut: 0,
  migrationsIn: 0,
};

export const source: HostFacts = { ...host, name: 'compute1' };

export const input: VerdictInput = {
  instance,
  source,
  destination: host,
  groups: [],
  options: { blockMigration: 'auto', diskOverCommit: false },
  cloud: { computeVersion: '2.96', severalCells: false },
};
