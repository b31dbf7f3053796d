import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planDrain, planReturn, validate } from '../src/index.ts';
import { aHost, anInstance, randomCloud, resource, settled } from './random-cloud.ts';

const was = (id: string, leftOn: string | null) => ({ id, name: id, leftOn });

describe('a plan that brings instances home', () => {
  const cloud = settled({
    hosts: [
      aHost('home', {
        status: 'disabled',
        resources: { vcpu: resource(64, 0), memoryMb: resource(25, 0), diskGb: null },
      }),
      aHost('b'),
      aHost('c'),
    ],
    instances: [
      anInstance('1', 'b'),
      anInstance('2', 'c'),
      anInstance('3', 'b'),
      anInstance('4', 'home', { memoryMb: 5 }),
      anInstance('5', 'b', { status: 'SHUTOFF', vmState: 'stopped' }),
    ],
    groups: [],
  });
  const instances = [
    was('1', 'b'),
    was('2', 'b'),
    was('3', null),
    was('4', 'b'),
    was('5', 'b'),
    was('6', 'c'),
  ];

  it('takes those that are where they were left and fit, and says why not the others', () => {
    const plan = planReturn(cloud, { host: 'home', instances, willBeEnabled: true });
    expect(plan.steps).toMatchObject([
      { instanceId: '1', from: 'b', to: 'home', why: 'Was on home before it was emptied.' },
      { instanceId: '3', from: 'b', to: 'home' },
    ]);
    expect(plan.blockers.map(({ instanceId, code }) => [instanceId, code])).toEqual([
      ['2', 'moved-since'],
      ['5', 'wrong-state'],
      ['6', 'gone'],
    ]);
    expect(plan.blockers[0]?.message).toBe('2 was left on b and somebody has moved it since, to c.');
  });

  it('brings as many as fit', () => {
    const full = planReturn(cloud, {
      host: 'home',
      instances: [was('1', null), was('2', null), was('3', null)],
      willBeEnabled: true,
    });
    expect(full.steps.length).toBe(2);
    expect(full.blockers).toMatchObject([{ code: 'memory-short' }]);
  });

  it('plans for a host that is not up yet as it will be when they come home', () => {
    const hosts = cloud.hosts.map((host) =>
      host.name === 'home' ? { ...host, state: 'down' as const } : host,
    );
    const dead = { ...cloud, hosts };
    const request = { host: 'home', instances, willBeEnabled: true };
    expect(planReturn(dead, request)).toEqual(planReturn(cloud, request));
  });

  it('brings nothing to a host that stays disabled', () => {
    const plan = planReturn(cloud, { host: 'home', instances: [was('1', 'b')] });
    expect(plan.steps).toEqual([]);
    expect(plan.blockers).toMatchObject([{ code: 'host-disabled' }]);
  });

  it('breaks no rule, and undoes a drain wherever others have not come meanwhile', () => {
    fc.assert(
      fc.property(randomCloud(), fc.infiniteStream(fc.nat(1_000)), (before, numbers) => {
        const drain = planDrain(before, { hosts: ['h0'] });
        const away = drain.steps.filter(({ from }) => from === 'h0');
        const to = new Map(drain.steps.map((step) => [step.instanceId, step.to]));
        const after = settled({
          ...before,
          instances: before.instances.map((one) => ({ ...one, host: to.get(one.id) ?? one.host })),
        });
        const limits = { perSourceHost: 1, perDestinationHost: 2, total: null };
        const plan = planReturn(after, {
          host: 'h0',
          instances: away.map((step) => ({ id: step.instanceId, name: step.instanceName, leftOn: step.to })),
          limits,
          willBeEnabled: true,
        });
        const enabled = after.hosts.map((host) =>
          host.name === 'h0' ? { ...host, status: 'enabled' as const } : host,
        );
        const choose = (happenings: readonly unknown[]) =>
          (numbers.next().value as number) % happenings.length;
        expect(
          validate(
            { ...after, hosts: enabled },
            { steps: plan.steps, closed: [], limits, choose, mayFail: true },
          ),
        ).toBeNull();
        expect(plan.steps.length + plan.blockers.length).toBe(away.length);
      }),
      { numRuns: 300 },
    );
  });
});
