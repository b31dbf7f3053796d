import type { Grant, GrantGiven } from '@evenkeel/contract';

/** Names for the ids in grants; what has none is told by its id. */
export interface Names {
  provider: (id: string) => string;
  project: (id: string) => string;
}

/** Such as `operator in zone north-a of Demo north`, `administrator of everything`. */
export function grantWords({ role, providerId, zone, projectId }: GrantGiven, names: Names): string {
  const provider = providerId === null ? null : names.provider(providerId);
  if (zone === null && projectId === null) return `${role} of ${provider ?? 'everything'}`;
  const parts = [
    projectId !== null && `for project ${names.project(projectId)}`,
    zone !== null && `in zone ${zone}`,
    zone === null ? `at ${provider ?? 'every provider'}` : `of ${provider ?? 'every provider'}`,
  ];
  return [role, ...parts.filter(Boolean)].join(' ');
}

/** Where a grant that nobody gave by hand comes from; null for one that was. */
export function sourceWords({ source }: Grant): string | null {
  if (source === 'oidc') return 'follows from a group at the issuer';
  return source === 'keystone' ? 'follows from a role at Keystone' : null;
}

/** Those given by hand, as they are sent back. */
export function givenByHand(grants: readonly Grant[]): GrantGiven[] {
  return grants
    .filter(({ source }) => source === 'manual')
    .map(({ role, providerId, zone, projectId }) => ({ role, providerId, zone, projectId }));
}

/** What a role lets do, for who chooses one. */
export const ROLE_WORDS: Readonly<Record<GrantGiven['role'], string>> = {
  viewer: 'looks, and changes nothing',
  operator: 'also migrates, empties hosts and approves',
  administrator: 'also manages users, providers and settings',
};
