import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { commandLine, processStart } from '../../src/start/process-identity.ts';
import { createTestDatabase } from '../database.ts';
import {
  choosePassword,
  type ServerProcess,
  type ServerProcessOptions,
  startServerProcess,
  temporaryFolder,
  until,
} from '../harness.ts';

// Three starts in one test take seconds, and many times that on a machine that is busy with something else.
vi.setConfig({ testTimeout: 180_000 });

const started: ServerProcess[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const one of started.splice(0)) await one.stop();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function launch(options: ServerProcessOptions = {}): Promise<ServerProcess> {
  const one = await startServerProcess(options);
  started.push(one);
  return one;
}

async function dataFolder(): Promise<string> {
  const folder = await temporaryFolder();
  folders.push(folder);
  return folder;
}

/** Pids of every postmaster that runs on this data directory; they are started with its path, their children are not. */
function postmasters(data: string): number[] {
  return execFileSync('ps', ['-eo', 'pid='], { encoding: 'utf8' })
    .trim()
    .split(/\s+/)
    .map(Number)
    .filter((pid) => commandLine(pid)?.includes(` -D ${join(data, 'postgres', 'data')} `));
}

/** From the line that a person reads. */
function codeIn(output: string): string | undefined {
  return /with the code {2}(\S+)/.exec(output)?.[1];
}

async function signIn(url: string, password: string): Promise<number> {
  const response = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-evenkeel-request': '1' },
    body: JSON.stringify({ username: 'admin', password }),
  });
  return response.status;
}

test('a first start says where to go and how to sign in, a second beside it is refused, Ctrl-C leaves nothing behind', async () => {
  const data = await dataFolder();
  const server = await launch({ data });
  const url = await server.ready();
  await until('the address is printed', () => server.output().includes(url));
  expect(server.output()).toMatch(/"Demo north" and "Demo south" are simulated/);
  const code = codeIn(server.output()) as string;
  const password = 'chosen at the first start';
  expect((await choosePassword(url, code, password)).status).toBe(200);
  expect(postmasters(data)).toHaveLength(1);

  for (const secretFile of ['owner.json', 'secret.key', 'postgres.json'])
    expect(statSync(join(data, secretFile)).mode & 0o777, secretFile).toBe(0o600);
  expect(statSync(join(data, 'postgres')).mode & 0o777).toBe(0o700);

  const second = await launch({ data });
  expect(await second.exited).toEqual({ code: 1, signal: null });
  expect(second.output()).toContain(`process ${server.pid}, at ${url}`);
  expect(second.output()).not.toMatch(/\n\s+at /);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);

  server.kill('SIGINT');
  expect(await server.exited).toEqual({ code: 0, signal: null });
  expect(postmasters(data)).toEqual([]);
  expect(existsSync(join(data, 'owner.json'))).toBe(false);

  const again = await launch({ data });
  const newUrl = await again.ready();
  await until('the address is printed', () => again.output().includes(newUrl));
  expect(again.output()).toContain('--reset-password');
  expect(codeIn(again.output())).toBeUndefined();
  expect(await signIn(newUrl, password)).toBe(200);
  again.kill('SIGTERM');
  expect(await again.exited).toEqual({ code: 0, signal: null });

  const secrets = [code, password, JSON.parse(readFileSync(join(data, 'postgres.json'), 'utf8')).password];
  for (const secret of secrets) expect(again.output()).not.toContain(secret);
});

test('after kill -9 the next start stops the PostgreSQL that was left, and runs on the same data', async () => {
  const data = await dataFolder();
  const first = await launch({ data });
  await first.ready();
  const token = await first.createToken();
  const [left] = postmasters(data) as [number];
  first.kill('SIGKILL');
  expect((await first.exited).signal).toBe('SIGKILL');
  expect(postmasters(data)).toEqual([left]);

  const second = await launch({ data });
  const url = await second.ready();
  const [mine, ...others] = postmasters(data);
  expect(others).toEqual([]);
  expect(mine).not.toBe(left);
  expect(processStart(left)).toBeNull();
  const answer = await fetch(`${url}/api/v1/providers`, { headers: { authorization: `Bearer ${token}` } });
  const providers = (await answer.json()) as { name: string; demo: boolean }[];
  expect(providers.map(({ name, demo }) => ({ name, demo }))).toEqual([
    { name: 'Demo north', demo: true },
    { name: 'Demo south', demo: true },
  ]);

  // And the other way round: without its PostgreSQL the server does not stay as something that answers nothing.
  process.kill(mine as number, 'SIGKILL');
  expect(await second.exited).toEqual({ code: 1, signal: null });
  expect(second.output()).toContain('The embedded PostgreSQL ended by itself');
});

test('a port in use is a sentence, and PostgreSQL is stopped again', async () => {
  const data = await dataFolder();
  const occupant: Server = createServer();
  await once(occupant.listen(0, '127.0.0.1'), 'listening');
  try {
    const { port } = occupant.address() as { port: number };
    const server = await launch({ data, arguments: ['--port', String(port)] });
    expect(await server.exited).toEqual({ code: 1, signal: null });
    expect(server.output()).toContain(`Port ${port} of 127.0.0.1 is in use`);
    expect(server.output()).not.toMatch(/\n\s+at /);
    expect(postmasters(data)).toEqual([]);
    expect(existsSync(join(data, 'lock'))).toBe(false);
  } finally {
    occupant.close();
  }
});

test('with DATABASE_URL nothing embedded is started; an unreachable one is a sentence without its password', async () => {
  const database = await createTestDatabase();
  try {
    const server = await launch({ databaseUrl: database.url });
    await server.ready();
    expect(existsSync(join(server.data, 'postgres'))).toBe(false);
    await server.stop();

    const password = randomBytes(8).toString('hex');
    const nowhere = await launch({ databaseUrl: `postgresql://someone:${password}@127.0.0.1:1/nothing` });
    expect(await nowhere.exited).toEqual({ code: 1, signal: null });
    expect(nowhere.output()).toMatch(/The database can not be used: .*ECONNREFUSED/);
    expect(nowhere.output()).not.toContain(password);
  } finally {
    await database.drop();
  }
});
