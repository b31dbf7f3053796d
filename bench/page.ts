/** A page of 50 out of all instances. Peer: a page of 50 from Nova itself, as consoles without an inventory read it. */
import type { DemoCloud } from '@evenkeel/demo-cloud';
import { type Measurement, timed } from './measure.ts';
import type { RunningServer } from './surroundings.ts';

const TIMES = 300;
const WARM_UP = 30;

export async function page(server: RunningServer, cloud: DemoCloud, pages: number): Promise<Measurement[]> {
  const nova = await openNova(cloud);
  const ours: number[] = [];
  const peer: number[] = [];
  const searched: number[] = [];
  const read = async (path: string) => (await server.request(path)).json();
  // In turn, so that whatever else the machine does meets all of them.
  for (let round = -WARM_UP; round < TIMES; round += 1) {
    const number = 1 + (Math.abs(round) % pages);
    const times = [
      await timed(() => read(`/api/v1/instances?pageSize=50&page=${number}`)),
      await timed(() => read(`/api/v1/instances?pageSize=50&search=db&sort=host&order=desc`)),
      await timed(nova),
    ];
    if (round < 0) continue;
    [ours, searched, peer].forEach((list, index) => list.push(times[index] as number));
  }
  const what = 'page of 50 instances';
  return [
    { what, times: ours },
    { what: 'page of 50, searched and sorted by host', times: searched },
    { what: "page of 50 from the demo cloud's Nova", times: peer, peerOf: what },
  ];
}

/** Signs in once; what is given reads one page, without the time to sign in. */
async function openNova(cloud: DemoCloud): Promise<() => Promise<unknown>> {
  const domain = { name: 'Default' };
  const user = { name: cloud.username, password: cloud.password, domain };
  const identity = { methods: ['password'], password: { user } };
  const scope = { project: { name: cloud.projectName, domain } };
  const answer = await fetch(`${cloud.authUrl}/auth/tokens`, {
    method: 'POST',
    body: JSON.stringify({ auth: { identity, scope } }),
  });
  const token = answer.headers.get('x-subject-token') ?? '';
  const url = `${new URL(cloud.authUrl).origin}/${cloud.regions[0]}/compute/v2.1/servers/detail?all_tenants=1&limit=50`;
  return async () => {
    const headers = { 'x-auth-token': token, 'openstack-api-version': 'compute 2.96' };
    const { servers } = (await (await fetch(url, { headers })).json()) as { servers: unknown[] };
    if (servers.length !== 50) throw new Error(`Nova gave ${servers.length} servers instead of 50.`);
  };
}
