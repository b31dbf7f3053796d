/** Killed between the approval and what it begins: begun by the next process, once. */
import { randomUUID } from 'node:crypto';
import type { Approval, RunSummary, WaitsForApproval } from '@evenkeel/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { APPROVAL_CHECKPOINTS } from '../../src/approvals/carry-out.ts';
import { until } from '../harness.ts';
import { type ApprovalWorld, startApprovalWorld } from './world.ts';

let world: ApprovalWorld;
beforeAll(async () => {
  world = await startApprovalWorld();
});
afterAll(() => world?.stop());

test.each(APPROVAL_CHECKPOINTS)('killed at %s', async (at) => {
  await world.restart({
    checkpoint: (name) => {
      if (name === at) throw new Error('kill -9');
    },
  });
  await world.set(world.north, { runsAbove: 0 });
  const [asker, second] = [await world.person({}), await world.person({})];
  const place = APPROVAL_CHECKPOINTS.indexOf(at);
  const { providerId, id } = world.instances[place] as { providerId: string; id: string };
  const idempotencyKey = randomUUID();
  const wanted = { instances: [{ providerId, id }], options: {}, idempotencyKey };
  const { status, body } = await asker.ask<WaitsForApproval>('POST', '/runs', wanted);
  expect(status).toBe(202);
  expect((await second.ask('POST', `/approvals/${body.approval.id}/approve`, {})).status).toBe(500);
  const state = async () => {
    const { body: all } = await second.ask<Approval[]>('GET', '/approvals?state=all');
    return all.find((one) => one.id === body.approval.id) as Approval;
  };
  expect((await state()).state).toBe('approved');

  await world.restart({});
  const done = await until('it is begun', async () => {
    const now = await state();
    return now.state === 'done' && now;
  });
  expect(done.begun).toHaveLength(1);
  const { body: runs } = await asker.ask<RunSummary[]>('GET', '/runs');
  const theirs = runs.filter(({ createdBy }) => createdBy === asker.as);
  expect(theirs.map((run) => run.id)).toEqual(done.begun);
});
