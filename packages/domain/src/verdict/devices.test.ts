import { describe, expect, it } from 'vitest';
import { migrateDisabledReason, obstaclesOf } from '../obstacles.ts';
import { instance, source } from './facts-for-tests.ts';

const found = (extraSpecs: Record<string, string> | null, computeVersion: string | null = '2.96') =>
  obstaclesOf(
    { ...instance, extraSpecs },
    { cloud: computeVersion === null ? undefined : { computeVersion, severalCells: false } },
  ).map(({ code, severity }) => `${code} ${severity}`);

describe('what the flavor gives an instance', () => {
  it.each<[Record<string, string>, string, string[]]>([
    [{ 'hw:mem_encryption': 'True' }, '2.103', ['sev error']],
    [{ 'hw:mem_encryption': 'false' }, '2.103', []],
    [{ 'hw:tpm_version': '2.0' }, '2.103', ['vtpm error']],
    [{ 'hw:tpm_version': '2.0', 'hw:tpm_secret_security': 'host' }, '2.103', ['vtpm warning']],
    [{ 'hw:tpm_version': '2.0', 'hw:tpm_secret_security': 'host' }, '2.96', ['vtpm error']],
    [{ 'accel:device_profile': 'fpga' }, '2.103', ['accelerator error']],
    [{ 'pci_passthrough:alias': 'a1:2' }, '2.96', ['pci error']],
    [{ 'pci_passthrough:alias': 'a1:2' }, '2.100', ['pci warning']],
    [{ 'resources:VGPU': '1' }, '2.95', ['mdev error']],
    [{ 'resources1:VGPU': '1' }, '2.96', ['mdev warning']],
    [{ 'hw:pmem': '6GB' }, '2.79', ['vpmem error']],
    [{ 'hw:pmem': '6GB' }, '2.87', ['vpmem warning']],
    [{ 'hw:cpu_policy': 'dedicated' }, '2.72', ['numa-old warning']],
    [{ 'hw:numa_nodes': '2' }, '2.79', ['numa-unknown information']],
    [{ 'hw:cpu_policy': 'shared', 'quota:cpu_shares': '64' }, '2.72', []],
  ])('%o on Nova %s', (extraSpecs, version, expected) => {
    expect(found(extraSpecs, version)).toEqual(expected);
  });

  it('warns where the version is not known, and says when the extra specs are not', () => {
    expect(found({ 'pci_passthrough:alias': 'a1:2', 'resources:VGPU': '1' }, null)).toEqual([
      'pci warning',
      'mdev warning',
    ]);
    expect(found(null)).toEqual(['extra-specs-unknown information']);
  });

  it('is seen in the image too, where that is shown', () => {
    const encrypted = { ...instance, imageProperties: { hw_mem_encryption: 'true' } };
    expect(migrateDisabledReason(encrypted)).toContain('encrypted memory');
  });
});

describe('the host an instance is on', () => {
  it('must be up, and tells what leaves it already', () => {
    expect(obstaclesOf(instance, { source: { ...source, state: 'down' } })).toMatchObject([
      { code: 'source-down', severity: 'error' },
    ]);
    expect(obstaclesOf(instance, { source: { ...source, migrationsOut: 2 } })).toMatchObject([
      { code: 'source-busy', severity: 'information', message: expect.stringMatching(/^2 live migrations/) },
    ]);
    expect(obstaclesOf(instance, { source })).toEqual([]);
  });
});
