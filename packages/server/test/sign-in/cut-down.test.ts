import type { GrantGiven, TokenScope } from '@evenkeel/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutDown, EVERYTHING } from '../../src/sign-in/cut-down.ts';

const ROLES = ['viewer', 'operator', 'administrator'] as const;
const bound = (...names: string[]) => fc.constantFrom(null, ...names);
const places = { providerId: bound('p', 'q'), zone: bound('z', 'y'), projectId: bound('a', 'b') };
const grant: fc.Arbitrary<GrantGiven> = fc.record({ role: fc.constantFrom(...ROLES), ...places });
const scope: fc.Arbitrary<TokenScope> = fc.record({ role: fc.constantFrom(null, ...ROLES), ...places });
const place = fc.record({
  providerId: fc.constantFrom('p', 'q', 'r'),
  zone: fc.constantFrom('z', 'y', null),
  projectId: fc.constantFrom('a', 'b', null),
});

/** Whether one may as much as `role` there. */
function may(grants: readonly GrantGiven[], role: GrantGiven['role'], at: Omit<GrantGiven, 'role'>): boolean {
  const within = (limit: string | null, value: string | null) => limit === null || limit === value;
  return grants.some(
    (one) =>
      ROLES.indexOf(one.role) >= ROLES.indexOf(role) &&
      within(one.providerId, at.providerId) &&
      within(one.zone, at.zone) &&
      within(one.projectId, at.projectId),
  );
}

describe('what a token may', () => {
  test('is exactly what its owner may and its bounds let, at every place and in every role', () => {
    fc.assert(
      fc.property(
        fc.array(grant, { maxLength: 4 }),
        scope,
        place,
        fc.constantFrom(...ROLES),
        (grants, bounds, at, role) => {
          const capped = may([{ ...bounds, role: bounds.role ?? 'administrator' }], role, at);
          expect(may(cutDown(grants, bounds), role, at)).toBe(may(grants, role, at) && capped);
        },
      ),
    );
  });

  test('is nothing when the owner may nothing any more', () => {
    fc.assert(fc.property(scope, (bounds) => cutDown([], bounds).length === 0));
  });

  test('of the installation itself is everything', () => {
    expect(cutDown([EVERYTHING], { role: null, providerId: null, zone: null, projectId: null })).toEqual([
      EVERYTHING,
    ]);
  });
});
