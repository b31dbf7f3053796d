import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCommand } from '../src/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'demo-cloud-'));
const file = join(folder, 'clouds.yaml');
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
let child: ChildProcess;
let origin: string;

interface Ended {
  code: number | null;
  output: string;
}

/** Runs a program of the package to its end. */
function run(program: string, ...values: string[]): Promise<Ended> {
  const started = begin(program, ...values);
  let output = '';
  for (const stream of [started.stdout, started.stderr]) stream?.on('data', (data) => (output += data));
  return new Promise((resolve) => started.once('close', (code) => resolve({ code, output })));
}

const begin = (program: string, ...values: string[]): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', `packages/demo-cloud/src/${program}.ts`, ...values], {
    cwd: ROOT,
  });

beforeAll(async () => {
  child = begin('main', '--hosts', '3', '--instances', '20', '--max-microversion', '2.53', '--clouds', file);
  const line = await new Promise<string>((resolve) =>
    child.stdout?.once('data', (data) => resolve(String(data))),
  );
  origin = /http:\/\/[\d.:]+/.exec(line)?.[0] ?? '';
});
afterAll(async () => {
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  rmSync(folder, { recursive: true });
});

test('writes a clouds.yaml for its owner, and answers at the highest microversion it was given', async () => {
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const text = readFileSync(file, 'utf8');
  expect(text).toContain('demo-north:');
  expect(text).toContain(`auth_url: ${origin}/identity/v3`);
  const answer = (await (await fetch(`${origin}/south/compute/v2.1/`)).json()) as {
    version: { version: string };
  };
  expect(answer.version.version).toBe('2.53');
});

test('is told from the command line what to do, and says what it does not know', async () => {
  const added = await run('tell', origin, 'addInstances', '{"name": "told"}');
  expect(added.code).toBe(0);
  const [id] = JSON.parse(added.output) as string[];
  const shown = await run('tell', origin, 'instance', id ?? '');
  expect(JSON.parse(shown.output)).toMatchObject({ id, name: 'told' });
  expect(await run('tell', origin, 'nosuch')).toEqual({ code: 1, output: 'the control has no nosuch\n' });
});

test('refuses what it can not mean with a sentence', async () => {
  expect(() => readCommand(['--hosts', 'many'])).toThrow('--hosts wants a whole number from 1 on, not many.');
  expect(await run('main', '--max-microversion', '2.999')).toEqual({
    code: 1,
    output: 'The demo cloud speaks Nova 2.1 to 2.100, not 2.999.\n',
  });
  expect(readCommand(['--help'])).toBeNull();
});
