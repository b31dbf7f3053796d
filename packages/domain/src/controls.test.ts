import { MoveState } from '@evenkeel/contract';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { abortOf, forceCompleteOf } from './controls.ts';

const versions = fc.option(fc.integer({ min: 1, max: 104 }).map((minor) => `2.${minor}`));

it('says either what it costs or why not, never both, in every state and version', () => {
  fc.assert(
    fc.property(fc.constantFrom(...MoveState.options), versions, (state, version) => {
      for (const { allowed, reason, cost } of [abortOf(state, version), forceCompleteOf(state, version)]) {
        expect(cost !== null).toBe(allowed);
        expect(reason === null).toBe(allowed);
      }
    }),
  );
});

it('never takes back with a newer cloud what an older one allows', () => {
  fc.assert(
    fc.property(fc.constantFrom(...MoveState.options), fc.nat(100), fc.nat(100), (state, one, other) => {
      const [older, newer] = [`2.${Math.min(one, other)}`, `2.${Math.max(one, other)}`];
      for (const control of [abortOf, forceCompleteOf])
        expect(control(state, newer).allowed || !control(state, older).allowed).toBe(true);
    }),
  );
});

it('keeps to the versions of Nova', () => {
  const abortable = (version: string) => MoveState.options.filter((state) => abortOf(state, version).allowed);
  const unsent = ['planned', 'waiting'];
  expect(abortable('2.9')).toEqual(unsent);
  expect(abortable('2.24')).toEqual([...unsent, 'copying']);
  expect(abortable('2.65')).toEqual([...unsent, 'queued', 'preparing', 'copying']);
  const forced = (version: string) =>
    MoveState.options.filter((state) => forceCompleteOf(state, version).allowed);
  expect(forced('2.21')).toEqual([]);
  expect(forced('2.22')).toEqual(['copying']);
});
