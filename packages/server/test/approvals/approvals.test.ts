/** What touches many instances waits for a second person, and is then done once, as it was asked for. */
import { randomUUID } from 'node:crypto';
import type {
  Approval,
  BalancePlan,
  CampaignDetail,
  Host,
  MaintenanceDetail,
  Run,
  RunSummary,
  WaitsForApproval,
} from '@evenkeel/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToken } from '../../src/db/tokens.ts';
import { until } from '../harness.ts';
import { type ApprovalWorld, type Person, startApprovalWorld } from './world.ts';

let world: ApprovalWorld;
let asker: Person;
let second: Person;

beforeAll(async () => {
  world = await startApprovalWorld();
  asker = await world.person({});
  second = await world.person({});
  await world.set(world.north, { runsAbove: 1 });
});
afterAll(() => world?.stop());

/** Each test takes instances of its own. */
let taken = 0;
const runOf = (count: number) => {
  const instances = world.instances
    .slice(taken, taken + count)
    .map(({ providerId, id }) => ({ providerId, id }));
  expect(instances).toHaveLength(count);
  taken += count;
  return { instances, options: {}, idempotencyKey: randomUUID() };
};
const runs = async () => (await world.nobody<RunSummary[]>('GET', '/runs')).body.length;
async function waiting(path = '/runs', body: unknown = runOf(2), who = asker): Promise<Approval> {
  const answer = await who.ask<WaitsForApproval>('POST', path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return answer.body.approval;
}
const decide = (who: Person, { id }: Approval, what = 'approve', comment = '') =>
  who.ask('POST', `/approvals/${id}/${what}`, { comment });
const stateOf = async ({ id }: Approval) =>
  (await world.nobody<Approval[]>('GET', '/approvals?state=all')).body.find((one) => one.id === id)?.state;

describe('a run above the bound', () => {
  it('waits, and nothing of it is begun; the same press again is the same request', async () => {
    const body = runOf(2);
    const before = await runs();
    const approval = await waiting('/runs', body);
    expect(approval).toMatchObject({
      ...{ kind: 'run', title: 'Migrate 2 instances', providers: ['Demo north'], instances: 2 },
      ...{ state: 'pending', askedBy: asker.name, own: true, begun: [], decidedBy: null },
    });
    expect(Date.parse(approval.expiresAt) - Date.parse(approval.askedAt)).toBe(24 * 3_600_000);
    expect((await waiting('/runs', body)).id).toBe(approval.id);
    const other = await asker.ask('POST', '/runs', { ...body, instances: body.instances.slice(1) });
    expect([other.status, other.body.error.code]).toEqual([409, 'key-reused']);
    expect(await runs()).toBe(before);
    expect((await decide(second, approval, 'decline')).status).toBe(200);
  });

  it('is begun when another person approves it, once, for who asked', async () => {
    const body = runOf(2);
    const approval = await waiting('/runs', body);
    const before = await runs();
    const { status, body: done } = await decide(second, approval, 'approve', 'go');
    expect([status, done.state, done.decidedBy, done.comment]).toEqual([200, 'done', second.name, 'go']);
    expect(done.begun).toHaveLength(1);
    const { body: run } = await asker.ask<Run>('GET', `/runs/${done.begun[0]}`);
    expect([run.createdBy, run.moves.length]).toEqual([asker.as, 2]);
    const again = await asker.ask<Run>('POST', '/runs', body);
    expect([again.status, again.body.id]).toEqual([200, run.id]);
    const twice = await decide(second, approval);
    expect([twice.status, twice.body.error.code]).toEqual([409, 'approval-not-open']);
    expect(await runs()).toBe(before + 1);
  });

  it('is decided neither by who asked, nor by a token of theirs, nor by nobody', async () => {
    const approval = await waiting();
    const { db, url } = world.server;
    const { token } = await createToken(db, { name: 'other', createdBy: 'x', ownerId: asker.id });
    const byToken = await fetch(`${url}/api/v1/approvals/${approval.id}/approve`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(byToken.status).toBe(403);
    for (const what of ['approve', 'decline']) {
      const own = await decide(asker, approval, what);
      expect([own.status, own.body.error.code]).toEqual([403, 'own-request']);
      const nobody = await world.nobody('POST', `/approvals/${approval.id}/${what}`, {});
      expect([nobody.status, nobody.body.error.code]).toEqual([403, 'person-needed']);
    }
    const asked = await world.nobody('POST', '/runs', runOf(2));
    expect([asked.status, asked.body.error.code]).toEqual([403, 'person-needed']);
    expect(await stateOf(approval)).toBe('pending');
    expect((await decide(second, approval, 'decline')).status).toBe(200);
  });

  it('is seen and decided only where somebody may', async () => {
    const approval = await waiting();
    const viewer = await world.person({ role: 'viewer' });
    expect((await decide(viewer, approval)).status).toBe(403);
    const elsewhere = await world.person({ providerId: world.south });
    expect((await decide(elsewhere, approval)).status).toBe(404);
    expect((await elsewhere.ask<Approval[]>('GET', '/approvals')).body).toEqual([]);
    const watching = await world.person(
      { role: 'viewer', providerId: world.north },
      { providerId: world.south },
    );
    expect((await decide(watching, approval)).status).toBe(403);
    const here = await world.person({ providerId: world.north });
    const { body: seen } = await here.ask<Approval[]>('GET', '/approvals');
    expect(seen.map(({ id, own }) => [id, own])).toEqual([[approval.id, false]]);
    expect((await decide(here, approval)).body.state).toBe('done');
  });

  it('that was declined or came too late is never begun', async () => {
    const body = runOf(2);
    const declined = await waiting('/runs', body);
    const before = await runs();
    await decide(second, declined, 'decline', 'Not tonight.');
    const again = await asker.ask('POST', '/runs', body);
    expect([again.status, again.body.error.code]).toEqual([409, 'approval-declined']);
    expect(again.body.error.message).toContain('Not tonight.');

    const late = await waiting();
    await sql`update approvals set expires_at = now() where id = ${late.id}`.execute(world.server.db);
    const tooLate = await decide(second, late);
    expect([tooLate.status, tooLate.body.error.code]).toEqual([409, 'approval-not-open']);
    await until('it has expired', async () => (await stateOf(late)) === 'expired');
    expect(await runs()).toBe(before);
  });

  it('is not begun for somebody who may not any more', async () => {
    const leaving = await world.person({});
    const approval = await waiting('/runs', runOf(2), leaving);
    await sql`update users set disabled_at = now() where id = ${leaving.id}`.execute(world.server.db);
    const { status, body } = await decide(second, approval);
    expect([status, body.error.code]).toEqual([409, 'asker-may-not']);
    expect(await stateOf(approval)).toBe('pending');
    expect((await decide(second, approval, 'decline')).status).toBe(200);
  });

  it('is begun once when two approve it at one moment', async () => {
    const approval = await waiting();
    const before = await runs();
    const third = await world.person({});
    const answers = await Promise.all([decide(second, approval), decide(third, approval)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    await until('it is begun', async () => (await stateOf(approval)) === 'done');
    expect(await runs()).toBe(before + 1);
  });

  it('says why, when it could not be begun', async () => {
    const wanted = runOf(2);
    const approval = await waiting('/runs', wanted);
    await world.set(world.north, { runsAbove: null });
    const instances = wanted.instances.slice(0, 1);
    const first = await asker.ask('POST', '/runs', { instances, options: {}, idempotencyKey: randomUUID() });
    expect(first.status).toBe(201);
    const { status, body } = await decide(second, approval);
    expect([status, body.state]).toEqual([200, 'failed']);
    expect(body.error).toMatch(/is already being moved/);
    await world.set(world.north, { runsAbove: 1 });
  });
});

it('what one person begins alone is added up, whatever token it comes with; what was approved is not', async () => {
  const splitting = await world.person({});
  await world.set(world.north, { runsAbove: 2 });
  const approved = await waiting('/runs', runOf(3), splitting);
  expect((await decide(second, approved)).body).toMatchObject({ state: 'done' });
  for (let begun = 0; begun < 2; begun += 1)
    expect((await splitting.ask('POST', '/runs', runOf(1))).status).toBe(201);
  const third = await waiting('/runs', runOf(1), splitting);
  expect(third).toMatchObject({ title: 'Migrate 1 instance, after 2 in the last hour', instances: 1 });
  expect((await decide(second, third, 'decline')).status).toBe(200);
  const other = await world.person({});
  expect((await other.ask('POST', '/runs', runOf(1))).status).toBe(201);
  await world.set(world.north, { runsAbove: 1 });
});

it('at the bound, and where none is set, nothing waits', async () => {
  const fresh = await world.person({});
  expect((await fresh.ask('POST', '/runs', runOf(1))).status).toBe(201);
  const { body: settings } = await asker.ask('GET', `/providers/${world.south}/approvals`);
  expect(settings).toEqual({ runsAbove: null, automaticBalance: false });
  const wanted = { runsAbove: 5, automaticBalance: true };
  expect((await asker.ask('PUT', `/providers/${world.south}/approvals`, wanted)).status).toBe(403);
});

describe('in the south', () => {
  beforeAll(() => world.set(world.south, { runsAbove: 0 }));

  const hostsOf = async () =>
    (await world.nobody<Host[]>('GET', '/hosts')).body.filter(({ providerId }) => providerId === world.south);

  it('a plan of balance waits, and is carried out as it was looked at', async () => {
    const settings = {
      ...{ goal: { kind: 'even', weights: { memory: 1 } }, cooldownMinutes: 0, mostMoves: 1 },
      leastImprovement: 0.0001,
    };
    const asked = { providerId: world.south, settings };
    const { body: plan } = await asker.ask<BalancePlan>('POST', '/balance/preview', asked);
    expect(plan.steps).toHaveLength(1);
    const wanted = { planId: plan.id, idempotencyKey: randomUUID() };
    const approval = await waiting('/balance/runs', wanted);
    expect(approval.title).toBe('Balance Demo south: migrate 1 instance');
    const { body: done } = await decide(second, approval);
    expect(done.state, done.error ?? '').toBe('done');
    const { body: run } = await asker.ask<Run>('GET', `/runs/${done.begun[0]}`);
    expect([run.kind, run.moves.length]).toEqual(['balance', 1]);
    expect((await asker.ask('POST', '/balance/runs', wanted)).status).toBe(200);
  });

  it('maintenance and a campaign wait too', async () => {
    const [first, other] = await hostsOf();
    const choices = { others: 'skip' };
    const maintenance = await waiting('/maintenance', {
      hosts: [{ providerId: world.south, host: first?.name }],
      ...{ choices, reason: 'disks', idempotencyKey: randomUUID() },
    });
    expect(maintenance.title).toMatch(
      new RegExp(`^Put ${first?.name} into maintenance, with \\d+ instances$`),
    );
    const { body: drained } = await decide(second, maintenance);
    expect(drained.state, drained.error ?? '').toBe('done');
    const { body: begun } = await asker.ask<MaintenanceDetail>('GET', `/maintenance/${drained.begun[0]}`);
    expect([begun.host, begun.createdBy]).toEqual([first?.name, asker.as]);

    const campaign = await waiting('/campaigns', {
      ...{ name: 'disks', providerId: world.south, hosts: [other?.name] },
      ...{ settings: { choices }, idempotencyKey: randomUUID() },
    });
    expect(campaign.title).toContain(`Begin the campaign disks: ${other?.name}, with`);
    const { body: approved } = await decide(second, campaign);
    expect(approved.state, approved.error ?? '').toBe('done');
    const { body: detail } = await asker.ask<CampaignDetail>('GET', `/campaigns/${approved.begun[0]}`);
    expect([detail.name, detail.createdBy]).toEqual(['disks', asker.as]);
  });
});
