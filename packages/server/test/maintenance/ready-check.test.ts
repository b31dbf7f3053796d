/** A command or a webhook is asked before a host is used again: once for each return, whoever dies in between. */
import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type MaintenanceDetail, MaintenanceRequest } from '@evenkeel/contract';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type MaintenanceService, READY_CHECKPOINTS } from '../../src/maintenance/index.ts';
import { temporaryFolder } from '../harness.ts';
import { callbackOf } from '../outside/world.ts';
import { until } from '../runner/world.ts';
import { type Controllers, reaches, startControllers } from './controllers.ts';

/** Nothing is on it. */
const EMPTY = 'north-compute-04';
const READY = { kind: 'command', name: 'ready' } as const;

let controllers: Controllers;
let log: string;
let broken: string;
/** Messages that the webhook got. */
const told: { type: string; data: { id: string; host: string } }[] = [];
const program = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  told.push(JSON.parse(Buffer.concat(parts).toString('utf8')));
  response.writeHead(202).end();
});

beforeAll(async () => {
  const folder = await temporaryFolder();
  [log, broken] = [join(folder, 'log'), join(folder, 'broken')];
  const script = `echo "$TYPE $HOST" >> ${log}; test ! -e ${broken} || { echo fan 3 is dead; exit 1; }`;
  controllers = await startControllers(new Map([['ready', ['/bin/sh', '-c', script]]]));
  await new Promise<void>((resolve) => program.listen(0, '127.0.0.1', resolve));
});
afterEach(() => controllers.stopControllers());
afterAll(async () => {
  await controllers?.stop();
  program.closeAllConnections();
  await new Promise((resolve) => program.close(resolve));
});

async function hold(service: MaintenanceService): Promise<string> {
  await writeFile(log, '');
  const hosts = [{ providerId: controllers.world.north, host: EMPTY }];
  const request = { ...MaintenanceRequest.parse({ hosts }), idempotencyKey: randomUUID() };
  const { maintenances } = await service.create(request, 'ada');
  const id = maintenances[0]?.id ?? '';
  await reaches(service, id, ({ state }) => state === 'held');
  return id;
}
const asked = async () => (await readFile(log, 'utf8')).split('\n').filter(Boolean);
const isEnabled = () =>
  controllers.world.demo.control.hosts('north').find(({ name }) => name === EMPTY)?.enabled;
const isEnded = ({ state }: MaintenanceDetail) => state === 'ended';
const needsSomebody = ({ state }: MaintenanceDetail) => state === 'needs-attention';
const wordsOf = ({ events }: MaintenanceDetail) => events.map(({ message }) => message);

test('asked when Nova is content, and the host is used again once it says ready', async () => {
  const service = controllers.controller();
  const id = await hold(service);
  const preview = await service.previewReturn(id, READY);
  expect(preview?.checks.at(-1)).toEqual({
    ...{ name: 'command', ok: null, message: 'The command ready will be asked.' },
  });
  await service.return(id, { readyCheck: READY }, 'ada');
  const ended = await reaches(service, id, isEnded);
  expect(await asked()).toEqual([`host.ready ${EMPTY}`]);
  expect(isEnabled()).toBe(true);
  expect(wordsOf(ended).slice(-6)).toEqual([
    'ada asked for its return. The command ready is to say that it is ready.',
    'ada asked for its return.',
    `The command ready is asked whether ${EMPTY} is ready.`,
    `The command ready for the check of ${EMPTY} ended well.`,
    `${EMPTY} is enabled again.`,
    `The maintenance of ${EMPTY} has ended.`,
  ]);
});

test('a name that nobody knows is refused, and nothing is asked for', async () => {
  const service = controllers.controller();
  const id = await hold(service);
  const readyCheck = { kind: 'webhook', name: 'nobody' } as const;
  await expect(service.previewReturn(id, readyCheck)).rejects.toMatchObject({ status: 400 });
  await expect(service.return(id, { readyCheck }, 'ada')).rejects.toMatchObject({ status: 400 });
  expect(await service.get(id)).toMatchObject({ state: 'held' });
  await service.return(id, {}, 'ada');
  await reaches(service, id, isEnded);
  expect(await asked()).toEqual([]);
});

test('it says no: a person is asked, and a second return asks it again', async () => {
  const service = controllers.controller();
  const id = await hold(service);
  await writeFile(broken, '');
  await service.return(id, { readyCheck: READY }, 'ada');
  const { attention } = await reaches(service, id, needsSomebody);
  expect(attention?.reason).toContain('ended with exit code 1. Its last line: fan 3 is dead.');
  expect(attention?.nextStep).toContain('return the host again');
  expect(isEnabled()).toBe(false);
  await rm(broken);
  await service.return(id, { readyCheck: READY }, 'ada');
  await reaches(service, id, isEnded);
  expect((await asked()).length).toBe(2);
  expect(isEnabled()).toBe(true);
});

test('a webhook calls back with no; a return without a check goes on', async () => {
  const service = controllers.controller();
  const { port } = program.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/hook`;
  const { secret } = await controllers.outside.webhooks.create({ name: 'rack', url }, 'ada');
  const id = await hold(service);
  await service.return(id, { readyCheck: { kind: 'webhook', name: 'rack' } }, 'ada');
  const message = await until('it is told', async () => told[0] ?? false);
  expect(message).toMatchObject({ type: 'host.ready', data: { host: EMPTY } });
  const answer = callbackOf(secret, message.data.id, { outcome: 'failed', message: 'no light on port 2' });
  await controllers.outside.receive(answer);
  const { attention } = await reaches(service, id, needsSomebody);
  expect(attention?.reason).toContain('no light on port 2');
  expect(isEnabled()).toBe(false);
  await service.return(id, {}, 'ada');
  await reaches(service, id, isEnded);
  expect(isEnabled()).toBe(true);
  expect(told.length).toBe(1);
});

test.each(READY_CHECKPOINTS)('killed at %s, the next one goes on and it is asked once', async (at) => {
  const id = await hold(controllers.controller());
  await controllers.stopControllers();
  const { service, died } = controllers.doomed(at);
  await service.return(id, { readyCheck: READY }, 'ada');
  await died;
  await reaches(controllers.controller(), id, isEnded);
  expect(await asked()).toEqual([`host.ready ${EMPTY}`]);
  expect(isEnabled()).toBe(true);
});
