import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CloudSnapshot, type Happening, type Plan, planDrain, validate } from '../src/index.ts';
import { mostThatCanLeave } from './brute-force.ts';
import { randomCloud } from './random-cloud.ts';

const limitsArbitrary = fc.record({
  perSourceHost: fc.constantFrom(null, 1, 2),
  perDestinationHost: fc.constantFrom(null, 1, 2),
  total: fc.constantFrom(null, 1, 3),
});
const choicesArbitrary = fc.record({
  others: fc.constantFrom(null, 'migrate', 'cold-migrate', 'leave', 'skip'),
  instances: fc.constant([]),
});

/** Seconds when the machine is its own; it need not be. */
const PATIENCE_MS = 300_000;

/** Orders that press hardest: all at once, one after the other, the last first, and whatever chance says. */
const ORDERS: Record<string, (numbers: () => number) => (happenings: readonly Happening[]) => number> = {
  'everything begins before anything ends': () => (happenings) =>
    Math.max(
      0,
      happenings.findIndex(({ kind }) => kind === 'begin'),
    ),
  'one after the other': () => (happenings) =>
    Math.max(
      0,
      happenings.findIndex(({ kind }) => kind === 'succeed'),
    ),
  'the last first': () => (happenings) => happenings.length - 1,
  'by chance': (numbers) => (happenings) => Math.floor(numbers() * happenings.length),
};

const carriedOut = (
  cloud: CloudSnapshot,
  plan: Plan,
  hosts: string[],
  limits: Parameters<typeof validate>[1]['limits'],
  seed: number,
) => {
  let state = seed;
  const numbers = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  for (const [name, order] of Object.entries(ORDERS)) {
    for (const mayFail of [false, true]) {
      const broken = validate(cloud, {
        ...plan,
        closed: hosts,
        limits,
        choose: order(numbers),
        mayFail,
      });
      expect(broken, `${name}, ${JSON.stringify(plan.steps)}`).toBeNull();
    }
  }
};

describe('a drain of any cloud', () => {
  it(
    'breaks no rule in any order that its steps allow, and names whoever does not go',
    () => {
      fc.assert(
        fc.property(
          randomCloud({ flights: true }),
          fc.dictionary(fc.constantFrom('i0', 'i1', 'i2', 'i3'), fc.subarray(['h1', 'h2', 'h3'])),
          fc.integer({ min: 1, max: 2 }),
          limitsArbitrary,
          choicesArbitrary,
          fc.nat(),
          (cloud, exclude, many, limits, choices, seed) => {
            const hosts = cloud.hosts.slice(0, many).map(({ name }) => name);
            const plan = planDrain(cloud, { hosts, limits, choices, exclude });
            carriedOut(cloud, plan, hosts, limits, seed);

            for (const { instanceId, to } of plan.steps) expect(exclude[instanceId] ?? []).not.toContain(to);

            const there = cloud.instances.filter(({ host }) => host !== null && hosts.includes(host));
            for (const { id } of there) {
              const said =
                plan.steps.filter(({ instanceId }) => instanceId === id).length +
                plan.blockers.filter(({ instanceId }) => instanceId === id).length +
                plan.stays.filter(
                  ({ instanceId, choice, to }) =>
                    instanceId === id && (choice !== 'cold-migrate' || to !== null),
                ).length;
              expect(said, id).toBe(1);
            }
            expect(planDrain(cloud, { hosts, limits, choices, exclude })).toEqual(plan);
          },
        ),
        { numRuns: 1_000, seed: 20_261_124 },
      );
    },
    PATIENCE_MS,
  );

  it(
    'moves as many as any assignment could, found by trying all',
    () => {
      const missed: number[] = [];
      const sample = fc.sample(randomCloud({ hosts: 5, instances: 12 }), { numRuns: 1_000, seed: 5 });
      sample.forEach((cloud, number) => {
        const plan = planDrain(cloud, { hosts: ['h0'], choices: { others: 'migrate', instances: [] } });
        const moved = plan.steps.filter(({ from }) => from === 'h0').length;
        if (moved < mostThatCanLeave(cloud, 'h0')) missed.push(number);
      });
      expect(missed).toEqual([]);
    },
    PATIENCE_MS,
  );
});
