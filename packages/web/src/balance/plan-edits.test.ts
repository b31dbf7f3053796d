import { expect, test } from 'vitest';
import { isPlanOf, withHost, withInstance, withPin } from './plan-edits.ts';
import { NO_EDITS } from './queries.ts';

test('an instance is left out or sent somewhere, never both', () => {
  const sent = withPin(withInstance(NO_EDITS, 'one', false), 'one', 'north');
  expect(sent).toEqual({ ...NO_EDITS, pinned: [{ instance: 'one', host: 'north' }] });
  expect(withInstance(sent, 'one', false)).toEqual({ ...NO_EDITS, excluded: ['one'] });
  expect(withPin(sent, 'one', undefined)).toEqual(NO_EDITS);
});

test('a plan is of its edits in whatever order they were made, and of no others', () => {
  const edits = withHost(withHost(NO_EDITS, 'a', false), 'b', false);
  const turned = withHost(withHost(NO_EDITS, 'b', false), 'a', false);
  expect(isPlanOf({ edits }, turned)).toBe(true);
  expect(isPlanOf({ edits }, withHost(turned, 'a', true))).toBe(false);
});
