import { describe, expect, it } from 'vitest';
import type { AggregateFacts, HostFacts, InstanceFacts } from '../facts.ts';
import { staticReasons } from '../verdict.ts';
import { extraSpecMatcher } from './extra-specs-match.ts';
import { host, input, source } from './facts-for-tests.ts';
import type { StaticInput } from './input.ts';

const found = (changed: Partial<StaticInput>) =>
  staticReasons({ ...input, ...changed }).map(({ code, severity }) => `${code} ${severity}`);
const withSpecs = (extraSpecs: Record<string, string>, more: Partial<HostFacts> = {}) =>
  found({ instance: { ...input.instance, extraSpecs }, destination: { ...host, ...more } });
const version = (computeVersion: string) => ({ cloud: { computeVersion, severalCells: false } });
const aggregate = (metadata: Record<string, string>): AggregateFacts => ({ name: 'a', metadata });

describe('the values of extra specs', () => {
  it.each<[string, string, boolean]>([
    ['ssd', 'ssd', true],
    ['ssd', 'hdd', false],
    ['8', '= 4', true],
    ['8', '== 4', false],
    ['b', '<or> a <or> b', true],
    ['or', '<or> a <or> b', false],
    ['hdd', 's!= ssd', true],
    ['avx avx2', '<in> avx2', true],
    ['avx avx2', '<all-in> avx avx512', false],
    ['', '<or>', false],
    ['x', 's==', false],
  ])('%s against %s', (value, wanted, matches) => {
    expect(extraSpecMatcher(wanted)(value)).toBe(matches);
  });
});

describe('aggregates', () => {
  const specs = { 'aggregate_instance_extra_specs:disk': 'ssd' };

  it('warn when none has what the flavor asks for', () => {
    expect(withSpecs(specs)).toEqual(['aggregate-extra-specs warning']);
    expect(withSpecs(specs, { aggregates: [aggregate({ disk: 'hdd' })] })).toHaveLength(1);
    expect(
      withSpecs(specs, { aggregates: [aggregate({ disk: 'hdd' }), aggregate({ disk: 'nvme, ssd' })] }),
    ).toEqual([]);
  });

  it('take a key without a scope for theirs only where the present host has it', () => {
    const plain = { ...input.instance, extraSpecs: { disk: 'ssd' } };
    expect(found({ instance: plain })).toEqual([]);
    const there = { ...source, aggregates: [aggregate({ disk: 'ssd' })] };
    expect(found({ instance: plain, source: there })).toEqual(['aggregate-extra-specs warning']);
  });

  it('are for some projects, flavors and images', () => {
    const at = (metadata: Record<string, string>, instance: Partial<InstanceFacts> = {}) =>
      found({
        instance: { ...input.instance, ...instance },
        destination: { ...host, aggregates: [aggregate(metadata)] },
      });
    expect(at({ filter_tenant_id: 'p-data' })).toEqual(['aggregate-project warning']);
    expect(at({ filter_tenant_id_2: 'p-data,p-web' })).toEqual([]);
    expect(at({ filter_tenant_id: 'p-web' }, { projectId: null })).toEqual(['aggregate-project warning']);
    expect(at({ instance_type: 'm1.large' })).toEqual(['aggregate-flavor warning']);
    expect(at({ os_distro: 'windows' }, { imageProperties: { os_distro: 'debian' } })).toEqual([
      'aggregate-image warning',
    ]);
    expect(at({ os_distro: 'windows' }, { imageProperties: {} })).toEqual([]);
    expect(at({ os_distro: 'windows' }, { imageProperties: null })).toEqual([
      'image-properties-unknown information',
    ]);
    expect(at({ 'trait:CUSTOM_WINDOWS': 'required' })).toEqual(['aggregate-isolated warning']);
    expect(at({ availability_zone: 'az-a', rack: 'r1' }, { imageProperties: null })).toEqual([]);
  });

  it('of its project are not left without a word', () => {
    const there = { ...source, aggregates: [aggregate({ filter_tenant_id: 'p-web' })] };
    expect(found({ source: there })).toEqual(['aggregate-project-left warning']);
  });

  it('that are not shown are said to be unknown', () => {
    expect(found({ destination: { ...host, aggregates: null } })).toEqual(['aggregates-unknown information']);
  });
});

describe('traits', () => {
  it('that are required or forbidden decide', () => {
    expect(withSpecs({ 'trait:HW_CPU_X86_AVX2': 'required' })).toEqual(['trait-missing error']);
    expect(withSpecs({ 'trait:HW_CPU_X86_AVX2': 'required' }, { traits: ['HW_CPU_X86_AVX2'] })).toEqual([]);
    expect(withSpecs({ 'trait:CUSTOM_OLD': 'forbidden' }, { traits: ['CUSTOM_OLD'] })).toEqual([
      'trait-forbidden error',
    ]);
    expect(withSpecs({ 'trait:CUSTOM_OLD': 'forbidden' }, { traits: null })).toEqual([
      'traits-unknown information',
    ]);
  });

  it('may be those of a device or of shared storage', () => {
    const specs = { 'trait:CUSTOM_GPU': 'required', 'resources:CUSTOM_GPU_SLOT': '1' };
    expect(withSpecs(specs)).toContain('trait-missing warning');
    const shared = { resources: { ...host.resources, diskGb: null } };
    expect(withSpecs({ 'trait:CUSTOM_SSD': 'required' }, shared)).toContain('trait-missing warning');
  });
});

describe('zones and versions', () => {
  const elsewhere = { ...host, zone: 'az-b' };

  it('tell a change of zone, and where a pin can not be seen', () => {
    expect(found({ destination: elsewhere })).toEqual(['zone-change information']);
    expect(found({ destination: elsewhere, ...version('2.93') })).toEqual(['zone-pin-unknown information']);
    const pinned = { ...input.instance, pinnedZone: 'az-a' };
    expect(found({ instance: pinned, destination: elsewhere })).toEqual(['zone-pinned error']);
  });

  it('tell what an old Nova leaves to us, and that cells are not shown', () => {
    expect(found(version('2.12'))).toEqual([
      'scheduler-skipped information',
      'block-no-automatic information',
      'storage-unknown information',
    ]);
    expect(found({ cloud: { computeVersion: '2.96', severalCells: true } })).toEqual([
      'cell-unknown information',
    ]);
  });
});

describe('hypervisors', () => {
  const cpu = { arch: 'x86_64', vendor: 'Intel', model: 'Haswell', features: ['avx'] };

  it('are compared as far as they are shown', () => {
    expect(found({ source: null })).toEqual(['source-unknown information']);
    expect(found({ destination: { ...host, hypervisorVersion: null } })).toEqual([
      'hypervisor-unknown information',
    ]);
    expect(found({ destination: { ...host, cpu } })).toEqual(['cpu-model information']);
    expect(found({ destination: { ...host, cpu: { ...cpu, features: [] } } })).toEqual([
      'cpu-features warning',
    ]);
  });

  it('have to be new enough for a virtual GPU', () => {
    const gpu = { ...input.instance, extraSpecs: { 'resources:VGPU': '1' } };
    expect(found({ instance: gpu })).toEqual(['mdev-hypervisor error']);
    const newer = { hypervisorVersion: 8_001_000 };
    expect(
      found({ instance: gpu, source: { ...source, ...newer }, destination: { ...host, ...newer } }),
    ).toEqual([]);
  });
});

describe('the block setting', () => {
  const options = (blockMigration: 'yes' | 'no') => ({ options: { blockMigration, diskOverCommit: false } });
  const fromVolume = { ...input.instance, bootsFromVolume: true, localDiskGb: 0 };

  it('suits or not, or is not known to', () => {
    expect(found({ ...options('yes'), instance: fromVolume })).toEqual(['block-volume-backed error']);
    expect(found({ ...options('no'), instance: fromVolume })).toEqual([]);
    expect(found(options('yes'))).toEqual(['storage-unknown information']);
    expect(found(options('no'))).toEqual(['storage-unknown information']);
    // A flavor of 0 GiB has a disk as big as its image.
    expect(found({ ...options('yes'), instance: { ...input.instance, localDiskGb: 0 } })).toEqual([
      'storage-unknown information',
    ]);
  });
});
