import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type InLine, type LineRules, type OnTheWay, whoGoes } from './line.ts';

const rules = (part: Partial<LineRules> = {}): LineRules => ({
  providers: new Map([['p', { perSourceHost: 1, total: 4 }]]),
  runs: new Map(),
  groups: new Map(),
  ...part,
});

const move = (id: string, part: Partial<InLine> = {}): InLine => ({
  id,
  runId: 'run',
  providerId: 'p',
  instanceId: id,
  sourceHost: `host-of-${id}`,
  destinationHost: null,
  zone: null,
  ...part,
});

const idsOf = (moves: readonly InLine[]) => moves.map(({ id }) => id);

it('lets one without a place be overtaken by those that have one', () => {
  const waiting = [
    move('a', { sourceHost: 'x' }),
    move('b', { sourceHost: 'x' }),
    move('c', { sourceHost: 'y' }),
  ];
  expect(idsOf(whoGoes(waiting, [], rules()))).toEqual(['a', 'c']);
});

it("counts others' migrations for their source host, and nowhere else", () => {
  const foreign: OnTheWay[] = ['x', 'y', 'z', 'v'].map((sourceHost) => ({
    runId: null,
    providerId: 'p',
    instanceId: sourceHost,
    sourceHost,
    destinationHost: 'd',
    zone: null,
  }));
  const waiting = [move('a', { sourceHost: 'x' }), move('b')];
  expect(idsOf(whoGoes(waiting, foreign, rules()))).toEqual(['b']);
});

it.each([
  [{ total: 1 }, ['a']],
  [{ perDestinationHost: 1 }, ['a', 'c']],
  [{ perZone: 1 }, ['a', 'b']],
  [{ perSourceHost: 1 }, ['a', 'b', 'c']],
])('holds the limit %j of a run', (limit, going) => {
  const limits = { total: null, perSourceHost: null, perDestinationHost: null, perZone: null, ...limit };
  const waiting = [
    move('a', { destinationHost: 'd', zone: 'one' }),
    move('b', { destinationHost: 'd', zone: 'two' }),
    move('c', { destinationHost: 'e', zone: 'one' }),
  ];
  expect(idsOf(whoGoes(waiting, [], rules({ runs: new Map([['run', limits]]) })))).toEqual(going);
});

it('never has two of a group on their way', () => {
  const groups = new Map([
    ['p/a', ['quorum']],
    ['p/b', ['quorum']],
  ]);
  expect(idsOf(whoGoes([move('a'), move('b'), move('c')], [], rules({ groups })))).toEqual(['a', 'c']);
  expect(idsOf(whoGoes([move('b')], [{ ...move('a'), runId: 'other' }], rules({ groups })))).toEqual([]);
});

const few = (prefix: string) => fc.integer({ min: 0, max: 3 }).map((n) => `${prefix}${n}`);
const anyMove = fc.record({
  runId: few('run'),
  providerId: few('p'),
  sourceHost: few('s'),
  destinationHost: fc.option(few('d')),
  zone: fc.option(few('z')),
});
const limit = fc.option(fc.integer({ min: 1, max: 3 }));
/** Each provider has limits of its own. */
const providers = new Map([0, 1, 2, 3].map((n) => [`p${n}`, { perSourceHost: 1 + (n % 2), total: 2 + n }]));
const anyLimits = fc.record({
  total: limit,
  perSourceHost: limit,
  perDestinationHost: limit,
  perZone: limit,
});

it('holds every limit, and leaves nobody waiting who has a place', () => {
  fc.assert(
    fc.property(
      fc.array(anyMove, { maxLength: 30 }),
      fc.array(anyLimits, { minLength: 4, maxLength: 4 }),
      (moves, limits) => {
        const waiting = moves.map((one, place) => ({ ...one, id: `${place}`, instanceId: `${place}` }));
        const runs = new Map(limits.map((one, run) => [`run${run}`, one]));
        const going = whoGoes(waiting, [], rules({ providers, runs }));
        const most = (key: (one: InLine) => string | null) => {
          const counts = new Map<string, number>();
          for (const one of going) {
            const name = key(one);
            if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
          }
          return counts;
        };
        for (const [provider, { perSourceHost, total }] of providers) {
          const here = (one: InLine) => one.providerId === provider;
          for (const n of most((one) => (here(one) ? one.sourceHost : null)).values())
            expect(n).toBeLessThanOrEqual(perSourceHost);
          expect(going.filter(here).length).toBeLessThanOrEqual(total);
        }
        for (const [run, { total, perZone }] of runs) {
          const ofRun = going.filter(({ runId }) => runId === run);
          expect(ofRun.length).toBeLessThanOrEqual(total ?? Number.POSITIVE_INFINITY);
          const zones = most(({ runId, providerId, zone }) =>
            runId === run && zone ? `${providerId} ${zone}` : null,
          );
          for (const n of zones.values()) expect(n).toBeLessThanOrEqual(perZone ?? Number.POSITIVE_INFINITY);
        }
        // Beside those that go, nobody who stayed has a place.
        const left = waiting.filter((one) => !going.includes(one));
        expect(whoGoes(left, going, rules({ providers, runs }))).toEqual([]);
      },
    ),
  );
});
