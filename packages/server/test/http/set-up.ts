/** The HTTP part alone on a real database, listening on a free port; clouds and the runner are the test's to give. */
import { createCloud } from '@evenkeel/openstack';
import pino from 'pino';
import { Registry } from 'prom-client';
import { startApprovals } from '../../src/approvals/index.ts';
import { startBalance } from '../../src/balance/index.ts';
import { createUser } from '../../src/db/accounts.ts';
import type { Db } from '../../src/db/database.ts';
import { addGrant } from '../../src/db/grants.ts';
import { listen, notify } from '../../src/db/notify.ts';
import { createToken } from '../../src/db/tokens.ts';
import { notFound } from '../../src/http/errors.ts';
import { createHttpServer, type HttpServices } from '../../src/http/index.ts';
import { startOutsideSteps } from '../../src/outside/index.ts';
import { createSecretBox } from '../../src/secrets.ts';
import { EVERYTHING } from '../../src/sign-in/cut-down.ts';
import { createTestDatabase } from '../database.ts';
import { type Client, createClient } from './client.ts';

export const ADMIN = { username: 'admin', password: 'correct horse battery staple' };
export const SECRET_KEY = Buffer.alloc(32, 7);
export const OWNER_TOKEN = 'owner-token-of-the-tests';

export interface HttpUnderTest {
  url: string;
  db: Db;
  /** Sends the API token of `token`. */
  api: Client;
  token: string;
  /** What the HTTP part told the inventory. */
  told: { added: string[]; removed: string[] };
  /** What `/readyz` is told of the inventory. */
  inventory: { firstPassTried: boolean };
  stop(): Promise<void>;
}

/** Nothing here runs moves, and none is known: tests of runs start a whole server. */
const unknown = () => Promise.reject(notFound('thing in this test'));
const NO_RUNNER: HttpServices['runner'] = {
  createRun: unknown,
  preflight: unknown,
  retryRun: unknown,
  verifyMove: unknown,
  resetState: unknown,
};

const NO_MAINTENANCE: HttpServices['maintenance'] = {
  preview: unknown,
  create: unknown,
  get: unknown,
  pause: unknown,
  resume: unknown,
  cancel: unknown,
  choose: unknown,
  previewReturn: unknown,
  return: unknown,
};

const NO_CAMPAIGNS: HttpServices['campaigns'] = {
  preview: unknown,
  create: unknown,
  list: unknown,
  get: unknown,
  pause: unknown,
  resume: unknown,
  cancel: unknown,
  choose: unknown,
  skip: unknown,
  retry: unknown,
  done: unknown,
};

/** As with a demo cloud: loopback is where everything is in a test. */
const networks = { allowed: [], loopback: true, ownPort: null };

export async function startHttp(overrides: Partial<HttpServices> = {}): Promise<HttpUnderTest> {
  const database = await createTestDatabase();
  const { db } = database;
  const told: HttpUnderTest['told'] = { added: [], removed: [] };
  const inventory = { firstPassTried: true };
  const { id: administrator } = await createUser(db, ADMIN);
  await addGrant(db, administrator, EVERYTHING, 'the test');
  const secrets = createSecretBox(SECRET_KEY);
  const balance = startBalance({
    ...{
      db,
      clouds: { get: unknown },
      databaseUrl: database.url,
      runner: NO_RUNNER,
      secrets,
      networks,
      logger: pino({ level: 'silent' }),
    },
  });
  const outside = startOutsideSteps({
    ...{ db, secrets, networks, commands: new Map([['patch', ['/bin/true']]]) },
    logger: pino({ level: 'silent' }),
  });
  const approvals = startApprovals({
    ...{ db, balance, runner: NO_RUNNER, maintenance: NO_MAINTENANCE, campaigns: NO_CAMPAIGNS },
    logger: pino({ level: 'silent' }),
  });
  const server = await createHttpServer({
    db,
    approvals,
    balance,
    outside,
    networks,
    connect: (connection) => createCloud(connection, { timeoutMs: 5_000 }),
    runner: NO_RUNNER,
    maintenance: NO_MAINTENANCE,
    campaigns: NO_CAMPAIGNS,
    async listen(handler) {
      const listener = await listen(database.url, handler);
      return () => listener.close();
    },
    notify: (event) => notify(db, event),
    secrets,
    keys: {
      inUse: async () => ({ keptIn: 'file', keys: [] }),
      rotate: async () => ({ resealed: 0, unreadable: 0 }),
    },
    ownerToken: OWNER_TOKEN,
    logger: false,
    webRoot: '/nowhere',
    loopbackOnly: true,
    version: '0.0.0-test',
    providerAdded: (id) => told.added.push(id),
    providerRemoved: (id) => told.removed.push(id),
    firstPassTried: () => inventory.firstPassTried,
    metrics: new Registry(),
    ...overrides,
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const { token } = await createToken(db, { name: 'tests', createdBy: 'tests' });
  return {
    url,
    db,
    api: createClient(url, { authorization: `Bearer ${token}` }),
    token,
    told,
    inventory,
    async stop() {
      await server.close();
      await approvals.stop();
      await outside.stop();
      await balance.stop();
      await database.drop();
    },
  };
}
