/** What a token may: what its owner may at this moment, and within the token's own bounds. Pure. */
import type { GrantGiven, TokenScope } from '@evenkeel/contract';

const ROLES = ['viewer', 'operator', 'administrator'] as const;

/** Of the installation's owner, who has no user: no grant but this one. */
export const EVERYTHING: GrantGiven = {
  role: 'administrator',
  providerId: null,
  zone: null,
  projectId: null,
};

/** The grants that hold in both; empty when they have nothing in common. */
export function cutDown(grants: readonly GrantGiven[], scope: TokenScope): GrantGiven[] {
  return grants.flatMap((grant) => {
    const role = scope.role === null ? grant.role : lesser(grant.role, scope.role);
    const providerId = both(grant.providerId, scope.providerId);
    const zone = both(grant.zone, scope.zone);
    const projectId = both(grant.projectId, scope.projectId);
    if (providerId === undefined || zone === undefined || projectId === undefined) return [];
    return [{ role, providerId, zone, projectId }];
  });
}

function lesser(left: GrantGiven['role'], right: GrantGiven['role']): GrantGiven['role'] {
  return ROLES.indexOf(left) < ROLES.indexOf(right) ? left : right;
}

/** The narrower of two bounds, null being none; undefined when nothing is within both. */
function both(left: string | null, right: string | null): string | null | undefined {
  if (left === null || left === right) return right;
  return right === null ? left : undefined;
}
