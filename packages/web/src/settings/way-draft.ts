import type { GrantGiven, KeystoneRole, NewSignInWay, OidcSettings, SignInWay } from '@evenkeel/contract';

/** A group at the issuer and what it opens here. */
export type GroupDraft = OidcSettings['groups'][number];

/** The form of an issuer as it is typed. */
export interface OidcDraft {
  name: string;
  issuer: string;
  clientId: string;
  /** Empty: the one that is kept stays, or there is none. */
  clientSecret: string;
  /** Take the secret away that is kept. */
  forgetSecret: boolean;
  scopes: string;
  groupsClaim: string;
  nameClaim: string;
  publicUrl: string;
  groups: GroupDraft[];
}

/** The form of a provider's Keystone as it is typed. */
export interface KeystoneDraft {
  name: string;
  providerId: string;
  domain: string;
  roles: KeystoneRole[];
}

/** Nothing but looking until more is chosen. */
const LEAST: GrantGiven = { role: 'viewer', providerId: null, zone: null, projectId: null };
export const NEW_GROUP: GroupDraft = { group: '', grant: LEAST };
export const NEW_ROLE: KeystoneRole = { keystoneRole: '', role: 'viewer', reach: 'projects' };

/** As contract's KEYSTONE_ROLES, whose value would bring all of zod into the browser. */
const USUAL_ROLES: readonly KeystoneRole[] = [
  { keystoneRole: 'admin', role: 'operator', reach: 'provider' },
  { keystoneRole: 'member', role: 'viewer', reach: 'projects' },
  { keystoneRole: 'reader', role: 'viewer', reach: 'projects' },
];

/** Null: a new one. */
export function oidcDraftOf(way: SignInWay | null): OidcDraft {
  const settings = way && 'issuer' in way.settings ? way.settings : null;
  return {
    name: way?.name ?? '',
    issuer: settings?.issuer ?? '',
    clientId: settings?.clientId ?? '',
    clientSecret: '',
    forgetSecret: false,
    scopes: settings?.scopes ?? 'openid profile email',
    groupsClaim: settings?.groupsClaim ?? 'groups',
    nameClaim: settings?.nameClaim ?? 'preferred_username',
    publicUrl: settings?.publicUrl ?? '',
    groups: settings?.groups ?? [NEW_GROUP],
  };
}

/** Null: a new one. `providerId`: of a new one, until another is chosen. */
export function keystoneDraftOf(way: SignInWay | null, providerId: string): KeystoneDraft {
  const settings = way && 'providerId' in way.settings ? way.settings : null;
  return {
    name: way?.name ?? '',
    providerId: settings?.providerId ?? providerId,
    domain: settings?.domain ?? 'Default',
    roles: settings?.roles ?? [...USUAL_ROLES],
  };
}

/** By the id of the field, the sentence for each that hinders sending; in the order of the form. */
export type Wrong = Readonly<Record<string, string>>;

export function wrongOfOidc(draft: OidcDraft): Wrong {
  const wrong: Record<string, string> = {};
  if (draft.name.trim() === '') wrong['way-name'] = 'Give it the name that stands on the sign-in page.';
  if (!isAddress(draft.issuer))
    wrong['way-issuer'] =
      'Give its address as it names itself, such as https://login.example.org/realms/company.';
  if (draft.clientId.trim() === '') wrong['way-client'] = 'Give the id that Evenkeel has at the issuer.';
  draft.groups.forEach(({ group }, place) => {
    if (group.trim() === '') wrong[`group-${place}-name`] = 'Give the group as the issuer writes it.';
  });
  if (draft.publicUrl.trim() !== '' && !isAddress(draft.publicUrl))
    wrong['way-public-url'] = 'An address begins with https:// or http://.';
  return wrong;
}

export function wrongOfKeystone(draft: KeystoneDraft): Wrong {
  const wrong: Record<string, string> = {};
  if (draft.name.trim() === '') wrong['way-name'] = 'Give it the name that stands on the sign-in page.';
  if (draft.domain.trim() === '')
    wrong['way-domain'] = 'Give the domain of who names none; it is usually Default.';
  draft.roles.forEach(({ keystoneRole }, place) => {
    if (keystoneRole.trim() === '') wrong[`role-${place}-name`] = 'Give the role as Keystone calls it.';
  });
  return wrong;
}

function isAddress(text: string): boolean {
  return /^https?:\/\/[^/\s]/i.test(text.trim()) && URL.canParse(text.trim());
}

export function oidcWayOf(draft: OidcDraft, enabled: boolean): NewSignInWay {
  const { clientSecret, forgetSecret } = draft;
  return {
    kind: 'oidc',
    name: draft.name.trim(),
    enabled,
    settings: {
      issuer: draft.issuer.trim(),
      clientId: draft.clientId.trim(),
      scopes: draft.scopes.trim() || undefined,
      groupsClaim: draft.groupsClaim.trim() || undefined,
      nameClaim: draft.nameClaim.trim() || undefined,
      publicUrl: draft.publicUrl.trim() || null,
      groups: draft.groups.map(({ group, grant }) => ({ group: group.trim(), grant })),
    },
    clientSecret: forgetSecret ? null : clientSecret || undefined,
  };
}

export function keystoneWayOf(
  { name, providerId, domain, roles }: KeystoneDraft,
  enabled: boolean,
): NewSignInWay {
  const settings = {
    providerId,
    domain: domain.trim(),
    roles: roles.map((one) => ({ ...one, keystoneRole: one.keystoneRole.trim() })),
  };
  return { kind: 'keystone', name: name.trim(), enabled, settings };
}

/** The same way as it is, so that only whether it is enabled changes. */
export function wayWith({ kind, name, settings }: SignInWay, enabled: boolean): NewSignInWay {
  return { kind, name, settings, enabled } as NewSignInWay;
}
