import type { Move, Run } from '@evenkeel/contract';
import { describe, expect, test } from 'vitest';
import { failureGroupsOf } from './failure-groups.ts';
import { lanesOf } from './lanes.ts';
import { reordered, stepped } from './order.ts';
import { countsInWords, countsOf } from './run-words.ts';
import { moveOf } from './test-moves.ts';

describe('failed moves', () => {
  const failed = (id: string, part: Partial<Move>) =>
    moveOf(id, { state: 'ended', outcome: 'rolled-back', ...part });

  test('the sentence stands once for those that differ only in their own names and figures', () => {
    const groups = failureGroupsOf([
      failed('1', { sourceHost: 'c-1', reason: 'The copy of web-1 from c-1 broke off after 14 s.' }),
      failed('2', { sourceHost: 'c-2', reason: 'The copy of web-2 from c-2 broke off after 3.5 s.' }),
      failed('3', { reason: 'It was another thing.', cloudMessage: 'Boom' }),
      moveOf('4', { state: 'ended', outcome: 'cancelled', reason: 'It was another thing.' }),
    ]);
    expect(groups.map(({ sentence, moves }) => [sentence, moves.map(({ id }) => id)])).toEqual([
      ['The copy of … from … broke off after … s.', ['1', '2']],
      ['It was another thing.', ['3']],
    ]);
    expect(groups[1]?.cloudMessage).toBe('Boom');
  });

  test('the same words with another outcome are another group', () => {
    const reason = 'The same words.';
    const groups = failureGroupsOf([failed('1', { reason }), failed('2', { reason, outcome: 'errored' })]);
    expect(groups.map(({ outcome }) => outcome)).toEqual(['rolled-back', 'errored']);
  });
});

describe('lanes', () => {
  const moves = [
    moveOf('1', { sourceHost: 'c-10' }),
    moveOf('2', { sourceHost: 'c-2', state: 'copying', destinationHost: 'c-3' }),
    moveOf('3', { sourceHost: 'c-10', provider: 'East', requestedHost: 'c-3' }),
  ];

  test('one for each host of each provider, in the order of their names', () => {
    const source = lanesOf(moves, 'source');
    expect(source.map(({ provider, host }) => `${provider} ${host}`)).toEqual([
      'East c-10',
      'West c-2',
      'West c-10',
    ]);
    expect(countsInWords(source[1]?.counts ?? countsOf([]))).toBe('1 under way');
  });

  test('those that Nova has not placed yet come last', () => {
    expect(lanesOf(moves, 'destination').map(({ host }) => host)).toEqual(['c-3', 'c-3', null]);
  });
});

describe('the order of those that wait', () => {
  const ids = ['a', 'b', 'c'];

  test('steps stay within the list', () => {
    expect(stepped(ids, 'c', 'first')).toEqual(['c', 'a', 'b']);
    expect(stepped(ids, 'b', 'earlier')).toEqual(['b', 'a', 'c']);
    expect(stepped(ids, 'a', 'earlier')).toEqual(ids);
    expect(stepped(ids, 'b', 'later')).toEqual(['a', 'c', 'b']);
    expect(stepped(ids, 'c', 'later')).toEqual(ids);
    expect(stepped(ids, 'a', 'last')).toEqual(['b', 'c', 'a']);
  });

  test('only those that wait change their places', () => {
    const moves = [moveOf('a'), moveOf('x', { state: 'copying' }), moveOf('b'), moveOf('c')];
    const run = { moves } as Run;
    expect(reordered(run, ['c', 'a', 'b']).moves.map(({ id }) => id)).toEqual(['c', 'x', 'a', 'b']);
    expect(run.moves.map(({ id }) => id)).toEqual(['a', 'x', 'b', 'c']);
  });
});
