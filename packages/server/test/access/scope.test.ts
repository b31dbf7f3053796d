/** Nobody reads what lies outside of their grants: not in lists, counts, history, events or refusals. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../harness.ts';
import { type Ask, type People, startPeople } from './people.ts';

let people: People;
/** Instances that have been moved, one of each project, so that there is history of what is hidden. */
const moved: string[] = [];

beforeAll(async () => {
  people = await startPeople();
  const { server, instances, north } = people;
  const active = instances.filter(
    ({ providerId, status, locked }) => providerId === north && status === 'ACTIVE' && !locked,
  );
  const ofEach = [...new Map(active.map((instance) => [instance.projectId, instance])).values()];
  const answer = await server.request('/api/v1/runs', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      instances: ofEach.map(({ providerId, id }) => ({ providerId, id })),
      options: {},
      idempotencyKey: randomUUID(),
    }),
  });
  const run = (await answer.json()) as { id: string };
  expect(answer.status, JSON.stringify(run)).toBe(201);
  await until('the run is done', async () => {
    const now = (await (await server.request(`/api/v1/runs/${run.id}`)).json()) as { status: string };
    return now.status === 'done';
  });
  moved.push(...ofEach.map(({ id }) => id));
});
afterAll(() => people?.server.stop());

/** Every address that shows many things at once. */
const LISTS = [
  '/api/v1/instances',
  '/api/v1/instances?pageSize=100&sort=name',
  '/api/v1/hosts',
  '/api/v1/providers',
  '/api/v1/runs',
  '/api/v1/moves',
  '/api/v1/migrations',
  '/api/v1/moves/statistics',
  '/api/v1/moves/export?format=csv',
  '/api/v1/moves/export?format=json',
  '/api/v1/maintenance',
  '/api/v1/campaigns',
  '/api/v1/balance/policies',
  '/api/v1/balance/plans',
];

async function everythingShown(ask: Ask): Promise<string> {
  const texts = await Promise.all(
    LISTS.map(async (path) => {
      const answer = await ask(path);
      expect(answer.status, path).toBe(200);
      return answer.text();
    }),
  );
  return texts.join('\n');
}

const isShown = (text: string, { id, name }: { id: string; name: string }) =>
  text.includes(id) || new RegExp(`[",]${name}[",]`).test(text);

describe('what is shown', () => {
  it('of a provider: its instances, and nothing of the other', async () => {
    const { north, south, instances } = people;
    const text = await everythingShown(await people.person({ providerId: north }));
    expect(text).toContain(north);
    expect(text).not.toContain(south);
    expect(text).not.toContain('south-compute');
    for (const { providerId, id } of instances) expect(text.includes(id), id).toBe(providerId === north);
  });

  it('of a zone: its hosts and instances', async () => {
    const { north, instances } = people;
    const text = await everythingShown(await people.person({ providerId: north, zone: 'north-a' }));
    for (const instance of instances.filter(({ id }) => !moved.includes(id))) {
      const isTheirs = instance.providerId === north && instance.zone === 'north-a';
      expect(text.includes(instance.id), `${instance.name} in ${instance.zone}`).toBe(isTheirs);
    }
    expect(text).toContain('north-compute-01');
    expect(text).not.toContain('"name":"north-compute-04"');
  });

  it('of a project: its instances wherever they are, their moves, and the counts of no others', async () => {
    const { instances } = people;
    const projectId = instances.find(({ id }) => id === moved[0])?.projectId as string;
    const ask = await people.person({ projectId });
    const text = await everythingShown(ask);
    for (const instance of instances)
      expect(isShown(text, instance), instance.name).toBe(instance.projectId === projectId);
    const page = (await (await ask('/api/v1/instances')).json()) as { total: number };
    expect(page.total).toBe(instances.filter((instance) => instance.projectId === projectId).length);
    const statistics = (await (await ask('/api/v1/moves/statistics')).json()) as { count: number };
    expect(statistics.count).toBe(1);
    const [run] = (await (await ask('/api/v1/runs')).json()) as { id: string }[];
    const { moves } = (await (await ask(`/api/v1/runs/${run?.id}`)).json()) as { moves: unknown[] };
    expect(moves).toHaveLength(1);
  });

  it('without a grant: nothing at all', async () => {
    const ask = await people.person();
    for (const path of LISTS) expect((await ask(path)).status, path).toBe(403);
  });

  it('of several grants: what any of them shows', async () => {
    const { north, south, instances } = people;
    const [first] = instances.filter(({ providerId }) => providerId === south);
    const ask = await people.person(
      { providerId: north },
      { providerId: south, projectId: first?.projectId ?? '' },
    );
    const text = await everythingShown(ask);
    for (const instance of instances) {
      const isTheirs = instance.providerId === north || instance.projectId === first?.projectId;
      expect(text.includes(instance.id), instance.name).toBe(isTheirs);
    }
  });
});

describe('what is hidden', () => {
  it('is not there by its own address either, and not in the words of a refusal', async () => {
    const { north, south, instances } = people;
    const ask = await people.person({ role: 'administrator', providerId: south });
    const hidden = instances.find(({ id }) => id === moved[0]);
    const [move] = (await (await people.server.request('/api/v1/moves')).json()) as {
      id: string;
      runId: string;
    }[];
    const paths = [
      `/api/v1/providers/${north}/instances/${hidden?.id}`,
      `/api/v1/providers/${north}/instances/${hidden?.id}/verdicts`,
      `/api/v1/moves/${move?.id}`,
      `/api/v1/moves/${move?.id}/events`,
      `/api/v1/runs/${move?.runId}`,
    ];
    for (const path of paths) {
      const answer = await ask(path);
      expect(answer.status, path).toBe(404);
      expect(await answer.text()).not.toContain(hidden?.name as string);
    }
  });

  it('is neither moved nor asked about', async () => {
    const { north, south, instances } = people;
    const ask = await people.person({ role: 'operator', providerId: south });
    const hidden = instances.find(({ providerId }) => providerId === north);
    const body = JSON.stringify({
      instances: [{ providerId: north, id: hidden?.id }],
      options: {},
      idempotencyKey: randomUUID(),
    });
    const headers = { 'content-type': 'application/json' };
    for (const path of ['/api/v1/runs', '/api/v1/preflight']) {
      const answer = await ask(path, { method: 'POST', headers, body });
      expect([404, 400], path).toContain(answer.status);
      expect(await answer.text()).not.toContain(hidden?.name as string);
    }
  });

  it('comes in no live event: that something changed, at a provider of theirs, and not what', async () => {
    const { south, north, server } = people;
    const ask = await people.person({ providerId: south, zone: 'south-a' });
    const leave = new AbortController();
    const answer = await ask('/api/v1/events', { signal: leave.signal });
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    const [there] = server.demo.control.instances('north');
    const [here] = server.demo.control.instances('south');
    server.demo.control.setInstance(there?.id as string, { name: 'renamed-there' });
    server.demo.control.setInstance(here?.id as string, { name: 'renamed-here' });
    let text = '';
    while (!text.includes(south)) text += new TextDecoder().decode((await reader.read()).value);
    leave.abort();
    expect(text).not.toContain(north);
    expect(text).not.toContain(here?.id);
    expect(text).toContain('"ids":[]');
  });
});
