import { HttpError, notFound } from './http/errors.ts';
import { type Answer, type DemoRequest, ok, Router } from './http/router.ts';
import type { SimulatedTime } from './state/clock.ts';
import { microsecondsText } from './state/clock.ts';
import type { Project } from './state/model.ts';
import type { Random } from './state/random.ts';
import { APPLICATION_CREDENTIAL, USERS, type User } from './users.ts';

export interface Token {
  userId: string;
  projectId: string | null;
  roles: string[];
  /** Milliseconds since 1970. */
  expiresAt: number;
}

const UNAUTHORIZED = 'The request you have made requires authentication.';

export const unauthorized = (): HttpError => new HttpError(401, UNAUTHORIZED);

/** Keystone v3 for one domain: passwords and one application credential of the administrator. */
export class Keystone {
  /** Keystone's `[token] expiration`, milliseconds of the clock. */
  tokenLifetimeMilliseconds: number;
  readonly router = new Router();
  readonly #tokens = new Map<string, Token>();
  readonly #projects: Project[];
  readonly #regions: string[];
  readonly #random: Random;
  readonly #time: SimulatedTime;

  constructor(options: {
    projects: Project[];
    regions: string[];
    random: Random;
    time: SimulatedTime;
    tokenLifetimeMilliseconds: number;
  }) {
    this.#projects = options.projects;
    this.#regions = options.regions;
    this.#random = options.random;
    this.#time = options.time;
    this.tokenLifetimeMilliseconds = options.tokenLifetimeMilliseconds;
    this.router
      .on('GET', '/v3', (request) => ok({ version: versionDocument(request.baseUrl) }))
      .on('POST', '/v3/auth/tokens', (request) => this.#issue(request))
      .on('GET', '/v3/auth/tokens', (request) => this.#show(request))
      .on('DELETE', '/v3/auth/tokens', (request) => this.#revoke(request))
      .on('GET', '/v3/auth/catalog', (request) => ok({ catalog: this.#catalog(request.baseUrl) }))
      .on('GET', '/v3/projects', (request) => ok(this.#listProjects(request)))
      .on('GET', '/v3/auth/projects', (request) => ok(this.#listOwnProjects(request)))
      .on('GET', '/v3/auth/system', () => ok({ system: [], links: {} }))
      .on('GET', '/v3/projects/:id', (request) => ok(this.#showProject(request)))
      .on('GET', '/v3/domains', (request) => ok(domains(request.baseUrl)));
  }

  revokeTokens(): void {
    this.#tokens.clear();
  }

  /** The token a header names; 401 when it is missing, unknown or expired. */
  authenticate(header: string | string[] | undefined): Token {
    const token = typeof header === 'string' ? this.#tokens.get(header) : undefined;
    if (!token || token.expiresAt <= this.#time.now()) throw unauthorized();
    return token;
  }

  #issue(request: DemoRequest): Answer {
    const auth = field(request.body, 'auth');
    const identity = field(auth, 'identity');
    const methods = field(identity, 'methods');
    if (!Array.isArray(methods))
      throw new HttpError(400, "Invalid input for field 'identity': 'methods' is a required property");
    const byCredential = methods.includes('application_credential');
    const user = byCredential
      ? this.#userOfCredential(field(identity, 'application_credential'))
      : methods.includes('token')
        ? this.#userOfToken(field(identity, 'token'))
        : userOfPassword(identity);
    const scope = field(field(auth, 'scope'), 'project');
    const wanted = field(scope, 'id') ?? field(scope, 'name') ?? (byCredential ? user.project : undefined);
    const project = this.#projects.find(({ id, name }) => id === wanted || name === wanted);
    const allowed = project === undefined || user.roles.includes('admin') || project.name === user.project;
    if ((wanted !== undefined && !project) || !allowed) throw unauthorized();
    const expiresAt = this.#time.now() + this.tokenLifetimeMilliseconds;
    const token: Token = {
      userId: user.id,
      projectId: project?.id ?? null,
      roles: project ? user.roles : [],
      expiresAt,
    };
    const secret = `gAAAAA${this.#random.hex(48)}`;
    this.#tokens.set(secret, token);
    return {
      status: 201,
      body: this.#body(token, methods, request.baseUrl),
      headers: { 'X-Subject-Token': secret },
    };
  }

  #userOfCredential(credential: unknown): User {
    const matches =
      field(credential, 'id') === APPLICATION_CREDENTIAL.id &&
      field(credential, 'secret') === APPLICATION_CREDENTIAL.secret;
    const user = USERS[0];
    if (!matches || !user) throw unauthorized();
    return user;
  }

  /** A token is exchanged for one with another scope. */
  #userOfToken(token: unknown): User {
    const { userId } = this.authenticate(field(token, 'id') as string | undefined);
    const user = USERS.find(({ id }) => id === userId);
    if (!user) throw unauthorized();
    return user;
  }

  #show(request: DemoRequest): Answer {
    return ok(this.#body(this.#subject(request)[1], ['password'], request.baseUrl));
  }

  #revoke(request: DemoRequest): Answer {
    this.#tokens.delete(this.#subject(request)[0]);
    return { status: 204 };
  }

  /** The token that a request is about, which need not be the one it is signed with. */
  #subject(request: DemoRequest): [string, Token] {
    const subject = request.headers['x-subject-token'];
    const token = typeof subject === 'string' ? this.#tokens.get(subject) : undefined;
    if (typeof subject !== 'string' || !token || token.expiresAt <= this.#time.now())
      throw notFound('Could not find token.');
    return [subject, token];
  }

  #body(token: Token, methods: unknown, baseUrl: string): unknown {
    const user = USERS.find(({ id }) => id === token.userId);
    const project = this.#projects.find(({ id }) => id === token.projectId);
    const domain = { id: 'default', name: 'Default' };
    const scoped = project && {
      project: { domain, id: project.id, name: project.name },
      is_domain: false,
      roles: token.roles.map((name) => ({ id: `role-${name}`, name })),
      catalog: this.#catalog(baseUrl),
    };
    return {
      token: {
        methods,
        user: { domain, id: token.userId, name: user?.name, password_expires_at: null },
        audit_ids: [this.#random.hex(22)],
        expires_at: `${microsecondsText(token.expiresAt)}Z`,
        issued_at: `${microsecondsText(this.#time.now())}Z`,
        ...scoped,
      },
    };
  }

  #catalog(baseUrl: string): unknown {
    const origin = new URL(baseUrl).origin;
    const service = (type: string, name: string, url: (region: string) => string) => ({
      id: `service-${type}`,
      type,
      name,
      endpoints: this.#regions.flatMap((region) =>
        ['public', 'internal', 'admin'].map((kind) => ({
          id: `${type}-${region}-${kind}`,
          interface: kind,
          region,
          region_id: region,
          url: url(region),
        })),
      ),
    });
    return [
      service('identity', 'keystone', () => `${origin}/identity/v3`),
      service('compute', 'nova', (region) => `${origin}/${region}/compute/v2.1`),
      service('image', 'glance', (region) => `${origin}/${region}/image`),
      service('placement', 'placement', (region) => `${origin}/${region}/placement`),
    ];
  }

  /** Those in which the token's user has a role, whatever the token is scoped to. */
  #listOwnProjects(request: DemoRequest): unknown {
    const user = USERS.find(({ id }) => id === request.token.userId);
    const own = this.#projects.filter(({ name }) => user?.roles.includes('admin') || name === user?.project);
    const self = `${request.baseUrl}${request.path}`;
    return {
      projects: own.map((project) => projectView(project, request.baseUrl)),
      links: { next: null, self, previous: null },
    };
  }

  #listProjects(request: DemoRequest): unknown {
    const admin = request.token.roles.includes('admin');
    const visible = this.#projects.filter(({ id }) => admin || id === request.token.projectId);
    const self = `${request.baseUrl}${request.path}`;
    return {
      projects: visible.map((project) => projectView(project, request.baseUrl)),
      links: { next: null, self, previous: null },
    };
  }

  #showProject(request: DemoRequest): unknown {
    const project = this.#projects.find(({ id }) => id === request.params.id);
    if (!project) throw notFound(`Could not find project: ${request.params.id}.`);
    return { project: projectView(project, request.baseUrl) };
  }
}

function userOfPassword(identity: unknown): User {
  const given = field(field(identity, 'password'), 'user');
  const found = USERS.find(({ name, id }) => name === field(given, 'name') || id === field(given, 'id'));
  if (!found || found.password !== field(given, 'password')) throw unauthorized();
  return found;
}

function domains(baseUrl: string): unknown {
  const self = `${baseUrl}/v3/domains`;
  const domain = { id: 'default', name: 'Default', description: 'The default domain', enabled: true };
  return {
    domains: [{ ...domain, tags: [], options: {}, links: { self: `${self}/default` } }],
    links: { next: null, self, previous: null },
  };
}

function projectView(project: Project, baseUrl: string): unknown {
  const links = { self: `${baseUrl}/v3/projects/${project.id}` };
  return {
    ...project,
    domain_id: 'default',
    enabled: true,
    parent_id: 'default',
    is_domain: false,
    tags: [],
    options: {},
    links,
  };
}

export function versionDocument(baseUrl: string): unknown {
  const links = [{ rel: 'self', href: `${baseUrl}/v3/` }];
  const mediaTypes = [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }];
  return { id: 'v3.14', status: 'stable', updated: '2020-04-07T00:00:00Z', links, 'media-types': mediaTypes };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
