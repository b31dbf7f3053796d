import type { DemoCloud, ManualClock } from '../src/index.ts';

/** A bare HTTP client for the tests: signs in once, gives status and JSON. */
export interface TestClient {
  /** `path` below the region's compute endpoint, such as `/servers/detail`. */
  call(method: string, path: string, options?: { version?: string; body?: unknown }): Promise<TestAnswer>;
  placement(path: string): Promise<TestAnswer>;
  token: string;
  /** The id of the instance with this name. */
  idOf(name: string): string;
}

export interface TestAnswer {
  status: number;
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
    token,
    idOf: (name) =>
      cloud.control.instances(region).find((instance) => instance.name === name)?.id ?? `no ${name}`,
  };
}

/** Asks until the answer is one to keep, a tenth of a second of the clock apart; fails after ten minutes of it. */
export async function waitFor<T>(
  clock: ManualClock,
  ask: () => T | Promise<T>,
  accept: (value: T) => boolean,
): Promise<T> {
  for (let step = 0; step < 6000; step += 1) {
    const value = await ask();
    if (accept(value)) return value;
    clock.advance(100);
  }
  throw new Error('it did not come in ten minutes');
}

export const migrateLive = (client: TestClient, id: string, host: string | null = null) =>
  client.call('POST', `/servers/${id}/action`, {
    body: { 'os-migrateLive': { host, block_migration: 'auto' } },
  });

/** The newest record of an instance, once it has ended; the request for it must have been answered with 202. */
export const endedMigration = (clock: ManualClock, cloud: DemoCloud, id: string) =>
  waitFor(
    clock,
    () => {
      if (cloud.control.instance(id)?.taskState === 'migrating') return undefined;
      return cloud.control.migrations().findLast(({ instanceId }) => instanceId === id);
    },
    (migration) => ['completed', 'failed', 'cancelled', 'error'].includes(migration?.status ?? ''),
  );
