import type { SignInWay } from '@evenkeel/contract';
import { KEYSTONE_ROLES, NewSignInWay } from '@evenkeel/contract';
import { expect, it } from 'vitest';
import {
  keystoneDraftOf,
  keystoneWayOf,
  oidcDraftOf,
  oidcWayOf,
  wrongOfKeystone,
  wrongOfOidc,
} from './way-draft.ts';

const grant = { role: 'operator', providerId: null, zone: 'a', projectId: null } as const;
const settings = {
  issuer: 'https://login.example.org',
  clientId: 'evenkeel',
  scopes: 'openid',
  groupsClaim: 'roles',
  nameClaim: 'email',
  publicUrl: 'https://evenkeel.example.org',
  groups: [{ group: 'ops', grant }],
};
const way: SignInWay = {
  ...{ id: 'x', kind: 'oidc', name: 'Company', enabled: true, settings, hasClientSecret: true },
  ...{ redirectUri: null, accounts: 0, lastSignInAt: null },
};

it('sends back what it was given, and keeps the secret that it never saw', () => {
  const sent = oidcWayOf(oidcDraftOf(way), true);
  expect(sent).toEqual({ kind: 'oidc', name: 'Company', enabled: true, settings, clientSecret: undefined });
  expect(NewSignInWay.safeParse(sent).success).toBe(true);
  expect(oidcWayOf({ ...oidcDraftOf(way), clientSecret: 'new' }, true)).toMatchObject({
    clientSecret: 'new',
  });
  expect(oidcWayOf({ ...oidcDraftOf(way), forgetSecret: true }, true)).toMatchObject({ clientSecret: null });
});

it('begins with the roles that the contract has', () => {
  const draft = keystoneDraftOf(null, '3f0c2a9e-8f52-4d1c-9d1e-0a4f6f0f0b11');
  expect(draft.roles).toEqual(KEYSTONE_ROLES);
  expect(wrongOfKeystone(draft)).toEqual({ 'way-name': expect.any(String) });
  expect(NewSignInWay.safeParse(keystoneWayOf({ ...draft, name: 'North' }, true)).success).toBe(true);
});

it('says beside each field what is missing', () => {
  expect(Object.keys(wrongOfOidc(oidcDraftOf(null)))).toEqual([
    'way-name',
    'way-issuer',
    'way-client',
    'group-0-name',
  ]);
  expect(wrongOfOidc({ ...oidcDraftOf(way), issuer: 'login.example.org', publicUrl: 'x' })).toEqual({
    'way-issuer': expect.any(String),
    'way-public-url': expect.any(String),
  });
  expect(wrongOfOidc(oidcDraftOf(way))).toEqual({});
});
