import { describe, expect, it } from 'vitest';
import { type CloudSnapshot, type PlanStep, planDrain, type Validation, validate } from '../src/index.ts';
import { aHost, anInstance, resource, settled } from './random-cloud.ts';

const withMemory = (name: string, memory: number) =>
  aHost(name, { resources: { vcpu: resource(64, 0), memoryMb: resource(memory, 0), diskGb: null } });
const cloud = settled({
  hosts: [withMemory('a', 100), withMemory('b', 30), withMemory('c', 20), withMemory('d', 10)],
  instances: [
    anInstance('x', 'a', { memoryMb: 30 }),
    anInstance('y', 'b', { memoryMb: 20 }),
    anInstance('z', 'c', { memoryMb: 10 }),
  ],
  groups: [],
});
const none = { perSourceHost: null, perDestinationHost: null, total: null };
const { steps } = planDrain(cloud, { hosts: ['a'] });
const beginFirst: Validation['choose'] = (happenings) =>
  Math.max(
    0,
    happenings.findIndex(({ kind }) => kind === 'begin'),
  );
const broken = (changed: PlanStep[], more: Partial<Validation> = {}, on: CloudSnapshot = cloud) =>
  validate(on, { steps: changed, closed: ['a'], limits: none, choose: beginFirst, ...more })?.rule ?? null;
const step = (number: number, changed: Partial<PlanStep>): PlanStep[] =>
  steps.map((one, place) => (place === number ? { ...one, ...changed } : one));

describe('the simulator of plans', () => {
  it('finds nothing in a plan that is right', () => {
    expect(steps.map(({ instanceId, wave }) => [instanceId, wave])).toEqual([
      ['z', 0],
      ['y', 1],
      ['x', 2],
    ]);
    expect(broken(steps)).toBeNull();
    expect(broken(steps, { choose: () => 0, mayFail: true })).toBeNull();
  });

  it.each<[string, PlanStep[], Partial<Validation>]>([
    ['capacity-or-rule', step(2, { after: [] }), {}],
    ['capacity-or-rule', step(0, { to: 'b' }), {}],
    ['closed-host', step(0, { to: 'a' }), {}],
    ['instance', step(0, { from: 'd' }), {}],
    ['instance', step(0, { instanceId: 'nobody' }), {}],
    ['twice', [...steps, { ...(steps[0] as PlanStep), wave: 3 }], {}],
    ['after', step(0, { after: [1] }), {}],
    ['wave', step(1, { wave: 0 }), {}],
    ['limit', step(1, { wave: 0, after: [] }), { limits: { ...none, total: 1 } }],
  ])('finds %s', (rule, changed, more) => {
    expect(broken(changed, more)).toBe(rule);
  });

  it('finds a group that is broken, only while both are on their way too', () => {
    const pair = settled({
      hosts: [withMemory('a', 100), withMemory('b', 100), withMemory('c', 100), withMemory('d', 100)],
      instances: [anInstance('x', 'a'), anInstance('y', 'b')],
      groups: [{ id: 'g', name: 'g', policy: 'anti-affinity', maxServerPerHost: null, members: ['x', 'y'] }],
    });
    const plan = planDrain(pair, { hosts: ['a', 'b'] });
    expect(new Set(plan.steps.map(({ to }) => to)).size).toBe(2);
    const together = plan.steps.map((one) => ({ ...one, to: 'c' }));
    expect(broken(plan.steps, {}, pair)).toBeNull();
    expect(broken(together, {}, pair)).toBe('capacity-or-rule');
  });

  it('finds an instance that can not be moved live', () => {
    const stopped = cloud.instances.map((one) => ({ ...one, vmState: 'stopped', status: 'SHUTOFF' }));
    expect(broken(steps, {}, { ...cloud, instances: stopped })).toBe('instance');
  });
});
