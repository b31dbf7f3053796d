import { describe, expect, it } from 'vitest';
import { cloudOf, inputOf } from '../../test/balance-cloud.ts';
import { planBalance } from './balance.ts';
import { recheckBalance } from './balance-recheck.ts';
import type { BalanceInput } from './balance-types.ts';

const plan = (...input: Parameters<typeof inputOf>) => planBalance(inputOf(...input));

const EVEN = { kind: 'even', weights: { cpu: 1, memory: 1 } } as const;
const CONSOLIDATE = { kind: 'consolidate' } as const;
const BIG = { vcpus: 64, gib: 256 };
const VM = { vcpus: 4, gib: 16 };
const on = (host: number, count: number) => Array.from({ length: count }, () => ({ host, ...VM }));

describe('a plan for an even load', () => {
  it('takes the fewest moves: half of what is too much on one of two hosts', () => {
    const result = plan(cloudOf([BIG, BIG], on(0, 8)), { goal: EVEN });
    expect(result.steps).toHaveLength(4);
    expect(result.distance.before).toBeCloseTo(0.25);
    expect(result.distance.after).toBeCloseTo(0);
    expect(result.steps.reduce((sum, { gain }) => sum + gain, 0)).toBeCloseTo(1);
    expect(result.hosts.map(({ instancesAfter }) => instancesAfter)).toEqual([4, 4]);
    expect(result.sentence).toContain('4 moves take');
    expect(result.steps[0]?.why).toMatch(/of h0 50 % → 44 %, of h1 0 % → 6 %/);
  });

  it('answers that no move helps when the load is even', () => {
    const result = plan(cloudOf([BIG, BIG], [...on(0, 4), ...on(1, 4)]), { goal: EVEN });
    expect(result).toMatchObject({ answer: 'no-beneficial-move', steps: [] });
    expect(result.sentence).toMatch(/^No beneficial move: /);
  });

  it('is made also where each host has very many small instances, and no move brings much', () => {
    const small = { vcpus: 1, gib: 2 };
    const snapshot = cloudOf(
      [BIG, BIG, BIG, BIG],
      Array.from({ length: 240 }, (_, number) => ({
        host: number < 200 ? number % 2 : 2 + (number % 2),
        ...small,
      })),
    );
    const even = plan(snapshot, { goal: EVEN });
    expect(even.distance.after).toBeLessThan(even.distance.before / 10);
    expect(even.steps.length).toBeLessThanOrEqual(80);
    const hot = plan(snapshot, { goal: { kind: 'hot', weights: { memory: 1 }, threshold: 0.6 } });
    expect(hot.distance.after).toBeLessThan(hot.distance.before / 20);
  });

  it('swaps where no single move fits', () => {
    const big = { vcpus: 32, gib: 16 };
    const wide = { vcpus: 4, gib: 128 };
    const snapshot = cloudOf(
      [BIG, BIG],
      [
        { host: 0, ...big },
        { host: 0, ...big },
        { host: 1, ...wide },
        { host: 1, ...wide },
      ],
    );
    // Both hosts are full in one dimension: of each two, one has to change places with one of the other's.
    expect(plan(snapshot, { goal: EVEN }).distance.after).toBeGreaterThan(0.2);
    const roomy = cloudOf(
      [
        { vcpus: 72, gib: 512 },
        { vcpus: 72, gib: 512 },
      ],
      [
        { host: 0, vcpus: 32, gib: 16 },
        { host: 0, vcpus: 32, gib: 16 },
        { host: 1, vcpus: 4, gib: 200 },
        { host: 1, vcpus: 4, gib: 200 },
      ],
    );
    expect(plan(roomy, { goal: EVEN }).distance.after).toBeLessThan(0.05);
  });

  it('lets a move wait for the one that makes room for it', () => {
    const [wide, deep] = [
      { vcpus: 15, gib: 16 },
      { vcpus: 8, gib: 58 },
    ];
    const snapshot = cloudOf(
      [BIG, BIG],
      [0, 0, 0, 0, 1, 1, 1, 1].map((host) => ({ host, ...(host === 0 ? wide : deep) })),
    );
    // The first host has 4 vCPUs left: nothing of 8 comes before one of 15 has gone.
    const { steps } = plan(snapshot, { goal: EVEN });
    const away = steps.findIndex(({ from }) => from === 'h0');
    const back = steps.find(({ to }) => to === 'h0');
    expect(back?.after).toEqual([away]);
  });

  it('leaves hosts of a drain, disabled ones and those of other zones alone, and says so', () => {
    const hosts = [BIG, BIG, { ...BIG, status: 'disabled' as const }, { ...BIG, zone: 'b' }];
    const result = plan(
      cloudOf(hosts, on(0, 8)),
      { goal: EVEN, scope: { zones: ['a'] } },
      { busyHosts: { h1: 'h1 is being drained.' } },
    );
    expect(result.answer).toBe('no-beneficial-move');
    expect(result.hosts.map(({ leftOut }) => leftOut)).toEqual([
      null,
      'h1 is being drained.',
      'h2 is disabled.',
      "h3 is not in the policy's zones.",
    ]);
  });

  it('keeps what a person excluded, and sends what a person pinned', () => {
    const snapshot = cloudOf([BIG, BIG, BIG], on(0, 9));
    const excluded = Array.from({ length: 7 }, (_, number) => `i${number}`);
    const result = plan(snapshot, { goal: EVEN }, { excluded, pinned: [{ instance: 'i8', host: 'h2' }] });
    expect(result.steps.map(({ instanceId }) => instanceId).sort()).toEqual(['i7', 'i8']);
    expect(result.steps[0]).toMatchObject({ instanceId: 'i8', to: 'h2', why: 'You asked for this one.' });
  });

  it('sends what a person pinned also where that brings nothing', () => {
    const snapshot = cloudOf([BIG, BIG, BIG], [...on(0, 6), ...on(1, 4), ...on(2, 2)]);
    const result = plan(snapshot, { goal: EVEN }, { pinned: [{ instance: 'i0', host: 'h1' }] });
    expect(result.steps[0]).toMatchObject({ instanceId: 'i0', to: 'h1', why: 'You asked for this one.' });
  });

  it('leaves alone for a while what was moved, and what could not be', () => {
    const snapshot = cloudOf([BIG, BIG], on(0, 8));
    const [cooling, inVain] = [
      ['i0', 'i1', 'i2'],
      ['i3', 'i4', 'i5'],
    ];
    const result = plan(snapshot, { goal: EVEN }, { cooling, inVain });
    expect(result.steps.map(({ instanceId }) => instanceId).sort()).toEqual(['i6', 'i7']);
    expect(result.notes.join(' ')).toContain('3 could not be moved in the last 120 minutes');
  });

  it('wants more for an instance that should rather stay, and sends one home that is away', () => {
    const snapshot = cloudOf([BIG, BIG], [...on(0, 5), ...on(1, 3)]);
    const prefer = [{ instance: 'i3', hosts: ['h1'] }];
    const result = plan(snapshot, { goal: EVEN, rules: { prefer } });
    expect(result.steps.map(({ instanceId, to }) => [instanceId, to])).toEqual([['i3', 'h1']]);
    const stay = Array.from({ length: 8 }, (_, number) => `i${number}`);
    const [eager, slow] = [[], stay].map((ids) =>
      plan(cloudOf([BIG, BIG], on(0, 8)), { goal: EVEN, leastGain: 0.1, rules: { stay: ids } }),
    );
    expect(slow?.steps.length).toBeLessThan(eager?.steps.length as number);
  });
});

describe('plans for other goals', () => {
  it('relieve a hot host only as far as it is hot', () => {
    const goal = { kind: 'hot', weights: { memory: 1 }, threshold: 0.8 };
    const result = plan(cloudOf([BIG, BIG], on(0, 14)), { goal });
    expect(result.steps).toHaveLength(2);
    expect(result.hosts[0]?.after.memory).toBeLessThanOrEqual(0.8);
    expect(plan(cloudOf([BIG, BIG], on(0, 12)), { goal }).sentence).toBe(
      'No beneficial move: no host is over 80 %.',
    );
  });

  it('empty a host whole or not at all', () => {
    const stopped = { host: 2, ...VM, status: 'SHUTOFF' };
    const snapshot = cloudOf([BIG, BIG, BIG], [...on(0, 12), ...on(1, 3), stopped]);
    const result = plan(snapshot, { goal: CONSOLIDATE });
    // h2 keeps its stopped instance and takes what would fill h0 over 90 %; h0 would not find room whole.
    expect(result.hosts.map(({ instancesAfter }) => instancesAfter)).toEqual([14, 0, 2]);
    expect(result.sentence).toBe('3 moves empty 1 host: 2 of 3 stay in use.');
  });

  it('empty the hosts last on which something should rather stay, and send others where they should rather be', () => {
    const snapshot = cloudOf([BIG, BIG, BIG, BIG], [...on(0, 2), ...on(1, 3), ...on(2, 4), ...on(3, 5)]);
    const goal = { ...CONSOLIDATE, hosts: 1 };
    expect(new Set(plan(snapshot, { goal }).steps.map(({ from }) => from))).toEqual(new Set(['h0']));
    const fromH1 = [{ instance: 'i0', hosts: ['h0'] }];
    for (const rules of [{ stay: ['i0'] }, { prefer: fromH1 }]) {
      const around = plan(snapshot, { goal, rules }).steps;
      expect(new Set(around.map(({ from }) => from))).toEqual(new Set(['h1']));
    }
    const wishes = [{ instance: 'i1', hosts: ['h2', 'h9'] }];
    const sent = plan(snapshot, { goal, rules: { prefer: wishes } }).steps;
    expect(sent.map(({ instanceId, to }) => [instanceId, to])).toEqual([
      ['i0', 'h3'],
      ['i1', 'h2'],
    ]);
    // Soft: where nothing else helps it is moved all the same.
    const two = cloudOf([BIG, BIG], [...on(0, 1), ...on(1, 9)]);
    const stay = Array.from({ length: 10 }, (_, number) => `i${number}`);
    expect(plan(two, { goal, rules: { stay } }).steps.map(({ instanceId }) => instanceId)).toEqual(['i0']);
  });

  it('empty a host in another order where the one with the least to copy stands in the way', () => {
    // What is on h0 fits only where h1 and h2 would have gone together.
    const [small, half] = [
      { vcpus: 4, gib: 60 },
      { vcpus: 8, gib: 128 },
    ];
    const snapshot = cloudOf(
      [BIG, BIG, BIG, BIG],
      [{ host: 0, ...half }, { host: 1, ...half }, ...[2, 2, 3, 3].map((host) => ({ host, ...small }))],
    );
    const result = plan(snapshot, { goal: { ...CONSOLIDATE, ceiling: 1 } });
    expect(result.distance.after).toBe(2);
  });

  it('make a spare host in a zone that could not lose one, with no more moves than that takes', () => {
    // Two hosts with 75 % each can not stand in for each other; in the zone b there is room.
    const hosts = [BIG, BIG, { ...BIG, zone: 'b' }, { ...BIG, zone: 'b' }];
    const result = plan(cloudOf(hosts, [...on(0, 12), ...on(1, 12)]), { goal: { kind: 'spare' } });
    expect(result.distance).toMatchObject({ before: 2, after: 0 });
    expect(result.steps).toHaveLength(8);
    const fine = plan(cloudOf([BIG, BIG], [...on(0, 4), ...on(1, 4)]), { goal: { kind: 'spare' } });
    expect(fine.sentence).toBe('No beneficial move: every zone can lose any one of its hosts.');
  });
});

describe('a plan that was looked at', () => {
  const snapshot = cloudOf([BIG, BIG, BIG], on(0, 9));
  const { steps } = plan(snapshot, { goal: EVEN });
  const recheck = (more: Partial<BalanceInput>, now = snapshot) =>
    recheckBalance(inputOf(now, { goal: EVEN }, more), steps);

  it('is what will be done as long as nothing has changed', () => {
    const { result, changes } = recheck({});
    expect(changes).toEqual([]);
    expect(result.steps).toEqual(steps);
  });

  it('loses what is excluded or no longer possible, in words, and gains nothing but what is pinned', () => {
    const [first, second, third] = steps.map(({ instanceId }) => instanceId) as [string, string, string];
    const instances = snapshot.instances.map((instance) =>
      instance.id === second ? { ...instance, host: 'h1' } : instance,
    );
    const pinned = [{ instance: third, host: 'h2' }];
    const { result, changes } = recheck({ excluded: [first], pinned }, { ...snapshot, instances });
    const ids = result.steps.map(({ instanceId }) => instanceId);
    expect(ids).not.toContain(first);
    expect(ids).not.toContain(second);
    expect(result.steps.find(({ instanceId }) => instanceId === third)?.to).toBe('h2');
    expect(steps.map(({ instanceId }) => instanceId)).toEqual(expect.arrayContaining(ids));
    expect(changes.join('\n')).toMatch(/is left out, as you asked/);
    expect(changes.join('\n')).toMatch(/it is on h1 now, not on h0/);
    expect(changes.join('\n')).toMatch(/goes to h2, as you asked/);
  });

  it('is nothing when a drain began on its hosts meanwhile', () => {
    const { result, changes } = recheck({ busyHosts: { h0: 'h0 is being drained.' } });
    expect(result.answer).toBe('no-beneficial-move');
    expect(changes).toHaveLength(steps.length);
    expect(changes[0]).toContain('h0 is being drained.');
  });
});
