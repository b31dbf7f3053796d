/** A real OpenID Connect issuer (the package oidc-provider) on a free port, and a browser that goes between it and us. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

export interface Issuer {
  url: string;
  clientId: string;
  clientSecret: string;
  /** Groups by person; to be changed while it runs. */
  groups: Map<string, string[]>;
  stop(): Promise<void>;
}

/** `allow` registers an address to come back to, which is known only once the way to sign in is stored. */
export async function startIssuer(): Promise<Issuer & { allow(redirectUri: string): void }> {
  const groups = new Map<string, string[]>();
  const redirectUris = ['http://127.0.0.1/none'];
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = {
    client_id: 'evenkeel',
    client_secret: 'a-secret-of-the-client-evenkeel',
    redirect_uris: redirectUris,
  };
  const silent = console.warn;
  console.warn = () => undefined;
  const provider = new Provider(url, {
    clients: [client],
    cookies: { keys: ['a key of the tests'] },
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['preferred_username', 'groups'] },
    // As most issuers do: the profile stands in the user info.
    conformIdTokenClaims: true,
    findAccount: (_context, id) => ({
      accountId: id,
      claims: async () => ({ sub: `sub-${id}`, preferred_username: id, groups: groups.get(id) ?? [] }),
    }),
    features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    async loadExistingGrant(context) {
      const grant = new context.oidc.provider.Grant({
        clientId: context.oidc.client?.clientId,
        accountId: context.oidc.session?.accountId,
      });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  });
  console.warn = silent;
  provider.Client.prototype.redirectUriAllowed = (uri: string) => redirectUris.includes(uri);
  server.on('request', provider.callback());
  return {
    url,
    clientId: client.client_id,
    clientSecret: client.client_secret,
    groups,
    allow: (redirectUri) => void redirectUris.push(redirectUri),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Follows redirects by hand, with cookies by origin, as a person's browser does. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();
  readonly #headers: Record<string, string>;

  constructor(headers: Record<string, string> = {}) {
    this.#headers = headers;
  }

  cookie(url: string): string {
    const { origin } = new URL(url);
    return [...(this.#cookies.get(origin) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async open(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = {
      ...this.#headers,
      ...(init.headers as Record<string, string>),
      cookie: this.cookie(url),
    };
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' });
    const { origin } = new URL(url);
    const cookies = this.#cookies.get(origin) ?? new Map<string, string>();
    this.#cookies.set(origin, cookies);
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) as unknown as [string, string, string];
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  }

  /** Goes on until an answer is no redirect, or leads to where `until` says. */
  async follow(answer: Response, from: string, until: (url: string) => boolean = () => false) {
    let at = from;
    let here = answer;
    for (let hops = 0; hops < 15; hops += 1) {
      const location = here.headers.get('location');
      if (location === null) break;
      at = new URL(location, at).href;
      if (until(at)) return { url: at, answer: here };
      here = await this.open(at);
    }
    return { url: at, answer: here };
  }

  /** Fills the issuer's form in; ends where `until` says, by default at the page of Evenkeel after the call-back. */
  async signInAt(startUrl: string, login: string, until?: (url: string) => boolean) {
    const form = await this.follow(await this.open(startUrl), startUrl, until);
    if (until?.(form.url)) return form;
    const body = new URLSearchParams({ prompt: 'login', login, password: 'any' });
    const posted = await this.open(form.url, { method: 'POST', body });
    return this.follow(posted, form.url, until);
  }
}
