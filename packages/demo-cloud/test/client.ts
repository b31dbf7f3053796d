import type { DemoCloud } from '../src/index.ts';

/** A bare HTTP client for the tests: signs in once, gives status and JSON. */
export interface TestClient {
  /** `path` below the region's compute endpoint, such as `/servers/detail`. */
  call(method: string, path: string, options?: { version?: string; body?: unknown }): Promise<TestAnswer>;
  placement(path: string): Promise<TestAnswer>;
  /** The id of the instance with this name. */
  idOf(name: string): string;
}

export interface TestAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever the cloud answers
  json: any;
  requestId: string | null;
}

export async function signIn(
  cloud: DemoCloud,
  user = { name: cloud.username, project: cloud.projectName },
): Promise<TestClient> {
  const region = cloud.regions[0] ?? '';
  const origin = new URL(cloud.authUrl).origin;
  const domain = { name: 'Default' };
  const identity = {
    methods: ['password'],
    password: { user: { name: user.name, password: cloud.password, domain } },
  };
  const body = JSON.stringify({ auth: { identity, scope: { project: { name: user.project, domain } } } });
  const signedIn = await fetch(`${cloud.authUrl}/auth/tokens`, { method: 'POST', body });
  const token = signedIn.headers.get('x-subject-token') ?? '';
  const request = async (
    method: string,
    url: string,
    version: string,
    sent?: unknown,
  ): Promise<TestAnswer> => {
    const headers = { 'X-Auth-Token': token, 'OpenStack-API-Version': version };
    const answer = await fetch(url, {
      method,
      headers,
      body: sent === undefined ? undefined : JSON.stringify(sent),
    });
    const text = await answer.text();
    const requestId = answer.headers.get('x-openstack-request-id');
    return { status: answer.status, json: text === '' ? null : JSON.parse(text), requestId };
  };
  return {
    call: (method, path, { version = '2.96', body: sent } = {}) =>
      request(
        method,
        path.startsWith('http') ? path : `${origin}/${region}/compute/v2.1${path}`,
        `compute ${version}`,
        sent,
      ),
    placement: (path) => request('GET', `${origin}/${region}/placement${path}`, 'placement 1.39'),
    idOf: (name) =>
      cloud.control.instances(region).find((instance) => instance.name === name)?.id ?? `no ${name}`,
  };
}

/** Asks until the answer is one to keep; fails after ten seconds with the last answer. */
export async function waitFor<T>(ask: () => T | Promise<T>, accept: (value: T) => boolean): Promise<T> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const value = await ask();
    if (accept(value)) return value;
    if (Date.now() > deadline) throw new Error(`still not there: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

export const migrateLive = (client: TestClient, id: string, host: string | null = null) =>
  client.call('POST', `/servers/${id}/action`, {
    body: { 'os-migrateLive': { host, block_migration: 'auto' } },
  });

/** The newest record of an instance, once it has ended. */
export const endedMigration = (cloud: DemoCloud, id: string) =>
  waitFor(
    () => cloud.control.migrations().findLast(({ instanceId }) => instanceId === id),
    (migration) => ['completed', 'failed', 'cancelled', 'error'].includes(migration?.status ?? ''),
  );
