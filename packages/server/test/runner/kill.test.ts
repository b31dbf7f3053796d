/** The server itself, killed with SIGKILL at each step of a move as it is seen from outside, on its embedded PostgreSQL. */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Run } from '@evenkeel/contract';
import { type DemoCloud, startDemoCloud } from '@evenkeel/demo-cloud';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ServerProcess, startServerProcess, temporaryFolder, until } from '../harness.ts';

let demo: DemoCloud;
let data: string;
let server: ServerProcess;
let url: string;
let token: string;
let north: string;

/** When it is killed. */
const STEPS = ['asked for', 'sent', 'copying', 'completed', 'abort asked for'] as const;
type Step = (typeof STEPS)[number];
/** These copy until they are aborted: before the kill, or after it. */
const LASTING: ReadonlySet<string> = new Set(['copying', 'abort asked for']);

beforeAll(async () => {
  demo = await startDemoCloud({ timeScale: 20, instancesPerRegion: 10 });
  for (const step of STEPS) {
    const lasts = LASTING.has(step) ? { metadata: { demo: 'never-converges' } } : {};
    demo.control.addInstances({ name: step, ...lasts });
  }
  data = await temporaryFolder();
  await startAgain();
  token = await server.createToken();
  const providers = (await api('/providers')) as { id: string; region: string }[];
  north = providers.find(({ region }) => region === 'north')?.id ?? '';
});
afterAll(async () => {
  await server.stop();
  await demo.close();
  await rm(data, { recursive: true, force: true });
});

async function startAgain(): Promise<void> {
  server = await startServerProcess({ data, demoCloud: demo });
  url = await server.ready();
}

async function api(path: string, body?: unknown): Promise<unknown> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(`${url}/api/v1${path}`, { ...init, headers });
  expect(answer.ok).toBe(true);
  return answer.json();
}

const read = async (id: string) => (await api(`/runs/${id}`)) as Run;
const sent = () => demo.control.requests().entries.filter(({ action }) => action === 'os-migrateLive').length;
const record = (name: string) => {
  const instance = demo.control.instances('north').find((one) => one.name === name);
  return demo.control.migrations('north').find(({ instanceId }) => instanceId === instance?.id);
};

async function reach(step: Step, run: Run): Promise<void> {
  if (step === 'sent') await until('it is sent', () => sent() === 1);
  if (step === 'completed') await until('it has arrived', () => record(step)?.status === 'completed');
  if (!LASTING.has(step)) return;
  await until('it copies', async () => (await read(run.id)).moves[0]?.state === 'copying');
  if (step === 'abort asked for') await abort(run);
}

const abort = (run: Run) => api(`/moves/${run.moves[0]?.id}/abort`, {});

test.each(STEPS)('killed when it is %s: one request in Nova, and the true end', async (step) => {
  demo.control.clearRequests();
  const [instance] = demo.control.instances('north').filter(({ name }) => name === step);
  const request = { instances: [{ providerId: north, id: instance?.id }], options: { host: null } };
  const run = (await api('/runs', { ...request, idempotencyKey: randomUUID() })) as Run;
  await reach(step, run);
  server.kill('SIGKILL');
  await server.exited;
  await startAgain();
  if (step === 'copying') await abort(run);
  const last = await until('it has ended', async () => {
    const now = await read(run.id);
    return now.status === 'done' ? now : null;
  });
  expect(last.moves).toMatchObject([{ outcome: LASTING.has(step) ? 'cancelled' : 'succeeded' }]);
  expect({ sent: sent(), host: demo.control.instance(instance?.id ?? '')?.host }).toEqual({
    sent: 1,
    host: LASTING.has(step) ? instance?.host : last.moves[0]?.destinationHost,
  });
});
