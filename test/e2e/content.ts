/** Something of everything that a page can show: what is under way, ended, failed, held, planned, and waits for somebody. */
import { randomUUID } from 'node:crypto';
import type {
  BalancePlan,
  CampaignDetail,
  Instance,
  InstancePage,
  MaintenanceDetail,
  Provider,
  Run,
  UserWithCode,
} from '@evenkeel/contract';
import { CHOSEN_PASSWORD, type TestServer, until } from '../../packages/server/test/harness.ts';

export interface Content {
  north: string;
  south: string;
  instanceId: string;
  /** Of two moves: one under way without an end, and one that failed. */
  runId: string;
  movingId: string;
  failedId: string;
  /** A host that is held, and one that was evacuated. */
  maintenanceId: string;
  evacuationId: string;
  campaignId: string;
  planId: string;
  /** The instances of a run that waits for a second person. */
  waitingNames: string[];
}

const HELD = 'north-compute-04';
const LOST = 'south-compute-05';

/** Fills a server with the demo cloud behind it; what has to come to its end has come to it. */
export async function fill(server: TestServer): Promise<Content> {
  // Nova would give up what never converges.
  server.demo.control.configure({ completionTimeoutSecondsPerGib: 1_000_000 });
  async function call<Answer>(method: string, path: string, body?: unknown, headers = {}): Promise<Answer> {
    const answer = await server.request(`/api/v1${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text === '' ? null : JSON.parse(text)) as Answer;
  }
  const key = () => ({ idempotencyKey: randomUUID() });
  const providers = await call<Provider[]>('GET', '/providers');
  const idOf = (name: string) => providers.find((one) => one.name === name)?.id as string;
  const [north, south] = [idOf('Demo north'), idOf('Demo south')];
  const instances = async (providerId: string) =>
    (await call<InstancePage>('GET', `/instances?pageSize=1000&provider=${providerId}`)).items;
  const drain = (providerId: string, host: string, more: object) =>
    call<MaintenanceDetail[]>('POST', '/maintenance', {
      hosts: [{ providerId, host }],
      reason: 'new memory',
      ...more,
      ...key(),
    });
  const [held] = await drain(north, HELD, { choices: { others: 'leave' } });
  const [lost] = await drain(south, LOST, {
    kind: 'evacuation',
    fenced: true,
    choices: { others: 'rebuild' },
  });
  for (const one of [held, lost])
    await until(`${one?.host} is held`, async () => {
      const { state } = await call<MaintenanceDetail>('GET', `/maintenance/${one?.id}`);
      return state === 'held';
    });
  const all = await instances(north);
  // What fails goes first: should both be on one host, the other never ends.
  const run = await call<Run>('POST', '/runs', {
    instances: ['copy-fails-01', 'busy-cache-01']
      .map((wanted) => all.find(({ name }) => name === wanted) as Instance)
      .map(({ providerId, id }) => ({ providerId, id })),
    options: {},
    ...key(),
  });
  const campaign = await call<CampaignDetail>('POST', '/campaigns', {
    name: 'New kernel',
    providerId: south,
    hosts: ['south-compute-03', 'south-compute-04'],
    settings: {
      outside: { kind: 'person', instructions: 'Boot it.' },
      outsideMinutes: 20,
      choices: { others: 'leave' },
    },
    ...key(),
  });
  await call('POST', '/balance/policies', {
    providerId: north,
    name: 'Nightly',
    settings: {
      goal: { kind: 'even', weights: { memory: 1, cpu: 1 } },
      mode: 'suggest',
      schedule: '0 3 * * *',
    },
  });
  const plan = await call<BalancePlan>('POST', '/balance/preview', { providerId: north });
  const waiting = await askForApproval();
  async function askForApproval(): Promise<Instance[]> {
    const { code } = await call<UserWithCode>('POST', '/users', {
      username: 'olga',
      grants: [{ role: 'operator' }],
    });
    const session = await fetch(`${server.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'olga', password: code, newPassword: CHOSEN_PASSWORD }),
    });
    const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? '';
    await call('PUT', `/providers/${south}/approvals`, { runsAbove: 1, automaticBalance: true });
    const wanted = (await instances(south)).slice(0, 2);
    const body = {
      instances: wanted.map(({ providerId, id }) => ({ providerId, id })),
      options: {},
      ...key(),
    };
    await call('POST', '/runs', body, { authorization: '', cookie, 'x-evenkeel-request': '1' });
    return wanted;
  }

  const now = await until('one move failed and the other is under way', async () => {
    const seen = await call<Run>('GET', `/runs/${run.id}`);
    const [failed, moving] = seen.moves;
    return failed?.outcome === 'rolled-back' && moving?.state === 'copying' && seen;
  });
  const moveOf = (name: string) => now.moves.find(({ instanceName }) => instanceName === name)?.id as string;
  return {
    ...{ north, south, runId: run.id, campaignId: campaign.id, planId: plan.id },
    instanceId: now.moves[0]?.instanceId as string,
    waitingNames: waiting.map(({ name }) => name),
    movingId: moveOf('busy-cache-01'),
    failedId: moveOf('copy-fails-01'),
    maintenanceId: held?.id as string,
    evacuationId: lost?.id as string,
  };
}
