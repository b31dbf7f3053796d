/** What is asked of an OpenID Connect issuer. Every request to it goes through the guard of addresses somebody gave. */
import type { OidcSettings } from '@evenkeel/contract';
import * as openid from 'openid-client';
import type { RequestInit } from 'undici';
import { guardedFetch, type Networks } from '../net/index.ts';

const TIMEOUT_SECONDS = 10;
/** An issuer's keys and addresses seldom change; its keys are read again by themselves when a new one appears. */
const KNOWN_MS = 10 * 60_000;

export interface Client {
  settings: OidcSettings;
  /** Null: a public client. */
  secret: string | null;
}

/** What has to be remembered between leaving for the issuer and coming back. */
export interface Departure {
  state: string;
  nonce: string;
  verifier: string;
}

export interface Person {
  subject: string;
  name: string;
  groups: string[];
  /** The issuer's own sign-out; null when it has none. */
  endElsewhere: string | null;
}

/** Clients of issuers, whose discovery documents are kept for ten minutes. */
export class Issuers {
  readonly #known = new Map<string, { configuration: Promise<openid.Configuration>; until: number }>();
  readonly #networks: Networks;

  constructor(networks: Networks) {
    this.#networks = networks;
  }

  /** Reads the discovery document. Throws what openid-client, or the guard of addresses, throws. */
  configurationOf({ settings, secret }: Client): Promise<openid.Configuration> {
    const key = JSON.stringify([settings.issuer, settings.clientId, secret]);
    const known = this.#known.get(key);
    if (known && known.until > Date.now()) return known.configuration;
    const configuration = openid.discovery(
      new URL(settings.issuer),
      settings.clientId,
      secret ?? undefined,
      secret === null ? openid.None() : undefined,
      {
        timeout: TIMEOUT_SECONDS,
        // An issuer without TLS is one on this machine or in a test; the guard says whether it may be spoken to.
        execute: settings.issuer.startsWith('http:') ? [openid.allowInsecureRequests] : [],
        [openid.customFetch]: (url, options) => this.#fetch(url, options as RequestInit),
      },
    );
    this.#known.set(key, { configuration, until: Date.now() + KNOWN_MS });
    // What failed once may work the next time.
    configuration.catch(() => this.#known.delete(key));
    return configuration;
  }

  /** Where the browser goes, and what to remember until it comes back. */
  async depart(client: Client, redirectUri: string): Promise<{ url: URL; departure: Departure }> {
    const configuration = await this.configurationOf(client);
    const departure = {
      state: openid.randomState(),
      nonce: openid.randomNonce(),
      verifier: openid.randomPKCECodeVerifier(),
    };
    const url = openid.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: client.settings.scopes,
      state: departure.state,
      nonce: departure.nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(departure.verifier),
      code_challenge_method: 'S256',
    });
    return { url, departure };
  }

  /** Who came back. Throws when state, nonce, code or signature are not those of this departure, or the issuer refuses. */
  async arrive(client: Client, url: URL, { state, nonce, verifier }: Departure): Promise<Person> {
    const configuration = await this.configurationOf(client);
    const tokens = await openid.authorizationCodeGrant(configuration, url, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims() as openid.IDToken;
    const { groupsClaim, nameClaim } = client.settings;
    let known: Record<string, unknown> = claims;
    const lacks = known[groupsClaim] === undefined || known[nameClaim] === undefined;
    if (lacks && configuration.serverMetadata().userinfo_endpoint !== undefined)
      known = { ...(await openid.fetchUserInfo(configuration, tokens.access_token, claims.sub)), ...known };
    return {
      subject: claims.sub,
      name: textOf(known[nameClaim]) ?? textOf(known.email) ?? claims.sub,
      groups: groupsOf(known[groupsClaim]),
      endElsewhere: endOf(configuration),
    };
  }

  #fetch(url: string, init: RequestInit): Promise<Response> {
    return guardedFetch(url, init, {
      purpose: 'sign-in service',
      networks: this.#networks,
      timeoutMs: TIMEOUT_SECONDS * 1000,
    });
  }
}

/** A browser is sent there, so it has to be a page and nothing that a browser would run. */
export function endOf(configuration: openid.Configuration): string | null {
  const { end_session_endpoint: end } = configuration.serverMetadata();
  if (end === undefined || !URL.canParse(end) || !/^https?:$/.test(new URL(end).protocol)) return null;
  return openid.buildEndSessionUrl(configuration).href;
}

function textOf(claim: unknown): string | null {
  return typeof claim === 'string' && claim.trim() !== '' ? claim.trim().slice(0, 150) : null;
}

/** Some issuers write one group as a text and not as a list of one. */
function groupsOf(claim: unknown): string[] {
  if (typeof claim === 'string') return [claim];
  return Array.isArray(claim) ? claim.filter((group): group is string => typeof group === 'string') : [];
}
