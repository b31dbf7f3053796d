/** Balancing through the API on a demo cloud: a plan is looked at, changed, carried out; policies look by themselves. */
import { randomUUID } from 'node:crypto';
import {
  type BalancePlan,
  type BalancePolicy,
  type BalanceRun,
  type Instance,
  type Run,
} from '@evenkeel/contract';
import { type DemoCloud, startDemoCloud } from '@evenkeel/demo-cloud';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockLine } from '../../src/db/balance-gives-way.ts';
import { startTestServer, type TestServer, until } from '../harness.ts';

let server: TestServer;
let demo: DemoCloud;
let providerId: string;

async function call<T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> {
  const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await server.request(`/api/v1${path}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text ? JSON.parse(text) : null) as T };
}
const preview = async (more: object = {}) => {
  const { status, body } = await call<BalancePlan>('POST', '/balance/preview', { providerId, ...more });
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
};
const begin = (planId: string, more: object = {}) =>
  call<BalanceRun & { error: { code: string; message: string } }>('POST', '/balance/runs', {
    planId,
    idempotencyKey: randomUUID(),
    ...more,
  });
const ended = (id: string) =>
  until('the run has ended', async () => {
    const { body } = await call<Run>('GET', `/runs/${id}`);
    return body.status === 'done' && body;
  });
/** As far as a plan looks: unlike what the cloud is asked for, nothing but a test changes it back. */
const IN_MAINTENANCE = sql`
  insert into maintenances (idempotency_key, request_digest, provider_id, host, reason, created_by, choices, limits,
    next_check_at)
  select 'key-of-a-test', '', provider_id, name, '', 'test', '{}', '{}', 'infinity' from hosts`;
/** Two moves at a time: the cloud stays uneven from test to test. */
const BY_MEMORY = {
  ...{ goal: { kind: 'even', weights: { memory: 1 } }, cooldownMinutes: 0, mostMoves: 2 },
  ...{ leastImprovement: 0.001, rules: { never: [] as string[] } },
};

beforeAll(async () => {
  demo = await startDemoCloud({
    regions: ['north'],
    hostsPerRegion: 5,
    instancesPerRegion: 20,
    timeScale: 60,
  });
  const calm: string[] = [];
  for (const host of ['north-compute-02', 'north-compute-03'])
    calm.push(...demo.control.addInstances({ host, count: 7, flavor: 'm1.small' }));
  server = await startTestServer({
    demoCloud: demo,
    balance: { lookEveryMs: 50 },
  });
  const { body } = await call<{ id: string }[]>('GET', '/providers');
  providerId = body[0]?.id as string;
  // The demo's own have their ways, such as writing faster than they are copied.
  const { body: all } = await call<{ items: Instance[] }>('GET', '/instances?pageSize=100');
  BY_MEMORY.rules.never = all.items.map(({ id }) => id).filter((id) => !calm.includes(id));
});
afterAll(async () => {
  await server.stop();
  await demo.close();
});

describe('a balance plan', () => {
  it('shows what would be moved, and sends nothing', async () => {
    const plan = await preview({ settings: BY_MEMORY });
    expect(plan.answer).toBe('moves');
    expect(plan.distance.after).toBeLessThan(plan.distance.before);
    expect(plan.steps.length).toBeGreaterThan(0);
    expect(plan.status).toBe('preview');
    expect((await call<unknown[]>('GET', '/runs')).body).toEqual([]);
    expect((await call<BalancePlan>('GET', `/balance/plans/${plan.id}`)).body).toEqual(plan);
    const { body: plans } = await call<{ id: string; moves: number }[]>(
      'GET',
      `/balance/plans?provider=${providerId}`,
    );
    expect(plans[0]).toMatchObject({ id: plan.id, moves: plan.steps.length });
  });

  it('is carried out as it was looked at, but for what was left out, and the instances are then where it said', async () => {
    const plan = await preview({ settings: BY_MEMORY });
    const [first, ...others] = plan.steps;
    const idempotencyKey = randomUUID();
    const { status, body } = await begin(plan.id, { excluded: [first?.instanceId], idempotencyKey });
    expect(status).toBe(201);
    expect(body.changes).toEqual([`${first?.instanceName} is left out, as you asked.`]);
    expect(body.run.kind).toBe('balance');
    const wanted = new Map(others.map(({ instanceId, to }) => [instanceId, to]));
    for (const { instanceId, requestedHost } of body.run.moves)
      expect(requestedHost).toBe(wanted.get(instanceId));
    const again = await begin(plan.id, { excluded: [first?.instanceId], idempotencyKey });
    expect([again.status, again.body.run.id]).toEqual([200, body.run.id]);

    const run = await ended(body.run.id);
    expect(run.moves.map(({ outcome }) => outcome)).toEqual(run.moves.map(() => 'succeeded'));
    const instances = await call<{ items: Instance[] }>('GET', '/instances?pageSize=100');
    for (const { id, host } of instances.body.items) if (wanted.has(id)) expect(host).toBe(wanted.get(id));
    expect((await begin(plan.id)).body.error.code).toBe('plan-started');
  });

  it('is not begun when nothing of it holds any more', async () => {
    const plan = await preview({ settings: BY_MEMORY });
    expect(plan.answer, plan.sentence).toBe('moves');
    const sources = plan.steps.map(({ from }) => from);
    await sql`${IN_MAINTENANCE} where name = any(${sources})`.execute(server.db);
    const { status, body } = await begin(plan.id);
    await sql`delete from maintenances`.execute(server.db);
    expect(status).toBe(409);
    expect(body.error.code).toBe('plan-outdated');
    expect(body.error.message).toContain('is in maintenance');
  });

  it('leaves hosts in maintenance alone, and instances that were moved lately', async () => {
    await sql`${IN_MAINTENANCE}`.execute(server.db);
    const plan = await preview({ settings: { ...BY_MEMORY, cooldownMinutes: 1000 } });
    expect(plan.answer).toBe('no-beneficial-move');
    expect(new Set(plan.hosts.map(({ leftOut }) => leftOut?.replace(/^\S+/, 'HOST')))).toEqual(
      new Set(['HOST is in maintenance.']),
    );
    expect(plan.notes.join('\n')).toMatch(/(was|were) moved in the last 1000 minutes/);
    await sql`delete from maintenances`.execute(server.db);

    const campaign = await call('POST', '/campaigns', {
      ...{
        name: 'Kernel',
        reason: '',
        providerId,
        hosts: ['north-compute-02'],
        idempotencyKey: randomUUID(),
      },
      settings: { atOnce: 1, windows: [{ cron: '0 3 1 1 *', minutes: 1, timeZone: 'UTC' }] },
    });
    expect(campaign.status, JSON.stringify(campaign.body)).toBe(201);
    const around = await preview({ settings: BY_MEMORY });
    expect(around.hosts.find(({ host }) => host === 'north-compute-02')?.leftOut).toBe(
      'north-compute-02 has its turn in the campaign "Kernel".',
    );
    await sql`delete from campaigns`.execute(server.db);
    await sql`delete from maintenances`.execute(server.db);
  });

  it('says in words what is not there', async () => {
    const nobody = await call<{ error: { message: string } }>('POST', '/balance/preview', {
      providerId,
      policy: 'x',
    });
    expect([nobody.status, nobody.body.error.message]).toEqual([
      404,
      'There is no policy "x" for this provider.',
    ]);
    const byUse = { ...BY_MEMORY, by: 'use' };
    const noMetrics = await call<{ error: { code: string } }>('POST', '/balance/preview', {
      providerId,
      settings: byUse,
    });
    expect([noMetrics.status, noMetrics.body.error.code]).toEqual([409, 'no-metrics']);
  });
});

describe('a policy', () => {
  const save = (settings: object, name = 'nightly') =>
    call<BalancePolicy & { error: { message: string } }>('POST', '/balance/policies', {
      providerId,
      name,
      settings,
    });
  const result = async (id: string, text: RegExp) => {
    let last: string | null | undefined;
    const found = await until('a look has come to something new', async () => {
      const { body } = await call<BalancePolicy[]>('GET', `/balance/policies?provider=${providerId}`);
      const policy = body.find((one) => one.id === id);
      last = policy?.lastResult;
      return last && last !== before ? policy : null;
    });
    before = last as string;
    expect(before).toMatch(text);
    return found;
  };
  let before: string | null = null;
  /** As if its schedule came now. */
  const due = (id: string) =>
    sql`update balance_policies set next_at = now() where id = ${id} and ended_at is null`.execute(server.db);

  it('has a version for each change, and a schedule that can come', async () => {
    const first = await save({
      ...BY_MEMORY,
      mode: 'suggest',
      schedule: '0 3 * * *',
      timeZone: 'Europe/Berlin',
    });
    expect(first.body).toMatchObject({ version: 1 });
    expect(new Date(first.body.nextAt as string).getTime()).toBeGreaterThan(Date.now());
    expect((await save({ ...BY_MEMORY, cooldownMinutes: 5 })).body).toMatchObject({
      version: 2,
      nextAt: null,
    });
    expect((await preview({ policy: 'nightly' })).policy).toMatchObject({ name: 'nightly', version: 2 });
    for (const settings of [
      { ...BY_MEMORY, mode: 'suggest' },
      { ...BY_MEMORY, mode: 'suggest', schedule: 'often' },
      { ...BY_MEMORY, mode: 'suggest', schedule: '0 3 * * *', timeZone: 'Mars' },
    ])
      expect((await save(settings)).status).toBe(400);
  });

  it('suggests, and a person approves', async () => {
    const { body } = await save({ ...BY_MEMORY, mode: 'suggest', schedule: '0 3 1 1 *' }, 'suggesting');
    await due(body.id);
    await result(body.id, /Suggested as plan/);
    const { body: plans } = await call<BalancePlan[]>('GET', '/balance/plans?status=waiting');
    expect(plans).toHaveLength(1);
    await call('POST', `/balance/plans/${plans[0]?.id}/dismiss`);
    expect((await call<BalancePlan[]>('GET', '/balance/plans?status=waiting')).body).toEqual([]);
    expect((await call('DELETE', `/balance/policies/${body.id}`)).status).toBe(204);
  });

  it('gives up a plan that does not hold at the moment it would be begun, and says why', async () => {
    const { body } = await save(
      { ...BY_MEMORY, mode: 'automatic', schedule: '0 3 1 1 *', holdMinutes: 0 },
      'late',
    );
    // Between the plan and its beginning somebody puts its hosts into maintenance.
    await sql`create function meanwhile() returns trigger language plpgsql as $$
      begin ${IN_MAINTENANCE}; return new; end $$`.execute(server.db);
    await sql`create trigger meanwhile before insert on balance_plans for each row
      execute function meanwhile()`.execute(server.db);
    await due(body.id);
    const given = await result(body.id, /Nothing was begun: Nothing of this plan is left to do\./);
    await sql`drop trigger meanwhile on balance_plans`.execute(server.db);
    await sql`delete from maintenances`.execute(server.db);
    expect((await call<BalancePlan[]>('GET', '/balance/plans?status=waiting')).body).toEqual([]);
    const { body: plans } = await call<{ id: string }[]>('GET', `/balance/plans?provider=${providerId}`);
    const { body: plan } = await call<BalancePlan>('GET', `/balance/plans/${plans[0]?.id}`);
    expect([plan.status, plan.runId]).toEqual(['dismissed', null]);
    expect(given.lastResult).toContain(plan.notes.at(-1));
    expect((await call('DELETE', `/balance/policies/${body.id}`)).status).toBe(204);
  });

  it('acts by itself only when it was worth it for long enough, never in quiet hours, and one run at a time', async () => {
    const settings = {
      ...BY_MEMORY,
      ...{ mode: 'automatic', schedule: '0 3 1 1 *', holdMinutes: 10 },
    };
    const quiet = [
      { from: '00:00', to: '12:00' },
      { from: '12:00', to: '23:59' },
      { from: '23:59', to: '00:00' },
    ];
    const silent = await save({ ...settings, quietHours: quiet }, 'acting');
    await due(silent.body.id);
    await result(silent.body.id, /Nothing was begun: quiet hours/);

    const { body } = await save(settings, 'acting');
    await due(body.id);
    const held = await result(body.id, /It is begun when that still holds/);
    expect(new Date(held.nextAt as string).getTime() - Date.now()).toBeLessThanOrEqual(10 * 60_000);
    await sql`update balance_policies set worth_since = now() - interval '11 minutes' where id = ${body.id}`.execute(
      server.db,
    );
    await due(body.id);
    const acted = await result(body.id, /Begun as run/);
    const runId = /run (\S+)\.$/.exec(acted.lastResult as string)?.[1] as string;
    expect((await ended(runId)).createdBy).toBe('policy acting');

    // Instances and loads are of one time: what was planned is what the next plan begins with.
    const { body: plans } = await call<{ id: string; runId: string }[]>(
      'GET',
      `/balance/plans?provider=${providerId}`,
    );
    const id = plans.find((one) => one.runId === runId)?.id;
    const { body: planned } = await call<BalancePlan>('GET', `/balance/plans/${id}`);
    const next = await preview({ settings: BY_MEMORY });
    expect(next.hosts.map(({ host, before }) => [host, before.memory])).toEqual(
      planned.hosts.map(({ host, after }) => [host, after.memory]),
    );
  });
});

describe('a maintenance', () => {
  /** Six moves off one host, one at a time. */
  const uneven = async () => {
    const full = 'north-compute-04';
    const added = demo.control.addInstances({ host: full, count: 10, flavor: 'm1.small' });
    await until('Evenkeel knows them', async () => {
      const { body } = await call<{ items: Instance[] }>('GET', '/instances?pageSize=100');
      return added.every((id) => body.items.some((one) => one.id === id && one.host === full));
    });
    const limits = { perSourceHost: 1, total: 1 };
    const plan = await preview({ settings: { ...BY_MEMORY, mostMoves: 6, limits } });
    expect(plan.steps.length, plan.sentence).toBeGreaterThan(2);
    return plan;
  };

  it('that begins in the same moment as a balance is first: the balance is not begun', async () => {
    const plan = await uneven();
    const host = plan.steps[0]?.to as string;
    const answer = await server.db.transaction().execute(async (transaction) => {
      await lockLine(transaction, providerId);
      const asked = begin(plan.id);
      await until('it waits for the line, the cloud looked at already', async () => {
        const { rows } = await sql`
          select 1 from pg_locks where locktype = 'advisory' and not granted
            and database = (select oid from pg_database where datname = current_database())`.execute(
          server.db,
        );
        return rows.length > 0;
      });
      await sql`${IN_MAINTENANCE} where name = ${host}`.execute(transaction);
      // Its answer comes when the line is free.
      return { asked };
    });
    const { status, body } = await answer.asked;
    await sql`delete from maintenances`.execute(server.db);
    expect([status, body.error.code, body.error.message]).toEqual([
      409,
      'host-in-maintenance',
      `${host} was put into maintenance meanwhile.`,
    ]);
  });

  it('cancels the moves of a balance that wait to go to its host, and the others go on', async () => {
    const plan = await uneven();
    const { body } = await begin(plan.id);
    const { moves } = body.run;
    const host = moves.at(-1)?.requestedHost as string;
    const asked = await call('POST', '/maintenance', {
      ...{ hosts: [{ providerId, host }], reason: 'test', idempotencyKey: randomUUID() },
      choices: { others: 'skip', instances: [] },
    });
    expect(asked.status).toBe(201);
    const run = await ended(body.run.id);
    const cancelled = run.moves.filter(({ outcome }) => outcome === 'cancelled');
    expect(cancelled.map(({ id }) => id)).toContain(moves.at(-1)?.id);
    for (const { reason } of cancelled)
      expect(reason).toBe(`${host} was put into maintenance before the turn of this move. Nothing was sent.`);
    const others = run.moves.filter(({ requestedHost }) => requestedHost !== host);
    expect(others.map(({ outcome }) => outcome)).toEqual(others.map(() => 'succeeded'));
  });
});
