import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = new URL('../..', import.meta.url).pathname;

/** Builds the console as it is now into a folder of its own: a server that serves packages/web/dist is not disturbed. */
export async function buildConsole(): Promise<{ folder: string; remove(): Promise<void> }> {
  // `npm test` has built it already, once for all.
  const built = process.env.EVENKEEL_BUILT_CONSOLE;
  if (built) return { folder: built, remove: async () => undefined };
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-web-'));
  await promisify(execFile)(
    process.execPath,
    ['node_modules/vite/bin/vite.js', 'build', 'packages/web', '--outDir', folder, '--logLevel', 'error'],
    { cwd: ROOT },
  );
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
