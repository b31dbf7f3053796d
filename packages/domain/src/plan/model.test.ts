import { describe, expect, it } from 'vitest';
import { aHost, anInstance, resource } from '../../test/random-cloud.ts';
import type { HostFacts, InstanceFacts } from '../facts.ts';
import { CloudModel, MEMORY } from './model.ts';
import type { GroupSnapshot } from './snapshot.ts';

const host = (name: string, memory: number, used: number, changed: Partial<HostFacts> = {}): HostFacts =>
  aHost(name, {
    diskAvailableLeastGb: 100,
    resources: { vcpu: resource(16, 0), memoryMb: resource(memory, used), diskGb: resource(500, 0) },
    ...changed,
  });
const group = (policy: string, members: string[], maxServerPerHost: number | null = null): GroupSnapshot => ({
  id: policy,
  name: policy,
  policy,
  maxServerPerHost,
  members,
});

describe('the model of a cloud', () => {
  it('holds room on both hosts until the move has arrived', () => {
    const model = new CloudModel({
      hosts: [host('b', 15, 0), host('a', 15, 10)],
      instances: [anInstance('1', 'a'), anInstance('2', 'b', { memoryMb: 4 })],
      groups: [],
    });
    const [a, b] = [model.host('a'), model.host('b')];
    expect([a, b]).toEqual([0, 1]);
    expect(model.canTake(0, b)).toBe(true);
    model.hold(0, b);
    expect([model.load(a, MEMORY), model.load(b, MEMORY)]).toEqual([10 / 15, 10 / 15]);
    expect(model.refusal(1, a)).toBeNull();
    model.release(0);
    expect(model.load(b, MEMORY)).toBe(0);
    model.hold(0, b);
    model.arrive(0);
    expect([model.load(a, MEMORY), model.load(b, MEMORY)]).toEqual([0, 10 / 15]);
    expect([...model.on(a), ...model.on(b)]).toEqual([1, 0]);
  });

  it.each<[string, HostFacts, Partial<InstanceFacts>]>([
    ['host-disabled', host('b', 100, 0, { status: 'disabled' }), {}],
    ['zone-pinned', host('b', 100, 0), { pinnedZone: 'az-b' }],
    ['memory-short', host('b', 100, 91), {}],
    ['vcpus-short', host('b', 100, 0), { vcpus: 17 }],
    ['disk-short', host('b', 100, 0, { diskAvailableLeastGb: null }), { localDiskGb: 501 }],
    ['disk-available', host('b', 100, 0), { localDiskGb: 101 }],
    ['vcpus-unknown', host('b', 0, 0, { resources: { vcpu: null, memoryMb: null, diskGb: null } }), {}],
  ])('refuses with %s', (code, destination, changed) => {
    const model = new CloudModel({
      hosts: [host('a', 100, 10), destination],
      instances: [anInstance('1', 'a', changed)],
      groups: [],
    });
    expect(model.refusal(0, 1)).toEqual({ code });
    expect(model.canTake(0, 1)).toBe(false);
    expect(model.refusal(0, 0)).toEqual({ code: 'same-host' });
  });

  it('counts members on their way on both hosts', () => {
    const model = new CloudModel({
      hosts: [host('a', 100, 0), host('b', 100, 0), host('c', 100, 0)],
      instances: [anInstance('1', 'a'), anInstance('2', 'b'), anInstance('3', 'c')],
      groups: [group('anti-affinity', ['1', '2', '3', 'gone'], 2)],
    });
    expect(model.canTake(0, 1)).toBe(true);
    model.hold(0, 1);
    expect(model.refusal(2, 1)).toEqual({ code: 'anti-affinity', group: 'anti-affinity' });
    expect(model.canTake(2, 0)).toBe(true);
    model.arrive(0);
    expect([model.canTake(2, 0), model.canTake(2, 1)]).toEqual([true, false]);
  });

  it('lets a member of an affinity group go only to where another is', () => {
    const model = new CloudModel({
      hosts: [host('a', 100, 0), host('b', 100, 0), host('c', 100, 0)],
      instances: [anInstance('1', 'a'), anInstance('2', 'b'), anInstance('3', 'b')],
      groups: [group('affinity', ['1', '2', '3'])],
    });
    expect([model.canTake(0, 1), model.canTake(0, 2), model.canTake(1, 0)]).toEqual([true, false, true]);
  });

  it('counts pinned CPUs where the host has such', () => {
    const pinned = { extraSpecs: { 'hw:cpu_policy': 'dedicated' }, vcpus: 2 };
    const otherResources = { PCPU: resource(4, 0) };
    const full = { vcpu: resource(16, 16), memoryMb: resource(100, 0), diskGb: null };
    const model = new CloudModel({
      hosts: [host('a', 100, 0), host('b', 100, 0, { otherResources, resources: full })],
      instances: ['1', '2', '3'].map((id) => anInstance(id, 'a', pinned)),
      groups: [],
    });
    model.hold(0, 1);
    model.hold(1, 1);
    expect(model.refusal(2, 1)).toEqual({ code: 'pcpus-short' });
    model.arrive(0);
    model.release(1);
    expect(model.canTake(2, 1)).toBe(true);
  });

  it('counts moves that are under way already', () => {
    const model = new CloudModel({
      hosts: [host('a', 100, 0), host('b', 15, 0)],
      instances: [anInstance('1', 'a', { hasOpenMove: true }), anInstance('2', 'a')],
      groups: [],
      flights: [{ instanceId: '1', to: 'b', counted: false }],
    });
    expect(model.movable[0]).toBe(0);
    expect(model.refusal(1, 1)).toEqual({ code: 'memory-short' });
  });

  it('does not move what runs nowhere, is stopped, or has a size that is not known', () => {
    const model = new CloudModel({
      hosts: [host('a', 100, 0)],
      instances: [
        anInstance('1', 'a'),
        anInstance('2', 'elsewhere'),
        anInstance('3', 'a', { status: 'SHUTOFF', vmState: 'stopped' }),
        anInstance('4', 'a', { memoryMb: null }),
      ],
      groups: [],
    });
    expect([...model.movable]).toEqual([1, 1, 0, 0]);
    expect([...model.hostOf]).toEqual([0, -1, 0, 0]);
  });
});
