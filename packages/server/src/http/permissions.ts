/** Who may do what, as one table of data. */

export const ACTIONS = [
  'read',
  'migrate',
  'maintain',
  'manage-balance',
  'manage-providers',
  'create-token',
  'own-tokens',
  'manage-tokens',
  'manage-webhooks',
  'read-metrics',
  'own-session',
  'rotate-key',
] as const;
/** What a route does, as far as permissions care. */
export type Action = (typeof ACTIONS)[number];

/** `owner` is the holder of the installation's own token: it makes API tokens and a new key for the secrets. */
export type Role = 'administrator' | 'owner';

export interface Identity {
  via: 'session' | 'token' | 'owner-token';
  /** The user, or the owner of the token; null for the installation's owner and for tokens made by it. */
  userId: string | null;
  /** The user's name, or the token's. Stored as who asked for a run. */
  name: string;
  role: Role;
}

const MAY: Readonly<Record<Role, readonly Action[]>> = {
  administrator: ACTIONS,
  owner: ['create-token', 'rotate-key'],
};

/** Whether this identity may do this. A role the table does not know may nothing. */
export function can(identity: Identity, action: Action): boolean {
  return MAY[identity.role]?.includes(action) ?? false;
}
