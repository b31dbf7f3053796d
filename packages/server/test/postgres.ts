/** One real PostgreSQL for the whole test run (vitest's globalSetup); each test file makes databases of its own in it. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../src/postgres/index.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Connection string of the test run's PostgreSQL, to its database `postgres`. */
    postgresUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-test-postgres-'));
  // As root, PostgreSQL runs as a user of its own, who has to get through to its folder.
  await chmod(folder, 0o711);
  // Nothing here outlives the run: durability would only cost time.
  const settings = { fsync: 'off', max_connections: '300' };
  const postgres = await startPostgres(folder, pino({ level: 'warn' }), settings);
  process.once('exit', postgres.stopAtOnce);
  project.provide('postgresUrl', postgres.connectionString);
  return async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
