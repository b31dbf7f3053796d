import type { GivenGrants, NewUser, User, UserWithCode } from '@evenkeel/contract';
import { queryOptions } from '@tanstack/react-query';
import { request } from '../api/request.ts';

/** Everybody who has an account, by name. */
export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: ({ signal }) => request<User[]>('/users', { signal }),
});

const pathOf = (userId: string, what: string) => `/users/${encodeURIComponent(userId)}/${what}`;

/** The answer carries the code, this once. */
export const createUser = (body: NewUser) => request<UserWithCode>('/users', { method: 'POST', body });
/** What is given by hand from now on, in place of all that was. */
export const saveGrants = (userId: string, body: GivenGrants) =>
  request<User>(pathOf(userId, 'grants'), { method: 'PUT', body });
export const disableUser = (userId: string) => request<User>(pathOf(userId, 'disable'), { method: 'POST' });
export const enableUser = (userId: string) => request<User>(pathOf(userId, 'enable'), { method: 'POST' });
