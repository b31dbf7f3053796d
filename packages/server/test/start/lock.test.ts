import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LockHeld, takeLock } from '../../src/start/lock.ts';
import { commandLine, processStart } from '../../src/start/process-identity.ts';
import { temporaryFolder, until } from '../harness.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder, 'lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a lock names its holder to whoever comes second, and is free again after its release', async () => {
  const lock = await takeLock(path);
  await lock.announce('http://127.0.0.1:1');
  const error = await takeLock(path).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LockHeld);
  expect((error as LockHeld).holder).toMatchObject({ pid: process.pid, url: 'http://127.0.0.1:1' });
  await lock.release();
  await (await takeLock(path)).release();
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ['of a process that has ended', { pid: 2 ** 22 + 1, started: 'once' }],
  ['whose number belongs to another process by now', { pid: process.pid, started: 'another boot 1' }],
])('a lock %s is taken', async (_what, holder) => {
  await writeFile(path, JSON.stringify({ ...holder, url: null }));
  const lock = await takeLock(path);
  await expect(takeLock(path)).rejects.toThrow(LockHeld);
  await lock.release();
});

test('a lock that can not be read names nobody and is taken', async () => {
  await writeFile(path, '{"pid": 1');
  await (await takeLock(path)).release();
  expect(existsSync(path)).toBe(false);
});

test('of two who find a dead lock at once, one gets it', async () => {
  await writeFile(path, JSON.stringify({ pid: 2 ** 22 + 1, started: 'once', url: null }));
  const results = await Promise.allSettled([takeLock(path), takeLock(path)]);
  expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  const [refused] = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  expect(refused).toBeInstanceOf(LockHeld);
});

test('a process is known by its start and its command line until it ends, collected or not', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'a-name-to-find']);
  const pid = child.pid as number;
  await until('it runs', () => commandLine(pid)?.includes('a-name-to-find'));
  const start = processStart(pid);
  expect(start).not.toBeNull();
  expect(processStart(pid)).toBe(start);
  expect(start).not.toBe(processStart(process.pid));
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(processStart(pid)).toBeNull();
  expect(commandLine(pid)).toBeNull();
});
