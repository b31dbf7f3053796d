/** A demo cloud over HTTP with both regions as providers, a database of its own, and runners on it. */
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MigrateOptions, Move, NewRun, Run } from '@evenkeel/contract';
import { type DemoCloud, startDemoCloud } from '@evenkeel/demo-cloud';
import type { CloudConnection } from '@evenkeel/openstack';
import { pino } from 'pino';
import { type CloudRegistry, createCloudRegistry, sealConnection } from '../../src/clouds.ts';
import { saveProvider } from '../../src/db/connections.ts';
import type { Db } from '../../src/db/database.ts';
import { type Runner, type RunnerOptions, startRunner } from '../../src/runner/index.ts';
import type { FreshReader } from '../../src/runner/step.ts';
import { createSecretBox } from '../../src/secrets.ts';
import { createTestDatabase } from '../database.ts';
import { createObserver, observeProvider } from './observer.ts';

export interface World {
  demo: DemoCloud;
  db: Db;
  /** For what makes its own connections. */
  url: string;
  north: string;
  south: string;
  clouds: CloudRegistry;
  inventory: FreshReader;
  runner(options?: Partial<RunnerOptions>): Runner;
  /** Reads everything of both providers into the database again. */
  observe(): Promise<void>;
  instance(name: string): { providerId: string; id: string; host: string };
  /** Where the demo cloud has it now. */
  hostOf(name: string): string | null;
  /** How many requests to migrate reached the cloud, and how many it took. */
  asked(): { sent: number; taken: number };
  stop(): Promise<void>;
}

/** Times short enough for a test, in the same proportions as in earnest. */
export const QUICK = {
  leaseMs: 1500,
  sendMs: 1500,
  graceMs: 1500,
  pollMs: 60,
  longestPauseMs: 300,
  freshMs: 2000,
};

export async function startWorld(options: Parameters<typeof startDemoCloud>[0] = {}): Promise<World> {
  const demo = await startDemoCloud({ timeScale: 40, instancesPerRegion: 30, ...options });
  const { db, url, drop } = await createTestDatabase();
  const secrets = createSecretBox(randomBytes(32));
  const clouds = createCloudRegistry(db, secrets, { allowed: [], loopback: true, ownPort: null });
  const add = async (region: string): Promise<string> => {
    const connection: CloudConnection = {
      ...{ authUrl: demo.authUrl, region, interface: 'public', verify: true, caCertificate: null },
      auth: { type: 'application-credential', ...demo.applicationCredential },
    };
    const sealed = sealConnection(connection, secrets, { trusted: true });
    const provider = { name: `Demo ${region}`, region, authUrl: demo.authUrl, demo: true, ...sealed };
    return (await saveProvider(db, provider)) as string;
  };
  const north = await add('north');
  const south = await add('south');
  const inventory = createObserver(db, clouds);
  const runners: Runner[] = [];
  const observe = async (): Promise<void> => {
    for (const id of [north, south]) await observeProvider(db, await clouds.get(id), id);
  };
  await observe();
  demo.control.clearRequests();
  const inDemo = (name: string) => {
    for (const region of demo.regions) {
      const found = demo.control.instances(region).find((one) => one.name === name && one.deletedAt === null);
      if (found) return { ...found, providerId: region === 'north' ? north : south };
    }
    throw new Error(`There is no ${name}.`);
  };
  return {
    ...{ demo, db, url, north, south, clouds, inventory, observe },
    runner(more = {}) {
      const runner = startRunner({
        ...{ db, connectionString: url, clouds, inventory, timing: QUICK },
        logger: pino({ level: 'silent' }),
        ...more,
      });
      runners.push(runner);
      return runner;
    },
    instance(name) {
      const { id, providerId, host } = inDemo(name);
      return { id, providerId, host: host ?? '' };
    },
    hostOf: (name) => inDemo(name).host,
    asked() {
      const posts = demo.control.requests().entries.filter(({ action }) => action === 'os-migrateLive');
      return { sent: posts.length, taken: demo.control.migrations().length };
    },
    async stop() {
      await Promise.all(runners.map((runner) => runner.stop()));
      await clouds.closeAll();
      await drop();
      await demo.close();
    },
  };
}

/** A wish for these instances, automatic unless told. */
export function wish(
  instances: { providerId: string; id: string }[],
  options: Partial<MigrateOptions> = {},
): NewRun {
  return {
    instances: instances.map(({ providerId, id }) => ({ providerId, id })),
    options: { host: null, blockMigration: 'auto', diskOverCommit: false, ...options },
    idempotencyKey: randomUUID(),
  };
}

const PATIENCE_MS = 40_000;

/** Waits for a condition, and gives what it gave; fails with what was seen last. */
export async function until<Value>(what: string, look: () => Promise<Value | null | false>): Promise<Value> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const value = await look();
    if (value !== null && value !== false) return value;
    await sleep(25);
  }
  throw new Error(`Waited in vain until ${what}.`);
}

/** The moves of a run, once all of them have ended. */
export async function ended(runner: Pick<Runner, 'getRun'>, run: Run): Promise<Move[]> {
  let last: Run | null = null;
  try {
    return await until('the run is done', async () => {
      last = await runner.getRun(run.id);
      return last?.status === 'done' && last.moves;
    });
  } catch (error) {
    throw new Error(`${(error as Error).message} ${JSON.stringify((last as Run | null)?.moves)}`);
  }
}
