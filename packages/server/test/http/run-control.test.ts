/** Runs and moves under a person's control, over HTTP, on the demo cloud: nothing begins that should not, and all is told. */
import { randomUUID } from 'node:crypto';
import type {
  MoveDetails,
  MoveEvent,
  MoveSample,
  MoveVerification,
  Run,
  RunSummary,
} from '@evenkeel/contract';
import { type DemoCloud, startDemoCloud } from '@evenkeel/demo-cloud';
import { createCloud } from '@evenkeel/openstack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer, until } from '../harness.ts';
import { QUICK } from '../runner/world.ts';

let demo: DemoCloud;
let server: TestServer;
let north: string;
const ids = new Map<string, string>();

/** Name, host, and how its migrations go. */
const INSTANCES: [string, string, string?][] = [
  ...(['line-1', 'line-2', 'line-3', 'line-4'].map((name) => [
    name,
    '01',
    name === 'line-1' ? 'never-converges' : undefined,
  ]) as [string, string, string?][]),
  ...([
    ['stay-1', '03', 'never-converges'],
    ['stay-2', '03'],
  ] as [string, string, string?][]),
  ...([
    ['fails-1', '04', 'copy-fails'],
    ['fails-2', '04'],
    ['fails-3', '04'],
  ] as [string, string, string?][]),
  ...([['broken-1', '05', 'ends-in-error']] as [string, string, string?][]),
  ...([
    ['total-1', '03', 'never-converges'],
    ['total-2', '05'],
  ] as [string, string, string?][]),
  ...([['forced-1', '05', 'never-converges']] as [string, string, string?][]),
  ...([
    ['foreign-1', '02', 'never-converges'],
    ['beside-1', '02'],
  ] as [string, string, string?][]),
  ...([
    ['free-1', '06'],
    ['free-2', '06'],
  ] as [string, string, string?][]),
];

beforeAll(async () => {
  demo = await startDemoCloud({ timeScale: 40, instancesPerRegion: 10 });
  for (const [name, host, how] of INSTANCES) {
    const metadata = how ? { metadata: { demo: how } } : {};
    const [id = ''] = demo.control.addInstances({ name, host: `north-compute-${host}`, ...metadata });
    ids.set(name, id);
  }
  server = await startTestServer({ demoCloud: demo, runner: { timing: { ...QUICK, sampleMs: 100 } } });
  const providers = (await get('/providers')) as { id: string; region: string }[];
  north = providers.find(({ region }) => region === 'north')?.id ?? '';
});
afterAll(async () => {
  await server.stop();
  await demo.close();
});

async function get(path: string): Promise<unknown> {
  const answer = await server.request(`/api/v1${path}`);
  expect(answer.status).toBe(200);
  return answer.json();
}

async function post<Body>(path: string, body?: unknown): Promise<{ status: number; body: Body }> {
  const init =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const answer = await server.request(`/api/v1${path}`, { method: 'POST', ...init });
  return { status: answer.status, body: (await answer.json()) as Body };
}

const named = (name: string) => ({ providerId: north, id: ids.get(name) ?? '' });

async function begin(names: string[], more: Record<string, unknown> = {}): Promise<Run> {
  const instances = names.map(named);
  const options = { host: null };
  const { status, body } = await post<Run>('/runs', {
    instances,
    options,
    idempotencyKey: randomUUID(),
    ...more,
  });
  expect(body).toMatchObject({ status: 'active' });
  expect(status).toBe(201);
  return body;
}

const read = async (run: Run) => (await get(`/runs/${run.id}`)) as Run;
const done = (run: Run) =>
  until('the run is done', async () => {
    const now = await read(run);
    return now.status === 'done' ? now : null;
  });
const outcomes = ({ moves }: Run) => moves.map(({ outcome }) => outcome);

/** Until Nova copies it. */
const copies = (run: Run, place = 0) =>
  until('it copies', async () => {
    const move = (await read(run)).moves[place];
    return move?.state === 'copying' && move.progress ? move : null;
  });

/** Another move, from a host of its own, from beginning to end: whatever could have begun meanwhile has. */
async function letTimePass(name: string): Promise<void> {
  expect(outcomes(await done(await begin([name])))).toEqual(['succeeded']);
}

test('a paused run begins nothing; put in another order and resumed, it goes on in that order', async () => {
  const run = await begin(['line-1', 'line-2', 'line-3', 'line-4']);
  const { id } = await copies(run);
  expect((await post(`/runs/${run.id}/pause`)).body).toMatchObject({ status: 'paused' });
  const aborted = await post<MoveDetails>(`/moves/${id}/abort`);
  expect(aborted.status).toBe(202);
  expect(aborted.body.controls?.abort).toMatchObject({ allowed: false });
  await until('it is aborted', async () => (await read(run)).moves[0]?.outcome === 'cancelled');
  await letTimePass('free-1');
  expect((await read(run)).counts).toEqual({ waiting: 3, running: 0, succeeded: 0, failed: 0, cancelled: 1 });

  const third = run.moves[2]?.id;
  const ordered = await post<Run>(`/runs/${run.id}/order`, { moveIds: [third] });
  expect(ordered.body.moves.map(({ instanceName }) => instanceName)).toEqual([
    'line-1',
    'line-3',
    'line-2',
    'line-4',
  ]);
  const strange = await post(`/runs/${run.id}/order`, { moveIds: [randomUUID()] });
  expect(strange).toMatchObject({ status: 400, body: { error: { code: 'unknown-moves' } } });

  expect((await post(`/runs/${run.id}/resume`)).body).toMatchObject({ status: 'active' });
  const last = await done(run);
  expect(last).toMatchObject({ counts: { succeeded: 3, cancelled: 1 }, endedAt: expect.any(String) });
  const begun = last.moves.slice(1).map(({ submittedAt }) => submittedAt);
  expect(begun).toEqual([...begun].sort());
  const listed = (await get('/runs?status=done')) as RunSummary[];
  expect(listed.find(({ id }) => id === run.id)).toMatchObject({ counts: last.counts, kind: 'migrate' });
  const late = await post(`/runs/${run.id}/pause`);
  expect(late).toMatchObject({ status: 409, body: { error: { code: 'run-status' } } });
});

test('what waits is cancelled at once, what runs is aborted when asked for', async () => {
  const run = await begin(['stay-1', 'stay-2']);
  const { id } = await copies(run);
  const { body } = await post<Run>(`/runs/${run.id}/cancel`, { abortRunning: true });
  expect(body).toMatchObject({ status: 'cancelling', counts: { running: 1, cancelled: 1 } });
  expect(body.moves[1]).toMatchObject({
    outcome: 'cancelled',
    reason: expect.stringContaining('Nothing was sent'),
  });
  expect(outcomes(await done(run))).toEqual(['cancelled', 'cancelled']);
  const events = (await get(`/moves/${id}/events`)) as MoveEvent[];
  expect(events.map(({ message }) => message)).toContain('Nova was asked to abort it, and took it.');
});

test('a move that waits for one that fails is cancelled; a retry leaves out the hosts that refused', async () => {
  const [fails, second, third] = ['fails-1', 'fails-2', 'fails-3'].map(named);
  const plan = [
    { ...fails, options: { host: 'north-compute-02' } },
    { ...second, after: [0] },
    { ...third, after: [1] },
  ];
  const run = await begin([], { instances: plan });
  expect(run.moves[1]?.after).toEqual([run.moves[0]?.id]);
  const first = await done(run);
  expect(outcomes(first)).toEqual(['rolled-back', 'cancelled', 'cancelled']);
  expect(first.moves[1]?.reason).toContain('fails-1 had to move first, and did not');

  const request = { idempotencyKey: randomUUID() };
  const again = await post<Run>(`/runs/${run.id}/retry`, request);
  expect(again.status).toBe(201);
  const target = again.body.moves[0]?.requestedHost;
  expect(target).toEqual(expect.not.stringMatching('north-compute-02'));
  expect(again.body.moves[0]?.why).toContain('north-compute-02 refused it before');
  expect(again.body.moves[2]?.after).toEqual([again.body.moves[1]?.id]);
  expect((await post<Run>(`/runs/${run.id}/retry`, request)).body.id).toBe(again.body.id);
  expect(outcomes(await done(again.body))).toEqual(['rolled-back', 'cancelled', 'cancelled']);
  const next = await post<Run>(`/runs/${again.body.id}/retry`, { idempotencyKey: randomUUID() });
  expect(next.body.moves[0]?.why).toContain(`north-compute-02, ${target} refused it before`);
  expect(['north-compute-02', target]).not.toContain(next.body.moves[0]?.requestedHost);
  await done(next.body);
});

test('an errored move is looked at afresh, its state is reset, and it can be tried again', async () => {
  const run = await begin(['broken-1']);
  const { moves } = await done(run);
  expect(moves).toMatchObject([{ outcome: 'errored' }]);
  const path = `/moves/${moves[0]?.id}`;
  const { body } = await post<MoveVerification>(`${path}/verify`);
  expect(body.resetState).toMatchObject({
    allowed: true,
    cost: expect.stringContaining('guest is not touched'),
  });
  expect(body.findings.map(({ about }) => about)).toEqual(['instance', 'migration', 'events']);
  expect(body.meaning).toContain('set broken-1 to ERROR');
  const early = await post(`/runs/${run.id}/retry`, { idempotencyKey: randomUUID() });
  expect(early).toMatchObject({ status: 409, body: { error: { code: 'nothing-to-retry' } } });

  expect((await post(`${path}/reset-state`)).status).toBe(200);
  expect(demo.control.instance(ids.get('broken-1') ?? '')).toMatchObject({ vmState: 'active' });
  const twice = await post(`${path}/reset-state`);
  expect(twice).toMatchObject({
    status: 409,
    body: { error: { message: expect.stringContaining('not in ERROR') } },
  });
  const again = await post<Run>(`/runs/${run.id}/retry`, { idempotencyKey: randomUUID() });
  expect(again.status).toBe(201);
  await done(again.body);
});

test("a run's own limit holds, and ends nothing", async () => {
  const run = await begin(['total-1', 'total-2'], { limits: { total: 1 } });
  const { id } = await copies(run);
  await letTimePass('free-2');
  expect((await read(run)).counts).toMatchObject({ waiting: 1, running: 1 });
  await post(`/moves/${id}/abort`);
  expect(outcomes(await done(run))).toEqual(['cancelled', 'succeeded']);
});

test('a copy that does not converge is forced; its samples and events tell how it went', async () => {
  const run = await begin(['forced-1']);
  const { id } = await copies(run);
  const curve = await until('there are samples', async () => {
    const samples = (await get(`/moves/${id}/samples`)) as MoveSample[];
    return samples.length > 2 ? samples : null;
  });
  expect(curve.map(({ at }) => at)).toEqual(curve.map(({ at }) => at).sort());
  const paced = (await read(run)).moves[0]?.progress;
  expect(paced?.bytesPerSecond).toBeGreaterThan(0);
  const { status, body } = await post<MoveDetails>(`/moves/${id}/force-complete`);
  expect({ status, asked: body.controls?.forceComplete.allowed }).toEqual({ status: 202, asked: false });
  expect(outcomes(await done(run))).toEqual(['succeeded']);
  const late = await post(`/moves/${id}/force-complete`);
  expect(late).toMatchObject({ status: 409, body: { error: { message: 'The move has ended.' } } });
});

test("somebody else's migration holds its source host's place until it is over", async () => {
  const cloud = createCloud({
    authUrl: demo.authUrl,
    region: 'north',
    interface: 'public',
    verify: true,
    caCertificate: null,
    auth: { type: 'application-credential', ...demo.applicationCredential },
  });
  const foreign = ids.get('foreign-1') ?? '';
  await cloud.liveMigrate(foreign, { host: null, blockMigration: 'auto', diskOverCommit: false });
  await until('it is seen', async () => {
    const found = (await get(`/migrations?instance=${foreign}`)) as {
      status: string;
      moveId: string | null;
    }[];
    return found[0]?.status === 'running' && found[0].moveId === null;
  });
  const run = await begin(['beside-1']);
  // `line-2` went to another host: it can go once more.
  await letTimePass('line-2');
  expect((await read(run)).counts).toMatchObject({ waiting: 1 });
  const [record] = await cloud.listMigrations({ instanceId: foreign });
  await cloud.abortLiveMigration(foreign, record?.id ?? 0);
  expect(outcomes(await done(run))).toEqual(['succeeded']);
  await cloud.close();
});
