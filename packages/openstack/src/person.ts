/** Who a person is at a Keystone, told with their own password: nothing of it is kept, and the token is given back. */
import { z } from 'zod';
import { CloudError } from './errors.ts';
import { keystoneRoot } from './identity.ts';
import { read } from './schemas.ts';
import { headerOf, Transport, type TransportOptions } from './transport.ts';
import type { CloudConnection } from './types.ts';

export interface PersonalCredentials {
  username: string;
  password: string;
  /** The domain's name. */
  domain: string;
  /** Name or id: only this project is looked at. Null: every one the person has a role in. */
  project: string | null;
}

export interface Person {
  id: string;
  name: string;
  projects: { id: string; name: string; roles: string[] }[];
  /** Roles on the whole deployment (`system: all`), where Keystone has that (Queens and later). */
  systemRoles: string[];
}

/** Each project costs a request, and a person waits. */
const MOST_PROJECTS = 200;
const AT_ONCE = 6;

const tokenSchema = z.object({
  token: z.object({
    user: z.object({ id: z.string(), name: z.string() }),
    roles: z.array(z.object({ name: z.string() })).optional(),
  }),
});
const projectsSchema = z.object({ projects: z.array(z.object({ id: z.string(), name: z.string() })) });
const systemSchema = z.object({ system: z.array(z.object({ all: z.boolean().optional() })) });

/** Throws CloudError: `unauthorized` when Keystone does not take name and password, `refused` with more than 200 projects. */
export async function readPerson(
  { authUrl, verify, caCertificate }: Pick<CloudConnection, 'authUrl' | 'verify' | 'caCertificate'>,
  { username, password, domain, project }: PersonalCredentials,
  options: Pick<TransportOptions, 'timeoutMs' | 'userAgent' | 'connector'> = {},
): Promise<Person> {
  const transport = new Transport({ verify, caCertificate, ...options });
  const root = keystoneRoot(authUrl);

  async function tokenFor(identity: object, scope: unknown, secrets: string[]) {
    const url = `${root}/auth/tokens?nocatalog`;
    const answer = await transport.send({
      method: 'POST',
      url,
      body: { auth: { identity, scope } },
      secrets,
    });
    const value = headerOf(answer.headers, 'x-subject-token');
    if (value === null)
      throw new CloudError('unexpected-answer', 'Keystone accepted the sign-in but sent no token.');
    return { value, ...read(tokenSchema, answer.body, 'POST /v3/auth/tokens').token };
  }

  try {
    const user = { name: username, password, domain: { name: domain } };
    // Said so, for without a scope Keystone takes the person's default project.
    const own = await tokenFor({ methods: ['password'], password: { user } }, 'unscoped', [password]);
    const headers = { 'x-auth-token': own.value };
    const get = async (path: string) =>
      (await transport.send({ method: 'GET', url: root + path, headers })).body;
    const rolesIn = async (scope: object) => {
      const identity = { methods: ['token'], token: { id: own.value } };
      return ((await tokenFor(identity, scope, [own.value])).roles ?? []).map(({ name }) => name);
    };

    const { projects: all } = read(projectsSchema, await get('/auth/projects'), 'GET /v3/auth/projects');
    const wanted = project === null ? all : all.filter(({ id, name }) => id === project || name === project);
    if (wanted.length > MOST_PROJECTS)
      throw new CloudError(
        'refused',
        `${username} has roles in ${wanted.length} projects: name the one that is meant.`,
      );
    const projects: Person['projects'] = [];
    for (let from = 0; from < wanted.length; from += AT_ONCE)
      projects.push(
        ...(await Promise.all(
          wanted
            .slice(from, from + AT_ONCE)
            .map(async ({ id, name }) => ({ id, name, roles: await rolesIn({ project: { id } }) })),
        )),
      );
    const hasSystem = project === null && (await systemOf(get));
    const systemRoles = hasSystem ? await rolesIn({ system: { all: true } }) : [];
    // It would end by itself; giving it back is good manners, and no reason to refuse anybody.
    await transport
      .send({
        method: 'DELETE',
        url: `${root}/auth/tokens`,
        headers: { ...headers, 'x-subject-token': own.value },
      })
      .catch(() => undefined);
    return { id: own.user.id, name: own.user.name, projects, systemRoles };
  } finally {
    await transport.close();
  }
}

async function systemOf(get: (path: string) => Promise<unknown>): Promise<boolean> {
  try {
    const { system } = read(systemSchema, await get('/auth/system'), 'GET /v3/auth/system');
    return system.some(({ all }) => all === true);
  } catch (error) {
    if (error instanceof CloudError && error.status === 404) return false;
    throw error;
  }
}
