/** The real command as a process of its own, as a person runs it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ApiError } from '@evenkeel/contract';
import type { TestServer } from '../../packages/server/test/harness.ts';

export const BIN = fileURLToPath(new URL('../../packages/cli/bin/evenkeel.js', import.meta.url));

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Surroundings {
  env?: Record<string, string | undefined>;
  cwd?: string;
}

/** Starts it; `output` is all that it wrote so far. */
export function startCommand(
  words: readonly string[],
  { env, cwd }: Surroundings = {},
): { child: ChildProcess; output(): string; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [BIN, ...words], {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
    });
  }
  return {
    child,
    output: () => written.stdout + written.stderr,
    ended: once(child, 'close').then(([code]) => ({ code, ...written })),
  };
}

/** Runs it to its end. */
export function evenkeel(words: readonly string[], surroundings?: Surroundings): Promise<Ended> {
  return startCommand(words, surroundings).ended;
}

/** Runs it against a server, as whoever has its token. */
export function commandOf({ url, token }: TestServer, surroundings: Surroundings = {}) {
  const env = { EVENKEEL_URL: url, EVENKEEL_TOKEN: token, ...surroundings.env };
  return (...words: string[]) => evenkeel(words, { ...surroundings, env });
}

/** What --json writes to stderr when something failed. Throws when it is anything else. */
export function errorOf({ stderr }: Ended): ApiError['error'] {
  return ApiError.parse(JSON.parse(stderr)).error;
}

/** Neither the developer's clouds and servers nor settings that change how things look. */
export function cleanEnvironment(): Record<string, string | undefined> {
  const foreign = /^(OS_|EVENKEEL_|NO_COLOR$|FORCE_COLOR$|NODE_OPTIONS$|COLUMNS$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}
