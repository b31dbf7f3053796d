import type {
  ApiToken,
  CreatedToken,
  KeystoneSignIn,
  NewToken,
  OfferedWay,
  OwnSession,
  PasswordChange,
  Session,
} from '@evenkeel/contract';
import { queryOptions } from '@tanstack/react-query';
import { request } from '../api/request.ts';

export const offeredWaysQuery = queryOptions({
  queryKey: ['sign-in', 'ways'],
  queryFn: ({ signal }) => request<OfferedWay[]>('/sign-in', { signal }),
});

export const signInAtKeystone = ({ wayId, ...body }: KeystoneSignIn & { wayId: string }) =>
  request<Session>(`/sign-in/ways/${encodeURIComponent(wayId)}/session`, { method: 'POST', body });

/** The address that leaves for an issuer and comes back to the page that is open now. */
export function departureOf(way: OfferedWay): string {
  const { pathname, search, hash } = window.location;
  return `/api/v1/sign-in/ways/${encodeURIComponent(way.id)}/start?${new URLSearchParams({ to: pathname + search + hash })}`;
}

export const ownSessionsQuery = queryOptions({
  queryKey: ['own-sessions'],
  queryFn: ({ signal }) => request<OwnSession[]>('/sessions', { signal }),
});

export const ownTokensQuery = queryOptions({
  queryKey: ['own-tokens'],
  queryFn: ({ signal }) => request<ApiToken[]>('/tokens', { parameters: { of: 'me' }, signal }),
});

export const changePassword = (body: PasswordChange) =>
  request<void>('/session/password', { method: 'PUT', body });
export const endSession = (id: string) =>
  request<void>(`/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' });
export const signOutEverywhere = () => request<void>('/sessions', { method: 'DELETE' });
export const createToken = (body: NewToken) => request<CreatedToken>('/tokens', { method: 'POST', body });
export const revokeToken = (id: string) =>
  request<void>(`/tokens/${encodeURIComponent(id)}`, { method: 'DELETE' });
