import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { CloudError } from './errors.ts';
import { compareMicroversions, negotiate } from './microversion.ts';
import { Transport } from './transport.ts';

const opened: { server: Server; transport: Transport }[] = [];
afterEach(async () => {
  for (const { server, transport } of opened.splice(0)) {
    await transport.close();
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

/** A real HTTP server that answers each call in turn, the last answer again and again. */
async function cloudThat(
  ...answers: { status: number; body?: string; silent?: boolean; headers?: Record<string, string> }[]
) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(seen.length, answers.length - 1)];
    seen.push(`${request.method} ${request.url}`);
    if (!answer || answer.silent) return;
    response
      .writeHead(answer.status, { 'x-openstack-request-id': 'req-7', ...answer.headers })
      .end(answer.body ?? '');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const limits = { timeoutMs: 500, pauseMs: 1, maxAnswerBytes: 100_000 };
  const transport = new Transport({ verify: true, caCertificate: null, ...limits });
  opened.push({ server, transport });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/servers`, seen, transport };
}

async function errorOf(promise: Promise<unknown>): Promise<CloudError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof CloudError)) throw new Error(`expected a CloudError, got ${error}`);
  return error;
}

describe('the transport', () => {
  it('reads again after a passing failure, and gives the request id', async () => {
    const { url, seen, transport } = await cloudThat(
      { status: 503 },
      { status: 200, body: '{"servers": []}' },
    );
    const answer = await transport.send({ method: 'GET', url });
    expect(answer).toMatchObject({ status: 200, body: { servers: [] }, requestId: 'req-7' });
    expect(seen).toHaveLength(2);
  });

  it('sends a change once, whatever the answer, and says that it may have been carried out', async () => {
    const { url, seen, transport } = await cloudThat({ status: 503 });
    const error = await errorOf(transport.send({ method: 'POST', url, body: {} }));
    expect(error).toMatchObject({ kind: 'refused', status: 503, maybeSent: true });
    expect(seen).toHaveLength(1);
  });

  it('waits as long as the cloud asks, and gives the refusal at once when it asks for too long', async () => {
    const busy = (seconds: string) => ({ status: 429, headers: { 'retry-after': seconds } });
    const patient = await cloudThat(busy('1'), { status: 200, body: '{}' });
    const started = performance.now();
    await patient.transport.send({ method: 'GET', url: patient.url });
    expect(performance.now() - started).toBeGreaterThan(950);
    const shut = await cloudThat(busy('3600'));
    expect(await errorOf(shut.transport.send({ method: 'GET', url: shut.url }))).toMatchObject({
      status: 429,
    });
    expect(shut.seen).toHaveLength(1);
  });

  it('does not read again after a refusal that will not pass', async () => {
    const { url, seen, transport } = await cloudThat({ status: 500 });
    expect(await errorOf(transport.send({ method: 'GET', url }))).toMatchObject({ status: 500 });
    expect(seen).toHaveLength(1);
  });

  it('keeps a secret out of the error even when the cloud repeats it', async () => {
    const body = '{"error": {"message": "no such token planted-token, nor planted-password"}}';
    const { url, transport } = await cloudThat({ status: 401, body });
    const headers = { 'x-auth-token': 'planted-token' };
    const call = { method: 'POST' as const, url, body: {}, headers, secrets: ['planted-password'] };
    const error = await errorOf(transport.send(call));
    expect(error).toMatchObject({ kind: 'unauthorized' });
    expect(`${error.stack} ${JSON.stringify(error)} ${error.cause}`).not.toContain('planted');
  });

  it('stops when its caller leaves, also between two tries', async () => {
    const { url, seen, transport } = await cloudThat({ status: 503, headers: { 'retry-after': '20' } });
    const sent = transport.send({ method: 'GET', url, signal: AbortSignal.timeout(100) });
    expect(await errorOf(sent)).toMatchObject({ status: 503 });
    expect(seen).toHaveLength(1);
  });

  it("carries the cloud's own words and the request id of a refusal", async () => {
    const body = '{"conflictingRequest": {"code": 409, "message": "Cannot \'os-migrateLive\' instance x"}}';
    const { url, transport } = await cloudThat({ status: 409, body });
    const error = await errorOf(transport.send({ method: 'POST', url, body: {} }));
    expect(error).toMatchObject({
      status: 409,
      cloudMessage: "Cannot 'os-migrateLive' instance x",
      requestId: 'req-7',
      maybeSent: false,
    });
  });

  it('gives up on a cloud that does not answer, and keeps the token out of the error', async () => {
    const { url, transport } = await cloudThat({ status: 200, silent: true });
    const headers = { 'x-auth-token': 'planted-secret' };
    const error = await errorOf(transport.send({ method: 'POST', url, body: {}, headers }));
    expect(error).toMatchObject({ kind: 'timeout', maybeSent: true });
    expect(`${error.stack} ${JSON.stringify(error)} ${error.cause}`).not.toContain('planted-secret');
  });

  it('says that nothing was sent when nobody listens', async () => {
    const { url, transport } = await cloudThat({ status: 200 });
    opened[0]?.server.close();
    const error = await errorOf(transport.send({ method: 'POST', url, body: {} }));
    expect(error).toMatchObject({ kind: 'unreachable', maybeSent: false });
  });

  it('reads no answer without end, and keeps no long speech', async () => {
    const endless = await cloudThat({ status: 200, body: `"${'x'.repeat(200_000)}"` });
    const sent = endless.transport.send({ method: 'GET', url: endless.url });
    expect(await errorOf(sent)).toMatchObject({ kind: 'unexpected-answer' });
    const body = JSON.stringify({ error: { message: 'x'.repeat(50_000) } });
    const talking = await cloudThat({ status: 409, body });
    const error = await errorOf(talking.transport.send({ method: 'GET', url: talking.url }));
    expect(error.cloudMessage).toHaveLength(4_000);
    expect(error.message.length).toBeLessThan(5_000);
  });

  it('calls an answer that is not JSON unexpected', async () => {
    const { url, transport } = await cloudThat({ status: 200, body: '<html>' });
    expect(await errorOf(transport.send({ method: 'GET', url }))).toMatchObject({
      kind: 'unexpected-answer',
    });
  });
});

it('compares microversions by number and never asks for more than the cloud has', () => {
  expect(compareMicroversions('2.9', '2.10')).toBeLessThan(0);
  expect(negotiate('2.93', '2.12')).toBe('2.12');
  expect(negotiate('2.87', '2.96')).toBe('2.87');
});
