/** People with grants of every kind, on one server with the demo cloud. Each asks with a token of their own. */
import { randomUUID } from 'node:crypto';
import type { GrantGiven, Instance, InstancePage, Provider } from '@evenkeel/contract';
import { createUser } from '../../src/db/accounts.ts';
import { addGrant } from '../../src/db/grants.ts';
import { createToken } from '../../src/db/tokens.ts';
import { startTestServer, type TestServer } from '../harness.ts';
import { QUICK } from '../maintenance/world.ts';

export type Ask = (path: string, init?: RequestInit) => Promise<Response>;

export interface People {
  server: TestServer;
  north: string;
  south: string;
  /** As the administrator of everything sees them. */
  instances: Instance[];
  /** Somebody with exactly these grants. */
  person(...grants: Partial<GrantGiven>[]): Promise<Ask>;
}

export async function startPeople(): Promise<People> {
  const server = await startTestServer({
    demo: { timeScale: 60, instancesPerRegion: 24, hostsPerRegion: 4 },
    runner: { timing: QUICK.runner },
    maintenance: { timing: QUICK.maintenance },
  });
  const { db, url } = server;
  const read = async <Value>(path: string) => (await (await server.request(path)).json()) as Value;
  const providers = await read<Provider[]>('/api/v1/providers');
  const idOf = (name: string) => providers.find((provider) => provider.name === name)?.id as string;
  const { items } = await read<InstancePage>('/api/v1/instances?pageSize=100');
  return {
    server,
    north: idOf('Demo north'),
    south: idOf('Demo south'),
    instances: items,
    async person(...grants) {
      const user = await createUser(db, { username: randomUUID(), password: randomUUID() });
      for (const grant of grants)
        await addGrant(
          db,
          user.id,
          { role: 'viewer', providerId: null, zone: null, projectId: null, ...grant },
          'the test',
        );
      const { token } = await createToken(db, { name: 'theirs', createdBy: user.username, ownerId: user.id });
      return (path, init = {}) =>
        fetch(url + path, {
          ...init,
          headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) },
        });
    },
  };
}
