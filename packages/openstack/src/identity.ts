import { z } from 'zod';
import { CloudError } from './errors.ts';
import { read } from './schemas.ts';
import { headerOf, type Transport } from './transport.ts';
import type { CloudConnection } from './types.ts';

/** Of the services of a catalog, those that Evenkeel speaks to; `compute_legacy` and the like are left alone. */
export type ServiceType = 'identity' | 'compute' | 'placement';

export interface Token {
  /** A secret. */
  value: string;
  expiresAtMs: number;
  userId: string;
  projectId: string | null;
  roles: string[];
  /** The chosen endpoint of each service, without a slash at its end. */
  endpoints: Partial<Record<string, string>>;
}

const tokenSchema = z.object({
  token: z.object({
    expires_at: z.string(),
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

/** A token is renewed this long before it expires, so that no call starts with one that ends on the way. */
const RENEWAL_MARGIN_MS = 120_000;

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
    if (this.#token && this.#token.expiresAtMs - this.#now() > RENEWAL_MARGIN_MS) return this.#token;
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

  async #signIn(): Promise<Token> {
    const { authUrl, region, interface: wanted } = this.#connection;
    const answer = await this.#transport.send({
      method: 'POST',
      url: `${keystoneRoot(authUrl)}/auth/tokens`,
      body: { auth: bodyOf(this.#connection) },
    });
    const value = headerOf(answer.headers, 'x-subject-token');
    if (value === null)
      throw new CloudError('unexpected-answer', 'Keystone accepted the sign-in but sent no token.');
    const { token } = read(tokenSchema, answer.body, 'POST /v3/auth/tokens');
    const endpoints: Token['endpoints'] = {};
    for (const service of token.catalog ?? []) {
      const endpoint = service.endpoints.find(
        (candidate) => candidate.interface === wanted && (region === null || candidate.region === region),
      );
      if (endpoint) endpoints[service.type] ??= endpoint.url.replace(/\/+$/, '');
    }
    this.#token = {
      value,
      expiresAtMs: Date.parse(token.expires_at),
      userId: token.user.id,
      projectId: token.project?.id ?? null,
      roles: token.roles?.map(({ name }) => name) ?? [],
      endpoints,
    };
    return this.#token;
  }
}

/** People write the address with and without /v3. */
function keystoneRoot(authUrl: string): string {
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
