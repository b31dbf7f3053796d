import type { Verdict, VerdictReason } from '@evenkeel/contract';
import { expect, test } from 'vitest';
import { reasonsOf } from './reasons.ts';

const load = { memory: null, memoryAfter: null, vcpus: null, vcpusAfter: null };
const blocks = (message: string, code = 'memory'): VerdictReason => ({ code, severity: 'error', message });
const verdict = (...reasons: VerdictReason[]) =>
  ({ host: 'b', zone: null, answer: reasons.length ? 'no' : 'yes', reasons, load }) as Verdict;

test('one sentence for all it is about, named where not all are and the sentence does not say it', () => {
  const reasons = reasonsOf(verdict(blocks('b is down.')), [
    { name: 'web-1', verdict: verdict(blocks('b is down.'), blocks('Too little memory.')) },
    { name: 'web-2', verdict: verdict(blocks('b is down.'), blocks('web-2 is pinned.')) },
  ]);
  expect(reasons.map(({ message, names }) => [message, names])).toEqual([
    ['b is down.', []],
    ['Too little memory.', ['web-1']],
    ['web-2 is pinned.', []],
  ]);
});

test('what no instance meets alone stands in the way of all together; the gravest comes first', () => {
  const note: VerdictReason = { code: 'cpu', severity: 'information', message: 'The CPU is not known.' };
  const alone = [
    { name: 'web-1', verdict: verdict(note) },
    { name: 'web-2', verdict: verdict(note) },
  ];
  const reasons = reasonsOf(verdict(blocks('Too little memory for the second.')), alone);
  expect(reasons.map(({ severity, isTogether }) => [severity, isTogether])).toEqual([
    ['error', true],
    ['information', false],
  ]);
  expect(reasonsOf(verdict(note), [])[0]?.isTogether).toBe(false);
});
