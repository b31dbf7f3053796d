import { z } from 'zod';
import { CloudError } from './errors.ts';
import { read } from './schemas.ts';
import { type Answer, type Call, headerOf, type Transport } from './transport.ts';
import type { CloudConnection } from './types.ts';

/** Of the services of a catalog, those that Evenkeel speaks to; `compute_legacy` and the like are left alone. */
export type ServiceType = 'identity' | 'compute' | 'placement';

export interface Token {
  /** A secret. */
  value: string;
  renewAtMs: number;
  userId: string;
  projectId: string | null;
  roles: string[];
  /** The region of the chosen compute endpoint. */
  region: string | null;
  /** The chosen endpoint of each service, without a slash at its end. */
  endpoints: Partial<Record<string, string>>;
}

const tokenSchema = z.object({
  token: z.object({
    expires_at: z.string(),
    issued_at: z.string().optional(),
    user: z.object({ id: z.string() }),
    project: z.object({ id: z.string() }).optional(),
    roles: z.array(z.object({ name: z.string() })).optional(),
    catalog: z
      .array(
        z.object({
          type: z.string(),
          endpoints: z.array(
            z.object({ interface: z.string(), region: z.string().nullish(), url: z.string() }),
          ),
        }),
      )
      .optional(),
  }),
});

/** A token is renewed this long before it expires, so that no call starts with one that ends on the way … */
const RENEWAL_MARGIN_MS = 120_000;
/** … but not before this part of its life is over: a cloud's tokens may live for less than the margin. */
const RENEWAL_SHARE = 0.8;

/** Signs in to Keystone v3 and keeps the token fresh; many callers at once share one sign-in. */
export class Identity {
  #token: Token | null = null;
  #signingIn: Promise<Token> | null = null;
  readonly #transport: Transport;
  readonly #connection: CloudConnection;
  readonly #now: () => number;

  constructor(transport: Transport, connection: CloudConnection, now: () => number = Date.now) {
    this.#transport = transport;
    this.#connection = connection;
    this.#now = now;
  }

  /** A token that is good for a while. Throws CloudError `unauthorized` when Keystone does not accept the credentials. */
  async token(): Promise<Token> {
    if (this.#token && this.#now() < this.#token.renewAtMs) return this.#token;
    // Not with a caller's signal: the sign-in is shared, and one caller's leaving must not end it for the others.
    this.#signingIn ??= this.#signIn().finally(() => {
      this.#signingIn = null;
    });
    return this.#signingIn;
  }

  /** Forgets a token that a service refused, unless a newer one has replaced it meanwhile. */
  forget(refused: Token): void {
    if (this.#token === refused) this.#token = null;
  }

  /** The service's endpoint for the connection's region and interface; throws CloudError `configuration` without one. */
  async endpoint(type: ServiceType): Promise<string> {
    const { endpoints } = await this.token();
    const url = endpoints[type];
    if (url) return url;
    const { region, interface: wanted } = this.#connection;
    const where = region === null ? '' : ` in the region ${region}`;
    throw new CloudError(
      'configuration',
      `The cloud's catalog has no ${wanted} endpoint for ${type}${where}.`,
    );
  }

  /** One call with the token, and once more with a new one after a 401. */
  async send(call: Call): Promise<Answer> {
    const attempt = (token: Token) =>
      this.#transport.send({ ...call, headers: { ...call.headers, 'x-auth-token': token.value } });
    const token = await this.token();
    try {
      return await attempt(token);
    } catch (error) {
      if (!(error instanceof CloudError) || error.kind !== 'unauthorized') throw error;
      // A 401 is given before anything is done, so even a change may be sent again with a new token.
      this.forget(token);
      return attempt(await this.token());
    }
  }

  async #signIn(): Promise<Token> {
    const { authUrl, region, interface: wanted, auth } = this.#connection;
    const startedAtMs = this.#now();
    const answer = await this.#transport.send({
      method: 'POST',
      url: `${keystoneRoot(authUrl)}/auth/tokens`,
      body: { auth: bodyOf(this.#connection) },
      secrets: [auth.type === 'password' ? auth.password : auth.secret],
    });
    const value = headerOf(answer.headers, 'x-subject-token');
    if (value === null)
      throw new CloudError('unexpected-answer', 'Keystone accepted the sign-in but sent no token.');
    const { token } = read(tokenSchema, answer.body, 'POST /v3/auth/tokens');
    const endpoints: Token['endpoints'] = {};
    let computeRegion: string | null = null;
    for (const service of token.catalog ?? []) {
      const endpoint = service.endpoints.find(
        (candidate) => candidate.interface === wanted && (region === null || candidate.region === region),
      );
      if (!endpoint || endpoints[service.type] !== undefined) continue;
      endpoints[service.type] = endpoint.url.replace(/\/+$/, '');
      if (service.type === 'compute') computeRegion = endpoint.region ?? null;
    }
    // From Keystone's two times, so that a clock of ours that is wrong changes nothing.
    const issuedAtMs = token.issued_at === undefined ? startedAtMs : Date.parse(token.issued_at);
    const lifetimeMs = Date.parse(token.expires_at) - issuedAtMs;
    this.#token = {
      value,
      renewAtMs: startedAtMs + Math.max(lifetimeMs - RENEWAL_MARGIN_MS, lifetimeMs * RENEWAL_SHARE),
      userId: token.user.id,
      projectId: token.project?.id ?? null,
      roles: token.roles?.map(({ name }) => name) ?? [],
      region: computeRegion,
      endpoints,
    };
    return this.#token;
  }
}

/** People write the address with and without /v3. */
export function keystoneRoot(authUrl: string): string {
  const trimmed = authUrl.replace(/\/+$/, '');
  return trimmed.endsWith('/v3') ? trimmed : `${trimmed}/v3`;
}

function bodyOf({ auth }: CloudConnection): unknown {
  if (auth.type === 'application-credential') {
    const credential = { id: auth.id, secret: auth.secret };
    return { identity: { methods: ['application_credential'], application_credential: credential } };
  }
  const user = {
    name: auth.username,
    password: auth.password,
    domain: domainOf(auth.userDomainId, auth.userDomain),
  };
  const project =
    auth.projectId !== null
      ? { id: auth.projectId }
      : auth.projectName !== null
        ? { name: auth.projectName, domain: domainOf(auth.projectDomainId, auth.projectDomain) }
        : null;
  return {
    identity: { methods: ['password'], password: { user } },
    ...(project === null ? {} : { scope: { project } }),
  };
}

function domainOf(id: string | null | undefined, name: string): { id: string } | { name: string } {
  return id ? { id } : { name };
}
