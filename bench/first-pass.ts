/** From adding a cloud until every instance of it is in the database and shown. Peer: the mere reading of the servers. */
import type { DemoCloud } from '@evenkeel/demo-cloud';
import { createCloud } from '@evenkeel/openstack';
import { type Measurement, timed, until } from './measure.ts';
import { startServer, temporaryFolder } from './surroundings.ts';

const TIMES = 5;

export async function firstPass(cloud: DemoCloud, instances: number): Promise<Measurement[]> {
  const folder = await temporaryFolder();
  const server = await startServer(folder.path, null);
  const { authUrl, regions, username, password, projectName } = cloud;
  const region = regions[0] as string;
  try {
    const times: number[] = [];
    const peer: number[] = [];
    for (let round = 0; round < TIMES; round += 1) {
      peer.push(await timed(() => readServers(cloud, region, instances)));
      const auth = { type: 'password', username, password, projectName };
      const body = JSON.stringify({ name: `bench ${round}`, authUrl, region, auth });
      const headers = { 'content-type': 'application/json' };
      let id = '';
      times.push(
        await timed(async () => {
          const added = await server.request('/api/v1/providers', { method: 'POST', headers, body });
          id = ((await added.json()) as { id: string }).id;
          await until('every instance is shown', async () => {
            const page = await server.request(`/api/v1/instances?provider=${id}&pageSize=1`);
            return ((await page.json()) as { total: number }).total === instances ? true : null;
          });
        }),
      );
      await server.request(`/api/v1/providers/${id}`, { method: 'DELETE' });
    }
    const what = `first full pass of ${instances} instances`;
    return [
      { what, times },
      { what: 'sign in and read the servers, store nothing', times: peer, peerOf: what },
    ];
  } finally {
    await server.stop();
    await folder.remove();
  }
}

async function readServers(cloud: DemoCloud, region: string, expected: number): Promise<void> {
  const { authUrl, username, password, projectName } = cloud;
  const client = createCloud({
    ...{ authUrl, region, interface: 'public', verify: true, caCertificate: null },
    auth: {
      ...{ type: 'password', username, password, userDomain: 'Default', projectDomain: 'Default' },
      ...{ projectName, projectId: null },
    },
  });
  let count = 0;
  for await (const _server of await client.listServers()) count += 1;
  await client.close();
  if (count !== expected) throw new Error(`The cloud shows ${count} instances, not ${expected}.`);
}
