import { describe, expect, it } from 'vitest';
import { type CloudSnapshot, type HostFacts, planDrain } from '../src/index.ts';
import { aHost, anInstance, resource, settled } from './random-cloud.ts';

const withMemory = (name: string, memory: number, changed: Partial<HostFacts> = {}) =>
  aHost(name, {
    resources: { vcpu: resource(64, 0), memoryMb: resource(memory, 0), diskGb: null },
    ...changed,
  });
const cloudOf = (changed: Partial<CloudSnapshot>): CloudSnapshot =>
  settled({ hosts: [], instances: [], groups: [], ...changed });
const moves = (cloud: CloudSnapshot, request: Parameters<typeof planDrain>[1]) =>
  planDrain(cloud, request).steps.map(({ instanceName, from, to, after }) => [instanceName, from, to, after]);

describe('a plan that empties a host', () => {
  const three = cloudOf({
    hosts: [withMemory('a', 100), withMemory('b', 100), withMemory('c', 100)],
    instances: [anInstance('1', 'a'), anInstance('2', 'a'), anInstance('3', 'b', { memoryMb: 15 })],
  });

  it('spreads what leaves, and shows the load on the way and the time', () => {
    const plan = planDrain(three, {
      hosts: ['a'],
      limits: { perSourceHost: 1 },
      pace: { linkBytesPerSecond: 1024 ** 2, secondsPerMove: 5 },
    });
    expect(plan.steps).toMatchObject([
      { instanceId: '1', from: 'a', to: 'c', bytes: 10 * 1024 ** 2, after: [], wave: 0 },
      { instanceId: '2', from: 'a', to: 'c', bytes: 10 * 1024 ** 2, after: [], wave: 1 },
    ]);
    expect(plan.steps[0]?.why).toBe(
      'Leaves a; c suits it, and has 20 % of its memory given out when all have arrived.',
    );
    expect(plan.load).toEqual([
      { host: 'c', memoryNow: 0, memoryWorst: 0.2, vcpusNow: 0, vcpusWorst: 2 / 64 },
    ]);
    expect(plan).toMatchObject({ waves: 2, seconds: 30, lowerBoundSeconds: 30, blockers: [], stays: [] });
  });

  it('takes less time where a cloud lets two leave a host at once, and never less than the link', () => {
    const guests = ['1', '2', '3', '4'].map((id) => anInstance(id, 'a'));
    const four = cloudOf({
      hosts: [withMemory('a', 100), withMemory('b', 100), withMemory('c', 100)],
      instances: guests,
    });
    const pace = { linkBytesPerSecond: 1024 ** 2, secondsPerMove: 5 };
    const times = [1, 2, 4].map((perSourceHost) => {
      const { seconds, lowerBoundSeconds } = planDrain(four, {
        hosts: ['a'],
        limits: { perSourceHost },
        pace,
      });
      return [seconds, lowerBoundSeconds];
    });
    // 10 MiB each over one link: 40 s of copying at least, whatever goes beside what.
    expect(times).toEqual([
      [60, 60],
      [50, 45],
      [45, 45],
    ]);
  });

  it('is empty for an empty host, and says when there is no such host', () => {
    expect(planDrain(three, { hosts: ['c'] })).toMatchObject({ steps: [], waves: 0, seconds: null });
    expect(planDrain(three, { hosts: ['z'] }).blockers).toMatchObject([
      { instanceId: null, host: 'z', code: 'unknown-host' },
    ]);
  });

  it('sends nothing from one host that is emptied to another', () => {
    expect(moves(three, { hosts: ['a', 'b'] }).map(([name, , to]) => [name, to])).toEqual([
      ['1', 'c'],
      ['2', 'c'],
      ['3', 'c'],
    ]);
    expect(planDrain(three, { hosts: ['a', 'b', 'c'] }).blockers.map(({ code }) => code)).toEqual([
      'no-other-host',
      'no-other-host',
      'no-other-host',
    ]);
  });

  it('keeps away from hosts that refused', () => {
    const exclude = { '1': ['c'], '2': ['b', 'c'] };
    const plan = planDrain(three, { hosts: ['a'], exclude });
    expect(plan.steps).toMatchObject([{ instanceId: '1', to: 'b' }]);
    expect(plan.blockers).toEqual([
      {
        instanceId: '2',
        instanceName: '2',
        host: 'a',
        code: 'excluded',
        message: '2 (1 VCPU, 10 MiB) has nowhere to go: of 2 other hosts 2 have refused it before.',
        nextStep: 'See why the hosts refused it, mend that, and plan again.',
      },
    ]);
  });

  it('keeps a share of every host free', () => {
    const plan = planDrain(three, { hosts: ['a'], keepFree: 0.85 });
    expect(plan.steps).toMatchObject([{ instanceId: '1', to: 'c' }]);
    expect(plan.blockers).toMatchObject([{ instanceId: '2', code: 'memory-short' }]);
  });

  it('counts what others have begun', () => {
    const flights = [{ instanceId: '3', to: 'c', counted: false }];
    const plan = planDrain({ ...three, flights }, { hosts: ['a'], keepFree: 0.75 });
    expect(plan.steps.map(({ to }) => to).sort()).toEqual(['b', 'c']);
  });
});

describe('when no host has room', () => {
  it('moves another one first, the smallest that is enough', () => {
    const cloud = cloudOf({
      hosts: [withMemory('a', 100), withMemory('b', 40), withMemory('c', 18)],
      instances: [
        anInstance('big', 'a', { memoryMb: 35 }),
        anInstance('small', 'b', { memoryMb: 8 }),
        anInstance('middle', 'b', { memoryMb: 12 }),
        anInstance('rest', 'c', { memoryMb: 3 }),
      ],
    });
    const plan = planDrain(cloud, { hosts: ['a'] });
    // 35 fit beside neither 8 nor 12: both have to go, and c has 15 left.
    expect(plan.steps).toEqual([]);
    expect(plan.blockers).toMatchObject([{ instanceId: 'big', code: 'memory-short' }]);

    const roomier = planDrain(
      { ...cloud, hosts: cloud.hosts.map((host) => (host.name === 'c' ? withMemory('c', 23) : host)) },
      { hosts: ['a'] },
    );
    expect(roomier.steps.map(({ instanceId, to, after, wave }) => [instanceId, to, after, wave])).toEqual([
      ['middle', 'c', [], 0],
      ['small', 'c', [], 0],
      ['big', 'b', [0, 1], 1],
    ]);
    expect(roomier.steps[0]?.why).toBe('Makes room on b for big.');
    expect(roomier.blockers).toEqual([]);
  });

  it('makes room for what makes room', () => {
    const cloud = cloudOf({
      hosts: [withMemory('a', 100), withMemory('b', 30), withMemory('c', 20), withMemory('d', 10)],
      instances: [
        anInstance('x', 'a', { memoryMb: 30 }),
        anInstance('y', 'b', { memoryMb: 20 }),
        anInstance('z', 'c', { memoryMb: 10 }),
      ],
    });
    expect(moves(cloud, { hosts: ['a'] })).toEqual([
      ['z', 'c', 'd', []],
      ['y', 'b', 'c', [0]],
      ['x', 'a', 'b', [1]],
    ]);
  });

  it('moves a member of a group on, so that another can come', () => {
    const cloud = cloudOf({
      hosts: [withMemory('a', 100), withMemory('b', 100), withMemory('c', 10)],
      instances: [anInstance('x', 'a', { memoryMb: 50 }), anInstance('y', 'b')],
      groups: [
        { id: 'g', name: 'pair', policy: 'anti-affinity', maxServerPerHost: null, members: ['x', 'y'] },
      ],
    });
    expect(moves(cloud, { hosts: ['a'] })).toEqual([
      ['y', 'b', 'c', []],
      ['x', 'a', 'b', [0]],
    ]);
  });

  it('keeps apart also from where somebody else moves a member of the group', () => {
    const cloud = cloudOf({
      hosts: [withMemory('a', 100), withMemory('b', 100), withMemory('c', 100), withMemory('d', 100)],
      instances: [anInstance('x', 'a'), anInstance('y', 'b'), anInstance('filler', 'd', { memoryMb: 80 })],
      groups: [
        { id: 'g', name: 'pair', policy: 'anti-affinity', maxServerPerHost: null, members: ['x', 'y'] },
      ],
      flights: [{ instanceId: 'y', to: 'c', counted: false }],
    });
    // It counts on b, which it leaves, and on c, to which it goes.
    expect(moves(cloud, { hosts: ['a'] })).toEqual([['x', 'a', 'd', []]]);
  });

  it('sums up why, and says what can be done', () => {
    const cloud = cloudOf({
      hosts: [
        withMemory('a', 100),
        withMemory('b', 5),
        withMemory('c', 5),
        withMemory('d', 100, { status: 'disabled' }),
        withMemory('e', 100, { state: 'down' }),
      ],
      instances: [anInstance('db-01', 'a', { localDiskGb: 3 })],
    });
    expect(planDrain(cloud, { hosts: ['a'] }).blockers).toEqual([
      {
        instanceId: 'db-01',
        instanceName: 'db-01',
        host: 'a',
        code: 'nowhere-to-go',
        message:
          'db-01 (1 VCPU, 10 MiB, 3 GiB of local disk) has nowhere to go: of 4 other hosts 2 lack memory, 1 is disabled and 1 is down.',
        nextStep:
          'Free room on a host that suits it, keep less of the hosts free, or leave it where it is for now.',
      },
    ]);
  });

  it('names the group that stands in the way', () => {
    const cloud = cloudOf({
      hosts: [withMemory('a', 100), withMemory('b', 100)],
      instances: [anInstance('1', 'a'), anInstance('2', 'a')],
      groups: [{ id: 'g', name: 'pair', policy: 'affinity', maxServerPerHost: null, members: ['1', '2'] }],
    });
    const [first] = planDrain(cloud, { hosts: ['a'] }).blockers;
    expect(first?.message).toContain('1 is without another member of its affinity group. Its group is pair.');
    expect(first?.nextStep).not.toMatch(/stop/i);
  });
});

describe('instances that do not simply leave', () => {
  const cloud = cloudOf({
    hosts: [withMemory('a', 100), withMemory('b', 100)],
    instances: [
      anInstance('stopped', 'a', { status: 'SHUTOFF', vmState: 'stopped' }),
      anInstance('suspended', 'a', { status: 'SUSPENDED', vmState: 'suspended' }),
      anInstance('locked', 'a', { locked: true }),
      anInstance('moving', 'a', { status: 'MIGRATING', taskState: 'migrating' }),
      anInstance('unsized', 'a', { memoryMb: null }),
      anInstance('usual', 'a'),
    ],
  });

  it('are listed with what can be chosen, and nothing is decided in silence', () => {
    const plan = planDrain(cloud, { hosts: ['a'] });
    expect(plan.steps.map(({ instanceId }) => instanceId)).toEqual(['usual']);
    expect(
      plan.stays.map(({ instanceId, code, choices, choice }) => [instanceId, code, choices, choice]),
    ).toEqual([
      ['locked', 'locked', ['migrate', 'leave', 'wait', 'skip'], null],
      ['moving', 'already-migrating', ['wait', 'skip'], 'wait'],
      ['stopped', 'wrong-state', ['cold-migrate', 'leave', 'wait', 'skip'], null],
      ['suspended', 'wrong-state', ['leave', 'wait', 'skip'], null],
      ['unsized', 'size-unknown', ['leave', 'wait', 'skip'], null],
    ]);
  });

  it('are also those that are on their way to the host', () => {
    const flights = [{ instanceId: 'usual', to: 'b', counted: false }];
    const plan = planDrain({ ...cloud, flights }, { hosts: ['b'] });
    expect(plan.steps).toEqual([]);
    expect(plan.stays).toMatchObject([{ instanceId: 'usual', code: 'arriving', choice: 'wait' }]);
  });

  it('do what was chosen, where that is possible', () => {
    const choices = {
      others: 'cold-migrate' as const,
      instances: [
        { id: 'locked', choice: 'migrate' as const },
        { id: 'usual', choice: 'skip' as const },
      ],
    };
    const plan = planDrain(cloud, { hosts: ['a'], choices });
    expect(plan.steps.map(({ instanceId }) => instanceId)).toEqual(['locked']);
    expect(plan.stays.map(({ instanceId, choice, to }) => [instanceId, choice, to])).toEqual([
      ['moving', 'wait', null],
      ['stopped', 'cold-migrate', 'b'],
      ['suspended', null, null],
      ['unsized', null, null],
      ['usual', 'skip', null],
    ]);
  });
});
