/** What an automatic policy plans waits for a person where the provider says so. */
import { randomUUID } from 'node:crypto';
import type {
  Approval,
  BalancePlanSummary,
  BalancePolicy,
  BalanceRun,
  WaitsForApproval,
} from '@evenkeel/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../harness.ts';
import { type ApprovalWorld, startApprovalWorld } from './world.ts';

let world: ApprovalWorld;
beforeAll(async () => {
  world = await startApprovalWorld();
});
afterAll(() => world?.stop());

const SETTINGS = {
  ...{ goal: { kind: 'even', weights: { memory: 1 } }, cooldownMinutes: 0, mostMoves: 1 },
  ...{ leastImprovement: 0.0001, mode: 'automatic', schedule: '0 3 1 1 *', holdMinutes: 0 },
};

test.each([
  ['all of it', { automaticBalance: true }],
  ['what is above the bound', { runsAbove: 0 }],
])('%s is suggested, and begins when a person wants it', async (name, needed) => {
  await world.set(world.north, needed);
  const wanted = { providerId: world.north, name, settings: SETTINGS };
  const { body: policy } = await world.nobody<BalancePolicy>('POST', '/balance/policies', wanted);
  await sql`update balance_policies set next_at = now() where id = ${policy.id}`.execute(world.server.db);
  const plan = await until('it has looked', async () => {
    const { body } = await world.nobody<BalancePlanSummary[]>('GET', '/balance/plans?status=waiting');
    return body.find((one) => one.policy?.name === name);
  });
  const looked = await until('what came of it is written', () =>
    world
      .nobody<BalancePolicy[]>('GET', '/balance/policies')
      .then(({ body }) => body.find(({ id }) => id === policy.id)?.lastResult),
  );
  expect(looked).toContain('a person has to approve it');
  expect(plan.runId).toBeNull();

  await world.set(world.north, {});
  const person = await world.person({});
  const begun = await person.ask<BalanceRun>('POST', '/balance/runs', {
    planId: plan.id,
    idempotencyKey: randomUUID(),
  });
  expect(begun.status, JSON.stringify(begun.body)).toBe(201);
  await until('the run has ended', async () => {
    const { body } = await world.nobody<BalanceRun['run']>('GET', `/runs/${begun.body.run.id}`);
    return body.status === 'done';
  });
});

test('who made the policy does not let its plan begin alone', async () => {
  await world.set(world.south, { automaticBalance: true });
  const [maker, second] = [
    await world.person({ role: 'administrator' }),
    await world.person({ role: 'operator' }),
  ];
  const wanted = { providerId: world.south, name: 'mine', settings: SETTINGS };
  const { body: policy } = await maker.ask<BalancePolicy>('POST', '/balance/policies', wanted);
  await sql`update balance_policies set next_at = now() where id = ${policy.id}`.execute(world.server.db);
  const plan = await until('it has looked', async () => {
    const { body } = await maker.ask<BalancePlanSummary[]>('GET', '/balance/plans?status=waiting');
    return body.find((one) => one.policy?.name === 'mine');
  });
  const run = { planId: plan.id, idempotencyKey: randomUUID() };
  const held = await maker.ask<WaitsForApproval>('POST', '/balance/runs', run);
  expect(held.status, JSON.stringify(held.body)).toBe(202);
  const path = `/approvals/${held.body.approval.id}/approve`;
  expect((await maker.ask('POST', path, {})).status).toBe(403);
  expect((await second.ask<Approval>('POST', path, {})).body).toMatchObject({ state: 'done' });
});
