/** The probe of a move, through the API, of guests that answer (or do not) on this machine. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Instance, ProbeResult, ProviderProbe, Run, type RunProbe } from '@evenkeel/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer, until } from '../harness.ts';

/** A move takes some seconds. */
const SLOW = 4;
const FAST = 60;
/** Moments are told by the database's clock, as it was read once. */
const CLOCK_MS = 50;
let server: TestServer;
let provider: string;

beforeAll(async () => {
  server = await startTestServer({ demo: { regions: ['north'], instancesPerRegion: 5, timeScale: SLOW } });
  const [first] = (await json('/providers')) as { id: string }[];
  provider = (first as { id: string }).id;
});
afterAll(() => server?.stop());
beforeEach(() => server.demo.control.setTimeScale(SLOW));

async function json(path: string, init?: RequestInit): Promise<unknown> {
  const answer = await server.request(`/api/v1${path}`, init);
  return answer.json();
}
function send(method: string, path: string, body: unknown): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  return json(path, { method, headers, body: JSON.stringify(body) });
}
const setProbe = (probe: unknown) => send('PATCH', `/providers/${provider}/probe`, { probe });
const probeOf = async (moveId: string) => ProbeResult.strict().parse(await json(`/moves/${moveId}/probe`));

/** An instance with this address, known to the server. */
async function guest(name: string, address: string): Promise<Instance> {
  const { control } = server.demo;
  const [id] = control.addInstances({ name, region: 'north', host: 'north-compute-01' }) as [string];
  control.setInstance(id, { addresses: [{ network: 'web-net', address, mac: 'fa:16:3e:00:00:01' }] });
  return until(`${name} is known with its address`, async () => {
    const one = Instance.safeParse(await json(`/providers/${provider}/instances/${id}`));
    return one.data?.ipAddresses.includes(address) && one.data;
  });
}
/** Asks to move it; the API's answer. */
function migrate({ providerId, id }: Instance, probe?: RunProbe): Promise<unknown> {
  const options = { host: null, blockMigration: 'auto', diskOverCommit: false };
  return send('POST', '/runs', {
    instances: [{ providerId, id }],
    ...{ options, probe, idempotencyKey: randomUUID() },
  });
}
async function moveOf(instance: Instance, probe?: RunProbe): Promise<string> {
  return Run.parse(await migrate(instance, probe)).moves[0]?.id as string;
}
async function listening(port = 0): Promise<{ service: Server; port: number }> {
  const service = createServer((socket) => {
    // The probe leaves as soon as it is in.
    socket.on('error', () => undefined);
  }).listen(port, '127.0.0.1');
  await once(service, 'listening');
  return { service, port: (service.address() as { port: number }).port };
}
async function closed(service: Server): Promise<void> {
  service.close();
  await once(service, 'close');
}

describe('a guest that is away for 300 ms', () => {
  it('has a gap of 300 ms, at the moment in which it was', async () => {
    const { service, port } = await listening();
    const set = ProviderProbe.parse(await setProbe({ kind: 'tcp', port }));
    expect(set).toEqual({ probe: { kind: 'tcp', port } });
    const moveId = await moveOf(await guest('probe-gap', '127.0.0.1'));
    const running = await until('it is probed', async () => {
      const result = await probeOf(moveId);
      return (result.sent ?? 0) > 5 && result;
    });
    expect(running).toMatchObject({ status: 'probing', address: '127.0.0.1', lost: 0, longestGap: null });
    const before = Date.now();
    await closed(service);
    const after = Date.now();
    await sleep(300);
    const beforeAgain = Date.now();
    const again = await listening(port);
    const afterAgain = Date.now();
    server.demo.control.setTimeScale(FAST);
    const result = await until('the probe is done', async () => {
      const one = await probeOf(moveId);
      return one.status === 'done' && one;
    });
    const { longestGap: gap, sent, lost } = result;
    // What is true on however busy a machine: it was away at least, and at most, for so long.
    expect(gap?.atMostMs).toBeGreaterThanOrEqual(beforeAgain - after);
    expect(gap?.atLeastMs).toBeLessThanOrEqual(afterAgain - before);
    expect(gap?.ms).toBeGreaterThan(150);
    expect(Date.parse(gap?.at ?? '')).toBeGreaterThanOrEqual(before - CLOCK_MS);
    expect(Date.parse(gap?.at ?? '')).toBeLessThanOrEqual(afterAgain + CLOCK_MS);
    expect(gap).toMatchObject({ open: false, lost });
    expect(sent).toBeGreaterThan(20);
    expect(result.message).toContain(`The longest gap was about ${gap?.ms} ms`);
    expect(gap?.sinceAskedMs).toBeGreaterThan(0);
    await setProbe(null);
    await closed(again.service);
  });
});

describe('where nothing can be said', () => {
  it('a guest out of reach: said, and no figures', async () => {
    server.demo.control.setTimeScale(FAST);
    const { service, port } = await listening();
    await closed(service);
    const moveId = await moveOf(await guest('probe-closed', '127.0.0.2'), { kind: 'tcp', port });
    const result = await until('it is said', async () => {
      const one = await probeOf(moveId);
      return one.status === 'unreachable' && one;
    });
    expect(result.message).toContain('127.0.0.2');
    expect(result.message).toContain('connection refused');
    expect(result).toMatchObject({ sent: null, lost: null, longestGap: null, slowestAnswerMs: null });
  });

  it('a move that nobody wanted probed, though its provider’s are', async () => {
    server.demo.control.setTimeScale(FAST);
    await setProbe({ kind: 'tcp', port: 9 });
    const moveId = await moveOf(await guest('probe-none', '127.0.0.3'), { kind: 'none' });
    await setProbe(null);
    expect(await probeOf(moveId)).toMatchObject({ status: 'none', sent: null });
  });

  it('a server that is gone: interrupted', async () => {
    const { service, port } = await listening();
    const moveId = await moveOf(await guest('probe-lost', '127.0.0.1'), { kind: 'tcp', port });
    await until('it is probed', async () => (await probeOf(moveId)).sent);
    await sql`update probe_results set lease_owner = 'a killed server', lease_until = now() - interval '1 second'
      where move_id = ${moveId}`.execute(server.db);
    const result = await until('it is said', async () => {
      const one = await probeOf(moveId);
      return one.status === 'interrupted' && one;
    });
    expect(result).toMatchObject({ sent: null, longestGap: null });
    server.demo.control.setTimeScale(FAST);
    await closed(service);
  });
});

it('refuses an address that is not the instance’s own, and moves nothing', async () => {
  const instance = await guest('probe-foreign', '127.0.0.4');
  const refused = await migrate(instance, { kind: 'tcp', port: 22, address: '192.0.2.1' });
  expect(refused).toMatchObject({
    error: { code: 'probe-address', nextStep: expect.stringContaining('127.0.0.4') },
  });
  const { move } = Instance.parse(await json(`/providers/${provider}/instances/${instance.id}`));
  expect(move).toBeNull();
});
