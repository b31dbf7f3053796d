import { ADMIN_USER_ID } from './state/add-instance.ts';

/** Who may sign in. Roles imply one another as in Keystone: each user has all that follow from the highest. */
export interface User {
  id: string;
  name: string;
  password: string;
  roles: string[];
  /** The project a token is scoped to when the request names none it may have. */
  project: string;
}

export const ADMIN = { username: 'admin', password: 'demo-cloud', projectName: 'admin' };
export const APPLICATION_CREDENTIAL = { id: 'a0c0ffee00000000000000000000demo', secret: 'demo-cloud-secret' };
export const USERS: User[] = [
  {
    id: ADMIN_USER_ID,
    name: ADMIN.username,
    password: ADMIN.password,
    roles: ['admin', 'manager', 'member', 'reader'],
    project: 'admin',
  },
  {
    id: 'dca0ac23712c457b8052005de332e30e',
    name: 'member',
    password: 'demo-cloud',
    roles: ['member', 'reader'],
    project: 'web',
  },
  {
    id: '5f2b8f1c9d1e4b7a8c3d2e1f0a9b8c7d',
    name: 'manager',
    password: 'demo-cloud',
    roles: ['manager', 'member', 'reader'],
    project: 'web',
  },
  {
    id: '7e6d5c4b3a2f4e1d9c8b7a6f5e4d3c2b',
    name: 'reader',
    password: 'demo-cloud',
    roles: ['reader'],
    project: 'web',
  },
];
