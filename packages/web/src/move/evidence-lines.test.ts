import { expect, test } from 'vitest';
import { factsOf } from './evidence-lines.ts';

test('plain values in one line, each thing inside in its own, the unknown and what is said elsewhere left out', () => {
  const evidence = {
    kind: 'ends',
    record: 'error',
    server: 'ACTIVE',
    host: null,
    action: {
      requestId: 'req-1',
      events: [
        { event: 'compute_check', result: 'Error' },
        { event: 'compute_check', result: 'Error' },
        { event: 'conductor', result: 'Error' },
      ],
    },
  };
  expect(factsOf(evidence)).toEqual([
    'record: error · server: ACTIVE',
    'request id: req-1',
    'event: compute_check · result: Error',
    'event: conductor · result: Error',
  ]);
});

test('whatever the form, nothing breaks', () => {
  expect(factsOf(null)).toEqual([]);
  expect(factsOf('seen')).toEqual(['seen']);
  expect(factsOf([1, { a: [] }, undefined])).toEqual(['1']);
});
