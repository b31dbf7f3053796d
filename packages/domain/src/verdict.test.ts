import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HostFacts } from './facts.ts';
import { migrateDisabledReason, obstaclesOf } from './obstacles.ts';
import { host, input, instance, resource } from './verdict/facts-for-tests.ts';
import { byPreference, type VerdictInput, verdictOf } from './verdict.ts';

const codes = (changed: Partial<VerdictInput>) =>
  verdictOf({ ...input, ...changed }).reasons.map(({ code }) => code);

describe('the verdict of an instance and a host', () => {
  it('is yes with room, and shows the load before and after', () => {
    expect(verdictOf(input)).toMatchObject({
      answer: 'yes',
      reasons: [],
      load: {
        memory: 0.125,
        memoryAfter: 0.1875,
        vcpus: 0.25,
        vcpusAfter: 0.375,
        disk: 0.2,
        diskAfter: 0.24,
      },
    });
  });

  it.each<[string, Partial<HostFacts>]>([
    ['same-host', { name: 'compute1' }],
    ['host-disabled', { status: 'disabled', disabledReason: 'new disks' }],
    ['host-down', { state: 'down' }],
    ['hypervisor-type', { hypervisorType: 'ironic' }],
    ['hypervisor-older', { hypervisorVersion: 6_000_000 }],
    ['cpu-architecture', { cpu: { arch: 'aarch64', vendor: null, features: [] } }],
    ['cpu-vendor', { cpu: { arch: 'x86_64', vendor: 'AMD', features: ['avx'] } }],
    ['memory-short', { resources: { ...host.resources, memoryMb: resource(65_536, 65_000) } }],
    ['vcpus-short', { resources: { ...host.resources, vcpu: resource(16, 15) } }],
    ['disk-available', { diskAvailableLeastGb: 5 }],
  ])('is no with %s', (code, changed) => {
    const verdict = verdictOf({ ...input, destination: { ...host, ...changed } });
    expect(verdict.answer).toBe('no');
    expect(verdict.reasons.map((reason) => reason.code)).toContain(code);
  });

  it('counts reserved and ratio as placement does', () => {
    const vcpu = { total: 4, reserved: 1, allocationRatio: 4, used: 10 };
    expect(codes({ destination: { ...host, resources: { ...host.resources, vcpu } } })).toEqual([]);
    const full = { ...vcpu, used: 11 };
    expect(codes({ destination: { ...host, resources: { ...host.resources, vcpu: full } } })).toEqual([
      'vcpus-short',
    ]);
  });

  it('does not look at the disk space when Disk Over Commit is ticked', () => {
    const destination = {
      ...host,
      diskAvailableLeastGb: 0,
      resources: { ...host.resources, diskGb: resource(1, 1) },
    };
    expect(codes({ destination })).toEqual(['disk-short', 'disk-available']);
    expect(codes({ destination, options: { blockMigration: 'auto', diskOverCommit: true } })).toEqual([]);
  });

  it('says that the unknown is unknown, and does not refuse for it', () => {
    const resources = { vcpu: null, memoryMb: null, diskGb: null };
    const verdict = verdictOf({
      ...input,
      destination: { ...host, cpu: null, diskAvailableLeastGb: null, resources },
    });
    expect(verdict.answer).toBe('yes');
    expect(verdict.reasons.every(({ severity }) => severity === 'information')).toBe(true);
    expect(verdict.load.memoryAfter).toBeNull();
  });

  it('never gets better when less is free', () => {
    const rank = { yes: 0, warning: 1, no: 2 };
    fc.assert(
      fc.property(fc.nat(70_000), fc.nat(70_000), (used, more) => {
        const at = (amount: number) =>
          verdictOf({
            ...input,
            destination: { ...host, resources: { ...host.resources, memoryMb: resource(65_536, amount) } },
          });
        expect(rank[at(used + more).answer]).toBeGreaterThanOrEqual(rank[at(used).answer]);
        expect(byPreference(at(used), at(used + more))).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe('what stands in the way of an instance itself', () => {
  it('is nothing for a running or paused one', () => {
    expect(obstaclesOf(instance)).toEqual([]);
    expect(obstaclesOf({ ...instance, status: 'PAUSED', vmState: 'paused' })).toEqual([]);
  });

  it('is said in a sentence', () => {
    const stopped = { ...instance, status: 'SHUTOFF', vmState: 'stopped' };
    expect(migrateDisabledReason(stopped)).toBe(
      'web-01 is SHUTOFF. Only a running or paused instance can be live-migrated.',
    );
    expect(migrateDisabledReason({ ...instance, status: 'MIGRATING', taskState: 'migrating' })).toBe(
      'web-01 is already being migrated.',
    );
    expect(migrateDisabledReason({ ...instance, taskState: 'rebooting' })).toContain('task rebooting');
    expect(migrateDisabledReason({ ...instance, host: null })).toContain('does not show');
  });

  it('warns of a lock without forbidding', () => {
    expect(migrateDisabledReason({ ...instance, locked: true })).toBeNull();
    expect(obstaclesOf({ ...instance, locked: true })).toMatchObject([
      { code: 'locked', severity: 'warning' },
    ]);
  });
});
