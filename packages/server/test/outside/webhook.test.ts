/** Webhooks: told with one id until they take it, believed by their signature alone. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Outside } from '../../src/outside/index.ts';
import { isGenuine } from '../../src/outside/signature.ts';
import { until } from '../harness.ts';
import { callbackOf, type OutsideWorld, startOutsideWorld } from './world.ts';

let world: OutsideWorld;
let service: Outside;
let secret: string;
const MINUTE = 60;

beforeAll(async () => {
  world = await startOutsideWorld();
  service = world.start();
  secret = (await service.webhooks.create({ name: 'rack', url: world.url }, 'ada')).secret;
});
afterAll(() => world.stop());
beforeEach(() => {
  world.answer.status = 202;
  world.received.length = 0;
});

async function told(
  more: Parameters<OutsideWorld['wanted']>[0] = {},
): Promise<{ id: string; askedFor: string }> {
  const wanted = world.wanted({ kind: 'webhook', name: 'rack', ...more });
  await service.startOutside(wanted);
  const row = await until('it was taken', async () => {
    const found = await world.row(wanted.askedFor);
    return found?.state === 'accepted' && found;
  });
  return { id: row.id, askedFor: wanted.askedFor };
}

test('it is told with a signature that only its holder can make, and believed when it calls back', async () => {
  const { id, askedFor } = await told();
  const [message] = world.received;
  const { headers, body } = message as (typeof world.received)[number];
  const signed = { id, timestamp: String(headers['webhook-timestamp']), body };
  expect(headers['webhook-id']).toBe(id);
  expect(isGenuine(secret, signed, String(headers['webhook-signature']), Date.now())).toBe(true);
  expect(JSON.parse(body)).toMatchObject({
    type: 'host.empty',
    data: { id, callback: `/api/v1/callbacks/${id}`, host: 'compute-01', provider: 'North' },
  });
  expect((await service.lookAt(askedFor))?.state).toBe('waiting');
  await service.receive(callbackOf(secret, id, { message: 'firmware 4.2' }));
  expect(await service.lookAt(askedFor)).toMatchObject({
    state: 'done',
    message: 'The webhook rack is done. It says: firmware 4.2',
  });
});

test('it says that it could not, and a person is told what it said', async () => {
  const { id, askedFor } = await told();
  await service.receive(callbackOf(secret, id, { outcome: 'failed', message: 'no spare part' }));
  expect(await service.lookAt(askedFor)).toMatchObject({
    state: 'failed',
    message: 'The webhook rack could not do it. It says: no spare part',
  });
});

test('its list tells what was asked of it last, and where it leads can be changed', async () => {
  const { id } = await told({ host: 'compute-07' });
  const shown = async () => (await service.webhooks.list()).find(({ name }) => name === 'rack');
  expect((await shown())?.lastUse).toMatchObject({ host: 'compute-07', state: 'accepted', message: null });
  await service.receive(callbackOf(secret, id, { outcome: 'failed', message: 'no spare part' }));
  expect((await shown())?.lastUse).toMatchObject({
    state: 'failed',
    message: expect.stringContaining('no spare'),
  });
  const webhookId = (await shown())?.id as string;
  expect(await service.webhooks.change(webhookId, { url: `${world.url}/new` })).toMatchObject({
    name: 'rack',
    url: `${world.url}/new`,
    lastUse: { host: 'compute-07' },
  });
  await expect(service.webhooks.change(webhookId, { url: 'http://169.254.169.254/' })).rejects.toMatchObject({
    code: 'address-not-allowed',
  });
  expect(await service.webhooks.change(crypto.randomUUID(), { url: world.url })).toBeNull();
  await service.webhooks.change(webhookId, { url: world.url });
});

test('one that is made anew under the same name was never asked', async () => {
  const first = await service.webhooks.create({ name: 'twice', url: world.url }, 'ada');
  await told({ name: 'twice' });
  await service.webhooks.delete(first.id);
  await service.webhooks.create({ name: 'twice', url: world.url }, 'ada');
  expect((await service.webhooks.list()).find(({ name }) => name === 'twice')?.lastUse).toBeNull();
});

test('who can not sign is told nothing, whatever is wrong', async () => {
  const { id, askedFor } = await told();
  const other = await service.webhooks.create({ name: 'other', url: world.url }, 'ada');
  const right = callbackOf(secret, id);
  const forged = [
    callbackOf(other.secret, id),
    { ...right, signature: '' },
    { ...right, signature: 'v1,' },
    { ...right, signature: right.signature.slice(0, -1) },
    { ...right, body: Buffer.from(right.body.toString().replace('done', 'gone')) },
    { ...right, messageId: `${right.messageId}x` },
    { ...right, messageId: '' },
    { ...right, timestamp: String(Number(right.timestamp) + 1) },
    { ...right, timestamp: 'now' },
    callbackOf(secret, id, { ageSeconds: 6 * MINUTE }),
    callbackOf(secret, id, { ageSeconds: -6 * MINUTE }),
    callbackOf(secret, '11111111-1111-4111-8111-111111111111'),
  ];
  for (const callback of forged)
    await expect(service.receive(callback)).rejects.toMatchObject({
      status: 401,
      message: 'This call-back is not accepted.',
    });
  expect((await service.lookAt(askedFor))?.state).toBe('waiting');
  await service.receive({ ...right, signature: `v1,bm90IHRoaXM= ${right.signature}` });
  expect((await service.lookAt(askedFor))?.state).toBe('done');
});

test('a call-back that was overheard is of no use a second time, here or elsewhere', async () => {
  const [one, two] = [await told(), await told()];
  const overheard = callbackOf(secret, one.id);
  await service.receive(overheard);
  await expect(service.receive(overheard)).rejects.toMatchObject({ status: 409, code: 'replayed' });
  await expect(service.receive({ ...overheard, stepId: two.id })).rejects.toMatchObject({ status: 400 });
  await expect(service.receive(callbackOf(secret, two.id, { id: one.id }))).rejects.toMatchObject({
    status: 400,
  });
  await expect(service.receive(callbackOf(secret, one.id, { outcome: 'failed' }))).rejects.toMatchObject({
    status: 409,
    code: 'over',
  });
  expect((await service.lookAt(one.askedFor))?.state).toBe('done');
  expect((await service.lookAt(two.askedFor))?.state).toBe('waiting');
});

test('a message that is not taken is sent again with the same id', async () => {
  world.answer.status = 503;
  const wanted = world.wanted({ kind: 'webhook', name: 'rack' });
  await service.startOutside(wanted);
  await until('it was sent twice', () => world.received.length >= 2);
  world.answer.status = 200;
  await until('it was taken', async () => (await world.row(wanted.askedFor))?.state === 'accepted');
  expect(new Set(world.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
});

test('who never takes it, and who never calls back, is told apart', async () => {
  const calls = world.wanted({ kind: 'webhook', name: 'rack', timeoutMs: 300 });
  await service.startOutside(calls);
  expect((await world.ended(calls.askedFor)).message).toContain(
    'took the message and did not call back within',
  );
  world.answer.status = 500;
  const takes = world.wanted({ kind: 'webhook', name: 'rack', timeoutMs: 300 });
  await service.startOutside(takes);
  const { message } = await world.ended(takes.askedFor);
  expect(message).toMatch(/did not take the message within 1 minutes\. It answered 500\.$/);
  const late = callbackOf(secret, (await world.row(calls.askedFor))?.id ?? '');
  await expect(service.receive(late)).rejects.toMatchObject({ status: 409, code: 'over' });
});

test('a webhook that was deleted is told to a person', async () => {
  const { id } = await service.webhooks.create({ name: 'gone', url: world.url }, 'ada');
  expect(await service.webhooks.delete(id)).toBe(true);
  const wanted = world.wanted({ kind: 'webhook', name: 'gone' });
  await service.startOutside(wanted);
  expect((await world.ended(wanted.askedFor)).message).toContain('there is no webhook of this name any more');
});

for (const at of ['claimed', 'recorded', 'after-message'] as const)
  test(`killed at "${at}", the same message is sent by another server`, async () => {
    const wanted = world.wanted({ kind: 'webhook', name: 'rack' });
    await service.stop();
    await new Promise<void>((resolve) => {
      const dying = world.start({
        checkpoint: (name) => {
          if (name !== at) return;
          resolve();
          throw new Error('killed');
        },
      });
      void dying.startOutside(wanted);
    });
    service = world.start();
    await until('it was taken', async () => (await world.row(wanted.askedFor))?.state === 'accepted');
    expect(new Set(world.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(world.received.length).toBe(at === 'after-message' ? 2 : 1);
  });

test('a trial tells how it went', async () => {
  const [webhook] = await service.webhooks.list();
  world.answer.status = 204;
  expect(await service.webhooks.try(webhook?.id ?? '')).toMatchObject({ accepted: true });
  world.answer.status = 404;
  expect((await service.webhooks.try(webhook?.id ?? ''))?.message).toMatch(
    /did not take the message\. It answered 404\.$/,
  );
  expect(JSON.stringify(webhook)).not.toContain(secret);
});

test('an address that is not to be spoken to is refused', async () => {
  await expect(
    service.webhooks.create({ name: 'metadata', url: 'http://169.254.169.254/' }, 'ada'),
  ).rejects.toMatchObject({ status: 400, code: 'address-not-allowed' });
});
