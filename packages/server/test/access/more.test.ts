/** What is read beside the lists: hosts in verdicts, names of zones and projects, what can be asked of other programs. */
import { randomUUID } from 'node:crypto';
import type { InstanceVerdicts, Preflight } from '@evenkeel/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bound } from '../../src/access/bound.ts';
import { type People, startPeople } from './people.ts';

let people: People;
beforeAll(async () => {
  people = await startPeople();
});
afterAll(() => people?.server.stop());

it('verdicts are told of the hosts that are seen', async () => {
  const { north, instances, person, server } = people;
  const own = instances.find(({ providerId, zone }) => providerId === north && zone === 'north-a');
  const path = `/api/v1/providers/${north}/instances/${own?.id}/verdicts`;
  const zonesOf = async (ask: typeof server.request) => {
    const { verdicts } = (await (await ask(path)).json()) as InstanceVerdicts;
    return new Set(verdicts.map(({ zone }) => zone));
  };
  const ask = await person({ role: 'operator', providerId: north, zone: 'north-a' });
  expect((await zonesOf(server.request)).size).toBeGreaterThan(1);
  expect(await zonesOf(ask)).toEqual(new Set(['north-a']));
  const answer = await ask('/api/v1/preflight', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ instances: [{ providerId: north, id: own?.id }], options: {} }),
  });
  const { hosts } = (await answer.json()) as Preflight;
  expect(new Set(hosts.map(({ zone }) => zone))).toEqual(new Set(['north-a']));
});

it('zones and projects of others are not there', async () => {
  const { north, instances, server } = people;
  const projectId = instances.find(({ providerId }) => providerId === north)?.projectId as string;
  const none = { role: 'viewer', providerId: null, zone: null, projectId: null } as const;
  const read = async (grant: Partial<typeof none> | object) =>
    bound([{ ...none, ...grant }], async () => {
      const zones = await sql<{ name: string }>`select name from zones`.execute(server.db);
      const projects = await sql<{ id: string }>`select id from projects`.execute(server.db);
      return [zones.rows.map(({ name }) => name), [...new Set(projects.rows.map(({ id }) => id))]];
    });
  expect(await read({ projectId })).toEqual([expect.any(Array), [projectId]]);
  const [zones] = await read({ providerId: north, zone: 'north-a' });
  expect(zones).toEqual(['north-a']);
  const [everywhere] = await read({ providerId: randomUUID() });
  expect(everywhere).toEqual([]);
});

it('what can be asked of other programs is told to who maintains hosts', async () => {
  const { north, person, server } = people;
  const made = await server.request('/api/v1/webhooks', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'firmware', url: 'https://192.0.2.1/hook' }),
  });
  expect(made.status, await made.text()).toBe(201);
  const told = async (grant: Parameters<typeof person>[0]) =>
    (await (await person(grant))('/api/v1/outside-steps')).json();
  expect(await told({ role: 'operator', providerId: north })).toMatchObject([{ name: 'firmware' }]);
  expect(await told({ role: 'operator', projectId: 'p' })).toEqual([]);
  expect(await told({ role: 'viewer', providerId: north })).toEqual([]);
});
