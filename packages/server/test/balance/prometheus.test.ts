/** Use from a Prometheus: its answers as they were recorded, and what is said when it gives none. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createPrometheus } from '../../src/balance/prometheus.ts';
import { DEFAULT_QUERIES } from '../../src/balance/queries.ts';
import { type MetricsAccess, measureUse } from '../../src/balance/use.ts';

const INSTANCE = '5f1c0a52-7d26-4b8a-9d5f-1f3f0d1d2c3b';
const NAMES = { hosts: ['compute-01', 'compute-02'], instances: [INSTANCE] };
const NETWORKS = { allowed: [], loopback: true, ownPort: null };
const access = (url: string): MetricsAccess => ({
  ...{ url, token: 'secret', windowMinutes: 30, percentile: 95, stepSeconds: 60, queries: DEFAULT_QUERIES },
  ...{ hostLabel: 'instance', instanceLabel: 'instance_id', networks: NETWORKS },
});

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Answers every query with this, and remembers what was asked. */
async function answering(
  status: number,
  answer: unknown,
): Promise<{ url: string; asked: string[]; tokens: unknown[] }> {
  const [asked, tokens]: [string[], unknown[]] = [[], []];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    asked.push(new URLSearchParams(body).get('query') ?? '');
    tokens.push(request.headers.authorization);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/prometheus/`, asked, tokens };
}

const vector = (...samples: [Record<string, string>, string][]) => ({
  status: 'success',
  data: {
    resultType: 'vector',
    result: samples.map(([metric, value]) => ({ metric, value: [1781000000.1, value] })),
  },
});

describe('a Prometheus', () => {
  it('tells values by host and instance, whatever the port, and no number is no value', async () => {
    const { url, asked, tokens } = await answering(
      200,
      vector(
        [{ instance: 'compute-01:9100' }, '0.25'],
        [{ instance: 'compute-02.example.org:9100' }, 'NaN'],
        [{ instance: 'compute-02.example.org:9100' }, '0.5'],
        [{ instance_id: INSTANCE }, '1.5'],
        [{ instance: 'elsewhere:9100' }, '1'],
      ),
    );
    const { measured, figures } = await measureUse(access(url), NAMES);
    expect(measured.hosts.cpu).toEqual(
      new Map([
        ['compute-01', 0.25],
        ['compute-02', 0.5],
      ]),
    );
    expect(measured.instances.memory).toEqual(new Map([[INSTANCE, 1.5]]));
    expect(figures).toHaveLength(8);
    expect(figures.every(({ problem }) => problem === null)).toBe(true);
    expect(tokens[0]).toBe('Bearer secret');
    expect(asked[0]).toContain('quantile_over_time(0.95,');
    expect(asked.join()).not.toContain('{{');
  });

  it.each([
    [
      200,
      { status: 'success', data: { resultType: 'matrix', result: [] } },
      'metrics-not-understood',
      /a matrix/,
    ],
    [200, '<html>', 'metrics-not-understood', /no Prometheus/],
    [401, 'Unauthorized', 'metrics-refused', /does not let us in/],
    [400, { status: 'error', errorType: 'bad_data', error: 'parse error' }, 'metrics-refused', /bad_data/],
  ])('that answers %i %j is told in words', async (status, answer, code, message) => {
    const { url } = await answering(status, answer);
    const refusal = await createPrometheus(url, null, NETWORKS)
      .query('up')
      .catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: 'DomainRefusal', code });
    expect((refusal as Error).message).toMatch(message);
  });

  it('that is away, or tells of others, is told in words', async () => {
    const away = await createPrometheus('http://127.0.0.1:9', null, NETWORKS)
      .query('up')
      .catch((error: unknown) => error);
    expect(away).toMatchObject({ code: 'metrics-unreachable', nextStep: expect.stringContaining('address') });
    const others = await answering(
      200,
      vector([{ instance: 'elsewhere:9100' }, '1'], [{ instance_id: 'x' }, '1']),
    );
    const { figures } = await measureUse(access(others.url), NAMES);
    expect(figures[0]?.problem).toBe(
      'Its label "instance" (such as "elsewhere:9100") names none of this provider.',
    );
    const silent = await answering(200, vector());
    expect((await measureUse(access(silent.url), NAMES)).figures[0]?.problem).toMatch(/^It gives nothing/);
  });
});
