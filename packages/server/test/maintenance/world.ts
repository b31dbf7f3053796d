/** Servers with the demo cloud behind them, quick enough for a test of maintenance. */

import { randomUUID } from 'node:crypto';
import type { HostReference, Maintenance, MaintenanceChoices, MaintenanceDetail } from '@evenkeel/contract';
import type { DemoCloud } from '@evenkeel/demo-cloud';
import { startTestServer, type TestServer, type TestServerOptions, until } from '../harness.ts';

/** Times short enough for a test, in the same proportions as in earnest. */
export const QUICK = {
  runner: { leaseMs: 1500, sendMs: 1500, graceMs: 1500, pollMs: 60, longestPauseMs: 300, freshMs: 2000 },
  maintenance: {
    ...{ leaseMs: 1500, pollMs: 60, waitMs: 150, heldMs: 200, lookMs: 5000, upForMs: 300, graceMs: 1500 },
  },
};

export interface MaintenanceWorld {
  server: TestServer;
  demo: DemoCloud;
  north: string;
  /** A request of the API; throws with the answer when it is not a success. */
  call<Value>(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<Value>;
  drain(
    hosts: string[],
    more?: { choices?: Partial<MaintenanceChoices>; reason?: string },
  ): Promise<MaintenanceDetail[]>;
  /** Waits until it is so, and gives it; fails with what was seen last. */
  reaches(id: string, what: string, is: (now: MaintenanceDetail) => boolean): Promise<MaintenanceDetail>;
  /** Names of the instances that Nova has on the host. */
  on(host: string): string[];
  /** Of each instance that was asked to move, how often; by name. */
  asked(): Record<string, number>;
}

export function worldOf(server: TestServer, north: string): MaintenanceWorld {
  const { demo } = server;
  const living = () => demo.control.instances('north').filter(({ deletedAt }) => deletedAt === null);
  async function call<Value>(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<Value> {
    const answer = await server.request(`/api/v1${path}`, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const text = await answer.text();
    if (!answer.ok) throw Object.assign(new Error(`${answer.status} ${text}`), { status: answer.status });
    return JSON.parse(text) as Value;
  }
  return {
    ...{ server, demo, north, call },
    drain(hosts, { choices = {}, reason = 'new memory' } = {}) {
      const references: HostReference[] = hosts.map((host) => ({ providerId: north, host }));
      return call('POST', '/maintenance', {
        hosts: references,
        reason,
        choices,
        idempotencyKey: randomUUID(),
      });
    },
    async reaches(id, what, is) {
      let last: MaintenanceDetail | null = null;
      return until(`${what}`, async () => {
        last = await call<MaintenanceDetail>('GET', `/maintenance/${id}`);
        return is(last) ? last : null;
      }).catch((error: Error) => {
        throw new Error(`${error.message} ${JSON.stringify(last, null, 1)}`);
      });
    },
    on: (host) =>
      living()
        .filter((instance) => instance.host === host)
        .map(({ name }) => name)
        .sort(),
    asked() {
      const counts: Record<string, number> = {};
      for (const { action, path } of demo.control.requests().entries) {
        if (action !== 'os-migrateLive' && action !== 'migrate') continue;
        const name = living().find(({ id }) => path.includes(id))?.name ?? path;
        counts[name] = (counts[name] ?? 0) + 1;
      }
      return counts;
    },
  };
}

export async function startMaintenanceWorld(options: TestServerOptions = {}): Promise<MaintenanceWorld> {
  const server = await startTestServer({
    demo: { timeScale: 60, instancesPerRegion: 40 },
    runner: { timing: QUICK.runner },
    maintenance: { timing: QUICK.maintenance },
    ...options,
  });
  const providers = (await (await server.request('/api/v1/providers')).json()) as {
    id: string;
    name: string;
  }[];
  const north = providers.find(({ name }) => name === 'Demo north')?.id as string;
  return worldOf(server, north);
}

export const isHeld = ({ state }: Maintenance): boolean => state === 'held';
