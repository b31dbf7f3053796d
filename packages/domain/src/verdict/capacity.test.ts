import { describe, expect, it } from 'vitest';
import type { HostFacts } from '../facts.ts';
import { dynamicReasons, needsOf, verdictOf } from '../verdict.ts';
import { host, input, instance, resource } from './facts-for-tests.ts';

const codes = (extraSpecs: Record<string, string>, more: Partial<HostFacts> = {}) =>
  dynamicReasons({
    ...input,
    instance: { ...instance, extraSpecs },
    destination: { ...host, ...more },
  }).map(({ code }) => code);

describe('room', () => {
  it('is wanted as the extra specs say before the flavor', () => {
    expect(needsOf({ ...instance, extraSpecs: { 'resources:VCPU': '0' } }, host).vcpus).toBe(0);
    expect(codes({ 'resources:MEMORY_MB': '65536' })).toEqual(['memory-short']);
    expect(codes({ 'resources:CUSTOM_SLOT': '2' })).toEqual(['resource-unknown']);
    expect(
      codes({ 'resources:CUSTOM_SLOT': '2' }, { otherResources: { CUSTOM_SLOT: resource(4, 3) } }),
    ).toEqual(['resource-short']);
  });

  it('for pinned CPUs is that of PCPU, where the host has those', () => {
    const pinned = { 'hw:cpu_policy': 'dedicated', 'hw:emulator_threads_policy': 'isolate' };
    const otherResources = { PCPU: resource(8, 6) };
    expect(codes(pinned, { otherResources })).toEqual(['pcpus-short']);
    expect(codes({ 'hw:cpu_policy': 'dedicated' }, { otherResources })).toEqual([]);
    const full = { ...host.resources, vcpu: resource(16, 16) };
    expect(codes({ 'hw:cpu_policy': 'dedicated' }, { otherResources, resources: full })).toEqual([]);
    expect(codes(pinned, { resources: full })).toEqual(['vcpus-short']);
  });

  it('is never more at once than the host has in all', () => {
    const vcpu = { total: 1, reserved: 0, allocationRatio: 16, used: 0 };
    expect(codes({}, { resources: { ...host.resources, vcpu } })).toEqual(['vcpus-short']);
  });

  it('tells what comes already, without changing the answer', () => {
    const verdict = verdictOf({ ...input, destination: { ...host, migrationsIn: 1 } });
    expect(verdict).toMatchObject({ answer: 'yes', reasons: [{ code: 'destination-busy' }] });
  });
});
