import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CloudFacts, GroupFacts, HostFacts, InstanceFacts, ResourceFacts } from '../facts.ts';
import { obstaclesOf } from '../obstacles.ts';
import { dynamicReasons, staticReasons, type VerdictInput, verdictOf } from '../verdict.ts';
import { host, input, instance } from './facts-for-tests.ts';

const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const word = fc.oneof(
  fc.constantFrom('compute1', 'compute2', 'az-a', 'ssd', '<or> a', '= 1', ''),
  fc.string(),
);
const KEYS = [
  'aggregate_instance_extra_specs:disk',
  'disk',
  'trait:HW_CPU_X86_AVX2',
  'trait1:CUSTOM',
  'resources:VCPU',
  'resources:VGPU',
  'resources2:VGPU',
  'hw:cpu_policy',
  'hw:numa_nodes',
  'hw:mem_encryption',
  'hw:tpm_version',
  'hw:tpm_secret_security',
  'hw:pmem',
  'accel:device_profile',
  'pci_passthrough:alias',
  'filter_tenant_id',
  'os_distro',
  'trait:CUSTOM',
  'constructor',
  'toString',
] as const;
const VALUES = [
  'required',
  'forbidden',
  'dedicated',
  'true',
  '2',
  'host',
  'p',
  '<or>',
  '<in> x',
  '',
] as const;
const map = fc.dictionary(
  fc.oneof(fc.constantFrom(...KEYS), fc.string()),
  fc.oneof(fc.constantFrom(...VALUES), fc.string()),
);
const amount = fc.integer({ min: -5, max: 100_000 });
const resource: fc.Arbitrary<ResourceFacts> = fc.record({
  total: amount,
  reserved: amount,
  allocationRatio: fc.constantFrom(0, 0.5, 1, 16),
  used: amount,
});

const instances: fc.Arbitrary<InstanceFacts> = fc.record(
  {
    id: fc.constant('i'),
    name: word,
    status: fc.constantFrom('ACTIVE', 'PAUSED', 'SHUTOFF', 'MIGRATING', 'UNKNOWN', ''),
    vmState: orNull(fc.constantFrom('active', 'stopped', '')),
    taskState: orNull(fc.constantFrom('migrating', 'rebooting')),
    host: orNull(word),
    locked: fc.boolean(),
    pinnedZone: orNull(word),
    vcpus: orNull(amount),
    memoryMb: orNull(amount),
    localDiskGb: orNull(amount),
    hasOpenMove: fc.boolean(),
    bootsFromVolume: orNull(fc.boolean()),
    projectId: orNull(word),
    flavorName: orNull(word),
    extraSpecs: orNull(map),
    imageProperties: orNull(map),
  },
  {
    requiredKeys: Object.keys(instance).filter(
      (key) => !['bootsFromVolume', 'projectId', 'flavorName', 'extraSpecs', 'imageProperties'].includes(key),
    ) as ['id'],
  },
) as fc.Arbitrary<InstanceFacts>;

const hosts: fc.Arbitrary<HostFacts> = fc.record({
  name: word,
  zone: orNull(word),
  status: fc.constantFrom('enabled', 'disabled'),
  state: fc.constantFrom('up', 'down', 'unknown'),
  disabledReason: orNull(fc.string()),
  hypervisorType: orNull(fc.constantFrom('QEMU', 'ironic')),
  hypervisorVersion: orNull(fc.constantFrom(7_002_022, 8_002_002)),
  cpu: orNull(
    fc.record({
      arch: orNull(fc.constantFrom('x86_64', 'aarch64')),
      vendor: orNull(fc.constantFrom('Intel', 'AMD')),
      model: orNull(fc.constantFrom('Skylake', 'EPYC')),
      features: fc.subarray(['avx', 'avx2', 'aes']),
    }),
  ),
  diskAvailableLeastGb: orNull(amount),
  resources: fc.record({ vcpu: orNull(resource), memoryMb: orNull(resource), diskGb: orNull(resource) }),
  otherResources: orNull(fc.dictionary(fc.constantFrom('PCPU', 'VGPU', 'CUSTOM'), resource)),
  traits: orNull(fc.subarray(['HW_CPU_X86_AVX2', 'CUSTOM'])),
  aggregates: orNull(fc.array(fc.record({ name: word, metadata: map }), { maxLength: 3 })),
  migrationsOut: fc.nat(3),
  migrationsIn: fc.nat(3),
});
const groups: fc.Arbitrary<GroupFacts> = fc.record({
  name: word,
  policy: fc.constantFrom('affinity', 'anti-affinity', 'soft-affinity', 'soft-anti-affinity', 'none'),
  maxServerPerHost: orNull(fc.nat(3)),
  otherMemberHosts: fc.array(orNull(word), { maxLength: 4 }),
});
const clouds: fc.Arbitrary<CloudFacts> = fc.record({
  computeVersion: orNull(fc.constantFrom('2.1', '2.12', '2.93', '2.96', '2.103', '')),
  severalCells: fc.boolean(),
});
const inputs: fc.Arbitrary<VerdictInput> = fc.record({
  instance: instances,
  source: orNull(hosts),
  destination: hosts,
  groups: fc.array(groups, { maxLength: 2 }),
  options: fc.record({
    blockMigration: fc.constantFrom('auto', 'yes', 'no'),
    diskOverCommit: fc.boolean(),
  }),
  cloud: clouds,
});

const SENTENCE = /^[^\n].*[.!?]$/s;

describe('a verdict on any facts', () => {
  it('is decided by the gravest reason, and every reason is a sentence with a code', () => {
    fc.assert(
      fc.property(inputs, (facts) => {
        const { answer, reasons } = verdictOf(facts);
        const has = (severity: string) => reasons.some((reason) => reason.severity === severity);
        expect(answer).toBe(has('error') ? 'no' : has('warning') ? 'warning' : 'yes');
        for (const { code, message } of reasons) {
          expect(code).toMatch(/^[a-z-]+$/);
          expect(message).toMatch(SENTENCE);
          expect(message).not.toMatch(/undefined|NaN|\[object/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is its static and its dynamic part', () => {
    fc.assert(
      fc.property(inputs, (facts) => {
        const parts = [...staticReasons(facts), ...dynamicReasons(facts)].map(({ message }) => message);
        expect(
          verdictOf(facts)
            .reasons.map(({ message }) => message)
            .sort(),
        ).toEqual(parts.sort());
      }),
    );
  });

  it('has a static part that does not see load, neighbours or sizes', () => {
    fc.assert(
      fc.property(inputs, instances, hosts, (facts, other, load) => {
        const { vcpus, memoryMb } = other;
        const { resources, migrationsIn, migrationsOut, diskAvailableLeastGb } = load;
        const changed = {
          ...facts,
          instance: { ...facts.instance, vcpus, memoryMb },
          destination: {
            ...facts.destination,
            resources: { ...resources, diskGb: facts.destination.resources.diskGb },
            migrationsIn,
            migrationsOut,
            diskAvailableLeastGb,
          },
          groups: [],
        };
        expect(staticReasons(changed)).toEqual(staticReasons(facts));
      }),
    );
  });

  it('is never an error for what is not known', () => {
    const unknownHost: HostFacts = {
      ...host,
      state: 'unknown',
      hypervisorType: null,
      hypervisorVersion: null,
      cpu: null,
      diskAvailableLeastGb: null,
      resources: { vcpu: null, memoryMb: null, diskGb: null },
      otherResources: null,
      traits: null,
      aggregates: null,
    };
    fc.assert(
      fc.property(instances, clouds, (facts, cloud) => {
        const asked = { ...facts, host: 'compute1', pinnedZone: null };
        const { reasons } = verdictOf({ ...input, instance: asked, destination: unknownHost, cloud });
        // Of this pair only the source is known: what has a virtual GPU is kept there by its hypervisor.
        expect(
          reasons.filter(({ severity, code }) => severity === 'error' && code !== 'mdev-hypervisor'),
        ).toEqual([]);
      }),
    );
  });
});

describe('the obstacles of any instance', () => {
  it('are sentences, and none forbids for what is not known', () => {
    fc.assert(
      fc.property(instances, orNull(hosts), clouds, (facts, source, cloud) => {
        for (const { message } of obstaclesOf(facts, { source, cloud })) expect(message).toMatch(SENTENCE);
        const running = { ...facts, status: 'ACTIVE', vmState: null, taskState: null, hasOpenMove: false };
        const unknown = { ...running, host: 'compute1', extraSpecs: null, imageProperties: null };
        expect(obstaclesOf(unknown, { cloud }).filter(({ severity }) => severity === 'error')).toEqual([]);
      }),
    );
  });
});
