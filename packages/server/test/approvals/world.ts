/** A demo cloud and people of it: some ask, some decide. */
import { randomUUID } from 'node:crypto';
import type {
  Approval,
  ApprovalSettings,
  GrantGiven,
  Instance,
  InstancePage,
  Provider,
} from '@evenkeel/contract';
import { type DemoCloud, startDemoCloud } from '@evenkeel/demo-cloud';
import { createUser } from '../../src/db/accounts.ts';
import { addGrant } from '../../src/db/grants.ts';
import { createToken } from '../../src/db/tokens.ts';
import { createTestDatabase, type TestDatabase } from '../database.ts';
import { startTestServer, type TestServer, type TestServerOptions } from '../harness.ts';
import { QUICK } from '../maintenance/world.ts';

export interface Answer<Body> {
  status: number;
  body: Body & { error: { code: string; message: string } };
}
export type Ask = <Body = Approval>(method: string, path: string, body?: unknown) => Promise<Answer<Body>>;

export interface Person {
  id: string;
  name: string;
  /** As what they ask for with their token names them. */
  as: string;
  ask: Ask;
}

export interface ApprovalWorld {
  server: TestServer;
  north: string;
  south: string;
  /** Of the north, those that can simply be migrated. */
  instances: Instance[];
  /** With the test's own token, behind which no account stands. */
  nobody: Ask;
  person(...grants: Partial<GrantGiven>[]): Promise<Person>;
  set(providerId: string, settings: Partial<ApprovalSettings>): Promise<void>;
  /** The same cloud and database with another server; the one before is stopped. */
  restart(options: TestServerOptions['approvals']): Promise<void>;
  stop(): Promise<void>;
}

export async function startApprovalWorld(): Promise<ApprovalWorld> {
  const demoCloud: DemoCloud = await startDemoCloud({
    timeScale: 60,
    instancesPerRegion: 36,
    hostsPerRegion: 4,
  });
  const database: TestDatabase = await createTestDatabase();
  const start = (approvals: TestServerOptions['approvals'] = {}) =>
    startTestServer({
      ...{ demoCloud, database, approvals: { lookEveryMs: 50, ...approvals }, balance: { lookEveryMs: 50 } },
      ...{ runner: { timing: QUICK.runner }, maintenance: { timing: QUICK.maintenance } },
    });
  let server = await start();
  const asking =
    (token: () => string): Ask =>
    async (method, path, body) => {
      const headers: Record<string, string> = { authorization: `Bearer ${token()}` };
      if (body !== undefined) headers['content-type'] = 'application/json';
      const answer = await fetch(`${server.url}/api/v1${path}`, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      return { status: answer.status, body: await answer.json() };
    };
  const nobody = asking(() => server.token);
  const { body: providers } = await nobody<Provider[]>('GET', '/providers');
  const idOf = (name: string) => providers.find((provider) => provider.name === name)?.id as string;
  const north = idOf('Demo north');
  const { body: page } = await nobody<InstancePage>('GET', '/instances?pageSize=100');
  return {
    get server() {
      return server;
    },
    north,
    south: idOf('Demo south'),
    instances: page.items.filter(
      ({ providerId, status, locked }) => providerId === north && status === 'ACTIVE' && !locked,
    ),
    nobody,
    async person(...grants) {
      const { id, username } = await createUser(server.db, { username: randomUUID(), password: 'x' });
      const everywhere = { role: 'operator', providerId: null, zone: null, projectId: null } as const;
      for (const grant of grants) await addGrant(server.db, id, { ...everywhere, ...grant }, 'the test');
      const { token } = await createToken(server.db, { name: username, createdBy: username, ownerId: id });
      return { id, name: username, as: `${username} (token ${username})`, ask: asking(() => token) };
    },
    async set(providerId, settings) {
      const wanted = { runsAbove: null, automaticBalance: false, ...settings };
      const { status, body } = await nobody('PUT', `/providers/${providerId}/approvals`, wanted);
      if (status !== 200) throw new Error(JSON.stringify(body));
    },
    async restart(options) {
      await server.stop();
      server = await start(options);
    },
    async stop() {
      await server.stop();
      await demoCloud.close();
      await database.drop();
    },
  };
}
