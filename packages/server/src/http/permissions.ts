/** Who may do what, as one table of data. */
import type { Allowed, GrantGiven } from '@evenkeel/contract';
import { type Place, reaches } from '../access/grants.ts';

export type Role = GrantGiven['role'];

/** What a route does, as far as permissions care, and the roles that may. */
const MAY = {
  read: ['viewer', 'operator', 'administrator'],
  'own-session': ['viewer', 'operator', 'administrator'],
  'own-tokens': ['viewer', 'operator', 'administrator'],
  'create-token': ['viewer', 'operator', 'administrator'],
  /** A plan of something that touches whatever is on a host, for who may see all of that. */
  preview: ['viewer', 'operator', 'administrator'],
  migrate: ['operator', 'administrator'],
  maintain: ['operator', 'administrator'],
  approve: ['operator', 'administrator'],
  'manage-balance': ['administrator'],
  'manage-providers': ['administrator'],
  'manage-tokens': ['administrator'],
  'manage-webhooks': ['administrator'],
  'manage-users': ['administrator'],
  'manage-sign-in': ['administrator'],
  'read-audit': ['administrator'],
  'rotate-key': ['administrator'],
  'read-metrics': ['viewer', 'operator', 'administrator'],
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof MAY;
export const ACTIONS = Object.keys(MAY) as readonly Action[];

/** What changes something at a place: the role has to hold there. The others are of the asker, or show what is visible. */
const AT_A_PLACE: ReadonlySet<Action> = new Set(
  ACTIONS.filter((action) => !['read', 'own-session', 'own-tokens', 'create-token'].includes(action)),
);

export function isAtAPlace(action: Action): boolean {
  return AT_A_PLACE.has(action);
}

/** What is of the installation itself, whatever a request names besides: it needs a grant without bounds. */
const OF_THE_INSTALLATION: ReadonlySet<Action> = new Set<Action>([
  'manage-tokens',
  'manage-webhooks',
  'manage-users',
  'manage-sign-in',
  'read-audit',
  'rotate-key',
  'read-metrics',
]);

export function isOfTheInstallation(action: Action): boolean {
  return OF_THE_INSTALLATION.has(action);
}

export interface Identity {
  via: 'session' | 'token' | 'owner-token';
  /** The user, or the owner of the token; null for the installation's owner and for tokens made by it. */
  userId: string | null;
  /** The user's name, with the token's behind it where it came with one. Stored as who asked for a run. */
  name: string;
  grants: readonly GrantGiven[];
}

/** Whether there is a place at which this identity may do this. The installation's own token opens two doors: a token, a new key. */
export function can(identity: Identity, action: Action): boolean {
  if (identity.via === 'owner-token') return action === 'create-token' || action === 'rotate-key';
  return identity.grants.some(({ role }) => mayAs(role, action));
}

/** Whether this identity may do this there. The installation's own token has no grants, and its doors are at no place. */
export function canAt(identity: Identity, action: Action, place: Place): boolean {
  if (identity.via === 'owner-token') return can(identity, action);
  return identity.grants.some((grant) => mayAs(grant.role, action) && reaches(grant, place));
}

function mayAs(role: Role, action: Action): boolean {
  // A role that the table does not know may nothing.
  return (MAY[action] as readonly Role[] | undefined)?.includes(role) ?? false;
}

/** The roles that may, for words to people. */
export function rolesFor(action: Action): readonly Role[] {
  return MAY[action];
}

/** What one grant lets do, and where. What is of the installation itself needs a grant without bounds. */
export function allowedBy({ role, providerId, zone, projectId }: GrantGiven): Allowed {
  return { providerId, zone, projectId, actions: ACTIONS.filter((action) => mayAs(role, action)) };
}
