/** Nobody sends an instance to where they may not migrate, however the host is named. */
import { randomUUID } from 'node:crypto';
import type { Instance, InstanceVerdicts, Run } from '@evenkeel/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRun } from '../../src/db/reading-runs.ts';
import { until } from '../harness.ts';
import { type Ask, type People, startPeople } from './people.ts';

let people: People;
let own: Instance;
/** In the operator's zone and in another; both are up and enabled. */
let near: string;
let far: string;

beforeAll(async () => {
  people = await startPeople();
  const { server, instances, north } = people;
  for (const instance of instances) {
    if (instance.providerId !== north || instance.zone !== 'north-a') continue;
    const path = `/api/v1/providers/${north}/instances/${instance.id}/verdicts`;
    const { obstacles, verdicts } = (await (await server.request(path)).json()) as InstanceVerdicts;
    const fitting = verdicts.filter(({ answer }) => answer !== 'no');
    const [inside] = fitting.filter(({ zone }) => zone === 'north-a');
    if (!inside || obstacles.some(({ severity }) => severity === 'error')) continue;
    own = instance;
    near = inside.host;
    far = verdicts.find(({ zone }) => zone !== 'north-a')?.host as string;
    break;
  }
  expect([near, far]).toEqual([expect.any(String), expect.any(String)]);
});
afterAll(() => people?.server.stop());

const send = (ask: Ask, path: string, body: object) =>
  ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, idempotencyKey: randomUUID() }),
  });
const reference = () => ({ providerId: own.providerId, id: own.id });
const here = () => ({ role: 'operator', providerId: people.north, zone: 'north-a' }) as const;

it('a host out of sight is not there, for the whole run or for one instance of it', async () => {
  const ask = await people.person(here());
  for (const body of [
    { instances: [reference()], options: { host: far } },
    { instances: [{ ...reference(), options: { host: far } }], options: { host: near } },
  ]) {
    const answer = await send(ask, '/api/v1/runs', body);
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('no such host')]);
  }
});

it('a host that is seen, and where they may not migrate, is refused', async () => {
  const ask = await people.person(here(), { role: 'viewer', providerId: people.north });
  const answer = await send(ask, '/api/v1/runs', { instances: [reference()], options: { host: far } });
  expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('not-permitted')]);
});

it('within their zone they name hosts freely; a retry goes to none that somebody named beyond', async () => {
  const { server, person } = people;
  const ask = await person(here(), { role: 'viewer', providerId: people.north });
  const begun = await send(ask, '/api/v1/runs', { instances: [reference()], options: { host: near } });
  const run = (await begun.json()) as Run;
  expect(begun.status, JSON.stringify(run)).toBe(201);
  await until('the run is done', async () => (await readRun(server.db, run.id))?.status === 'done');
  // As if somebody with more grants had asked, and it had failed.
  await server.db
    .updateTable('moves')
    .set({ outcome: 'errored', requested_host: far })
    .where('run_id', '=', run.id)
    .execute();
  const moveIds = run.moves.map(({ id }) => id);
  const retried = await send(ask, `/api/v1/runs/${run.id}/retry`, { moveIds });
  expect([retried.status, await retried.text()]).toEqual([403, expect.stringContaining('was meant for')]);
});

it('who may migrate a project names any host for it', async () => {
  const ask = await people.person({ role: 'operator', projectId: own.projectId });
  const answer = await send(ask, '/api/v1/runs', { instances: [reference()], options: { host: far } });
  expect([201, 409], await answer.clone().text()).toContain(answer.status);
});
